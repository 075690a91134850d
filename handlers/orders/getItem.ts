import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type ApiRequest, failed, readKey, refuse, respond } from "./api";

/** `GET /order?accountid&vendorid`: the active order, once it is accepted. 200, 400 or 404. */
export const getItem = () => {
  const client = new DynamoDBClient({});
  return async (request: ApiRequest) => {
    const key = readKey(request);
    if ("statusCode" in key) return key;
    try {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: process.env.TABLE_NAME,
          Key: { accountid: { S: key.accountid }, vendorid: { S: key.vendorid } },
          ConsistentRead: true,
        }),
      );
      if (!Item || Item.pending)
        return refuse(404, `account ${key.accountid} has no active order at vendor ${key.vendorid}`);
      const { orderid, orderedat, invoicekey, ...order } = unmarshall(Item);
      return respond(200, { orderid, orderedat, invoicekey, order });
    } catch (error) {
      return failed(error);
    }
  };
};
