import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { invoiceKey, type OrderEvent } from "./order";

/**
 * Rolls back an order that could not be completed: deletes its item and its invoice, whichever exist. If deleting one fails,
 * the other is deleted anyway. Another order's item is not touched.
 */
export const cancelOrder = () => {
  const tables = new DynamoDBClient({});
  const objects = new S3Client({});
  const deleteItem = async ({ order, orderid }: OrderEvent) => {
    try {
      await tables.send(
        new DeleteItemCommand({
          TableName: process.env.TABLE_NAME,
          Key: { accountid: { S: order.accountid }, vendorid: { S: order.vendorid } },
          ConditionExpression: "attribute_not_exists(accountid) OR orderid = :orderid",
          ExpressionAttributeValues: { ":orderid": { S: orderid } },
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    }
  };
  const deleteInvoice = (event: OrderEvent) =>
    objects.send(new DeleteObjectCommand({ Bucket: process.env.BUCKET_NAME, Key: invoiceKey(event) }));

  return async (event: OrderEvent): Promise<void> => {
    const ends = await Promise.allSettled([deleteItem(event), deleteInvoice(event)]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  };
};
