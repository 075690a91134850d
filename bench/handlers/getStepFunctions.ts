import { getStepFunctions } from "../../handlers/booking/getStepFunctions";

export const handler = getStepFunctions();
