import { deleteItem } from "../../handlers/orders/deleteItem";

export const handler = deleteItem();
