import { DynamoDBClient, type TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { closedItem, closedKey } from "./closedOrder";
import { checkEvent, invoiceKey, named, ORDER_SECONDS, type OrderEvent } from "./order";
import { isUnmet, transact } from "./transact";

/** What is stored of an order; `pending` until it is accepted. */
interface StoredOrder {
  orderid: string;
  orderedat: string;
  pending?: true;
}

/**
 * Stores an order as the one of its account at its vendor, pending until it is accepted. The same order may be stored again,
 * so that an attempt whose response was lost can be repeated, but not once it was accepted, collected or cancelled, however
 * late the attempt is carried out. A pending order whose execution must have ended long ago gives way.
 *
 * Errors: `InvalidOrder`; `OrderActive`, if another order of the account is active at the vendor; `OrderClosed`.
 */
export const putItem = () => {
  const client = new DynamoDBClient({});
  const TableName = process.env.TABLE_NAME;

  /** Stores the order if the condition holds for the item in its place, and if it is not closed. */
  const store = (
    event: OrderEvent,
    ConditionExpression: string,
    orderid: string,
    more: TransactWriteItem[] = [],
  ) => {
    const { order, orderedat } = event;
    const item = {
      ...order,
      orderid: event.orderid,
      orderedat,
      invoicekey: invoiceKey(event),
      pending: true,
    };
    return transact(client, [
      {
        Put: {
          TableName,
          Item: marshall(item),
          ConditionExpression,
          ExpressionAttributeValues: { ":orderid": { S: orderid } },
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      },
      {
        ConditionCheck: {
          TableName,
          Key: closedKey(order.accountid, event.orderid),
          ConditionExpression: "attribute_not_exists(accountid)",
        },
      },
      ...more,
    ]);
  };

  /** Cancels the other order, unless it was accepted meanwhile, and takes its place. */
  const replace = (event: OrderEvent, orderid: string) => {
    const { accountid, vendorid } = event.order;
    const cancel = {
      Put: { TableName, Item: closedItem({ accountid, vendorid, orderid, outcome: "cancelled" }) },
    };
    return store(event, "orderid = :orderid AND attribute_exists(pending)", orderid, [cancel]);
  };

  return async (event: OrderEvent): Promise<{ invoicekey: string }> => {
    const { order, orderid } = checkEvent(event);
    const invoicekey = invoiceKey(event);
    const reasons = await store(
      event,
      "attribute_not_exists(accountid) OR (orderid = :orderid AND attribute_exists(pending))",
      orderid,
    );
    if (!reasons) return { invoicekey };
    const [place, closed] = reasons;
    if (isUnmet(closed)) throw named("OrderClosed", `order ${orderid} was collected or cancelled`);
    const other = unmarshall(place!.Item!) as StoredOrder;
    if (other.orderid === orderid) return { invoicekey };
    if (isAbandoned(other, event) && !(await replace(event, other.orderid))) return { invoicekey };
    throw named("OrderActive", `account ${order.accountid} has an active order at vendor ${order.vendorid}`);
  };
};

/** Whether the other order's execution ran out of time before this one started. */
const isAbandoned = (other: StoredOrder, { orderedat }: OrderEvent): boolean =>
  other.pending === true && Date.parse(orderedat) - Date.parse(other.orderedat) > ORDER_SECONDS * 1000;
