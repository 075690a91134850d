import { addStepFunction } from "../../handlers/booking/addStepFunction";

export const handler = addStepFunction();
