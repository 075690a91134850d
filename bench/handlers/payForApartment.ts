import { payForApartment } from "../../handlers/booking/payForApartment";

export const handler = payForApartment();
