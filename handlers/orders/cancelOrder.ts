import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { closedItem } from "./closedOrder";
import { invoiceKey, type OrderEvent } from "./order";
import { transact } from "./transact";

/**
 * Rolls back an order that could not be completed: records that it is cancelled, so that no late attempt of an earlier step
 * brings it back, and deletes its item and its invoice, whichever exist. If deleting one fails, the other is deleted anyway.
 * Another order's item is not touched.
 *
 * An order that was accepted after all, the response to which was lost, is left as it is.
 */
export const cancelOrder = () => {
  const tables = new DynamoDBClient({});
  const objects = new S3Client({});
  const TableName = process.env.TABLE_NAME;
  const keyOf = ({ order }: OrderEvent) => ({
    accountid: { S: order.accountid },
    vendorid: { S: order.vendorid },
  });

  /** Returns false if the order was accepted. */
  const close = async (event: OrderEvent) => {
    const { accountid, vendorid } = event.order;
    const { orderid } = event;
    const unmet = await transact(tables, [
      {
        Put: {
          TableName,
          Item: closedItem({ accountid, vendorid, orderid, outcome: "cancelled" }),
          ConditionExpression: "attribute_not_exists(accountid) OR outcome = :cancelled",
          ExpressionAttributeValues: { ":cancelled": { S: "cancelled" } },
        },
      },
      {
        ConditionCheck: {
          TableName,
          Key: keyOf(event),
          ConditionExpression:
            "attribute_not_exists(accountid) OR orderid <> :orderid OR attribute_exists(pending)",
          ExpressionAttributeValues: { ":orderid": { S: orderid } },
        },
      },
    ]);
    return unmet === undefined;
  };

  const deleteItem = async (event: OrderEvent) => {
    try {
      await tables.send(
        new DeleteItemCommand({
          TableName,
          Key: keyOf(event),
          ConditionExpression: "attribute_not_exists(accountid) OR orderid = :orderid",
          ExpressionAttributeValues: { ":orderid": { S: event.orderid } },
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    }
  };
  const deleteInvoice = (event: OrderEvent) =>
    objects.send(new DeleteObjectCommand({ Bucket: process.env.BUCKET_NAME, Key: invoiceKey(event) }));

  return async (event: OrderEvent): Promise<{ accepted: boolean; invoicekey: string }> => {
    const invoicekey = invoiceKey(event);
    if (!(await close(event))) return { accepted: true, invoicekey };
    const ends = await Promise.allSettled([deleteItem(event), deleteInvoice(event)]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return { accepted: false, invoicekey };
  };
};
