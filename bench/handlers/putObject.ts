import { putObject } from "../../handlers/orders/putObject";

export const handler = putObject();
