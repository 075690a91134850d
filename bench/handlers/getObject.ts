import { getObject } from "../../handlers/orders/getObject";

export const handler = getObject();
