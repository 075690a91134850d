import { listApartments } from "../../handlers/bookings/listApartments";

export const handler = listApartments();
