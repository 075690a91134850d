import { listApartments } from "../../handlers/booking/listApartments";

export const handler = listApartments();
