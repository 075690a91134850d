import { type AttributeValue, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** What became of an order that is no longer active. */
export type Outcome = "collected" | "cancelled";

/** An order that is no longer active. */
export interface ClosedOrder {
  accountid: string;
  vendorid: string;
  orderid: string;
  outcome: Outcome;
}

/** Days for which a closed order is remembered: more than the 14 in which AWS lets an execution be redriven. */
const DAYS = 30;

/** The key of a closed order, in the table of the active ones: no vendor's id contains `#`. */
export const closedKey = (accountid: string, orderid: string): Record<string, AttributeValue> => ({
  accountid: { S: accountid },
  vendorid: { S: `closed#${orderid}` },
});

/** The item of a closed order. An order that has one is neither stored nor invoiced again. */
export const closedItem = (order: ClosedOrder): Record<string, AttributeValue> => ({
  ...closedKey(order.accountid, order.orderid),
  outcome: { S: order.outcome },
  vendor: { S: order.vendorid },
  expires: { N: String(Math.floor(Date.now() / 1000) + DAYS * 24 * 60 * 60) },
});

/** What became of an account's order; undefined if it is not closed. */
export async function readClosedOrder(
  client: DynamoDBClient,
  { accountid, orderid }: { accountid: string; orderid: string },
): Promise<{ outcome: Outcome; vendorid: string } | undefined> {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: process.env.TABLE_NAME,
      Key: closedKey(accountid, orderid),
      ConsistentRead: true,
    }),
  );
  return Item && { outcome: Item.outcome!.S as Outcome, vendorid: Item.vendor!.S! };
}
