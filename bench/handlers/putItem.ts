import { putItem } from "../../handlers/orders/putItem";

export const handler = putItem();
