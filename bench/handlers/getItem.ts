import { getItem } from "../../handlers/orders/getItem";

export const handler = getItem();
