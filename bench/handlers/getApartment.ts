import { getApartment } from "../../handlers/bookings/getApartment";

export const handler = getApartment();
