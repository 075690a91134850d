import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { checkEvent, invoiceKey, named, type OrderEvent } from "./order";

/**
 * Stores an order as the active one of its account at its vendor. The same order may be stored again, so that an attempt
 * whose response was lost can be repeated.
 *
 * Errors: `InvalidOrder`; `OrderActive`, if another order of the account is active at the vendor.
 */
export const putItem = () => {
  const client = new DynamoDBClient({});
  return async (event: OrderEvent): Promise<{ invoicekey: string }> => {
    const { order, orderid, orderedat } = checkEvent(event);
    const invoicekey = invoiceKey(event);
    try {
      await client.send(
        new PutItemCommand({
          TableName: process.env.TABLE_NAME,
          Item: marshall({ ...order, orderid, orderedat, invoicekey }),
          ConditionExpression: "attribute_not_exists(accountid) OR orderid = :orderid",
          ExpressionAttributeValues: { ":orderid": { S: orderid } },
        }),
      );
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
      throw named(
        "OrderActive",
        `account ${order.accountid} has an active order at vendor ${order.vendorid}`,
      );
    }
    return { invoicekey };
  };
};
