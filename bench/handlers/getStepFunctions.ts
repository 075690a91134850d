import { getStepFunctions } from "../../handlers/bookings/getStepFunctions";

export const handler = getStepFunctions();
