import { addStepFunction } from "../../handlers/bookings/addStepFunction";

export const handler = addStepFunction();
