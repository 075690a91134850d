import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type ApiRequest, failed, readKey, refuse, respond } from "./api";

/** `DELETE /order?accountid&vendorid`: the order was collected and is no longer active. 200, 400 or 404. */
export const deleteItem = () => {
  const client = new DynamoDBClient({});
  return async (request: ApiRequest) => {
    const key = readKey(request);
    if ("statusCode" in key) return key;
    try {
      const { Attributes } = await client.send(
        new DeleteItemCommand({
          TableName: process.env.TABLE_NAME,
          Key: { accountid: { S: key.accountid }, vendorid: { S: key.vendorid } },
          ReturnValues: "ALL_OLD",
        }),
      );
      if (!Attributes)
        return refuse(404, `account ${key.accountid} has no active order at vendor ${key.vendorid}`);
      return respond(200, { orderid: Attributes.orderid?.S, collected: true });
    } catch (error) {
      return failed(error);
    }
  };
};
