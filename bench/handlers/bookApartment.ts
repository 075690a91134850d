import { bookApartment } from "../../handlers/bookings/bookApartment";

export const handler = bookApartment();
