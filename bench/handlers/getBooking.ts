import { getBooking } from "../../handlers/bookings/getBooking";

export const handler = getBooking();
