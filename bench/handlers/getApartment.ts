import { getApartment } from "../../handlers/booking/getApartment";

export const handler = getApartment();
