import { payForApartment } from "../../handlers/bookings/payForApartment";

export const handler = payForApartment();
