import { getBooking } from "../../handlers/booking/getBooking";

export const handler = getBooking();
