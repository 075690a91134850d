import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type ApiRequest, failed, parameterOf, readKey, refuse, respond } from "./api";
import { closedItem, readClosedOrder } from "./closedOrder";
import { ORDER_ID } from "./order";
import { transact } from "./transact";

/**
 * `DELETE /order?accountid&vendorid&orderid`: the order was collected and is no longer active. A repeated request gets the same
 * response for 30 days, whatever the account has ordered since. 200, 400 or 404.
 */
export const deleteItem = () => {
  const client = new DynamoDBClient({});
  const TableName = process.env.TABLE_NAME;
  return async (request: ApiRequest) => {
    const key = readKey(request);
    if ("statusCode" in key) return key;
    const { accountid, vendorid } = key;
    const orderid = parameterOf(request, "orderid");
    if (!new RegExp(ORDER_ID).test(orderid)) return refuse(400, `orderid must match ${ORDER_ID}`);
    const collected = respond(200, { orderid, collected: true });
    try {
      const unmet = await transact(client, [
        {
          Delete: {
            TableName,
            Key: { accountid: { S: accountid }, vendorid: { S: vendorid } },
            ConditionExpression: "orderid = :orderid AND attribute_not_exists(pending)",
            ExpressionAttributeValues: { ":orderid": { S: orderid } },
          },
        },
        {
          Put: {
            TableName,
            Item: closedItem({ accountid, vendorid, orderid, outcome: "collected" }),
            ConditionExpression: "attribute_not_exists(accountid)",
          },
        },
      ]);
      if (!unmet) return collected;
      const closed = await readClosedOrder(client, { accountid, orderid });
      if (closed?.outcome === "collected" && closed.vendorid === vendorid) return collected;
      return refuse(404, `account ${accountid} has no active order ${orderid} at vendor ${vendorid}`);
    } catch (error) {
      return failed(error);
    }
  };
};
