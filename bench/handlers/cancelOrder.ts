import { cancelOrder } from "../../handlers/orders/cancelOrder";

export const handler = cancelOrder();
