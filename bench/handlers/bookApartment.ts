import { bookApartment } from "../../handlers/booking/bookApartment";

export const handler = bookApartment();
