import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { invoiceKey, type OrderEvent } from "./order";

/** Takes an order back that could not be completed: its invoice and its item go, whichever there are; another order stays. */
export const cancelOrder = () => {
  const tables = new DynamoDBClient({});
  const objects = new S3Client({});
  return async (event: OrderEvent): Promise<void> => {
    const { order, orderid } = event;
    await objects.send(new DeleteObjectCommand({ Bucket: process.env.BUCKET_NAME, Key: invoiceKey(event) }));
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
};
