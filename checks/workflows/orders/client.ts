import type { Execution } from "../../../packages/local-cloud";
import { type ApiAnswer, type Credential, callApi } from "../apiClient";
import { callAws, type DeployedStack, itemsOf, keysOf } from "../deployedStack";
import { resultOf } from "../executions";
import type { OrderId } from "./promises";

export const VENDOR = "central-station";

/** The body of a valid `POST /order`. */
export const order = (accountid: string, city = "Perth") => ({
  order: {
    accountid,
    orderdate: "2026-11-20",
    vendorid: VENDOR,
    city,
    details: { coffeetype: "Flat White", coffeesize: "Large", unitprice: 4.5, quantity: 3 },
    eventtype: ["order"],
  },
});

/** The orders workflow: its REST API, and its table, bucket and executions, which an operator sees. */
export class OrdersClient {
  /** The executions that {@link order} started. */
  readonly executionArns: string[] = [];
  private readonly url: string;
  private readonly credential: Credential;

  constructor(private readonly stack: DeployedStack) {
    const { ordersUrl, apiKeys } = stack.outputs;
    const { orders: apiKey } = apiKeys as { orders?: string };
    this.url = String(ordersUrl);
    this.credential = apiKey ? { apiKey } : { service: "execute-api", region: stack.services.cloud.region };
  }

  send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    return callApi(this.credential, method, this.url + path, body);
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, never> }> {
    const { status, text } = await this.send(method, path, body);
    return { status, body: JSON.parse(text) };
  }

  /** Posts an order and waits for its execution to end, time skipped: `SUCCEEDED`, or its status and error. */
  async order(body: unknown): Promise<string> {
    const { status, body: response } = await this.call("POST", "/order", body);
    if (status !== 200) return `HTTP ${status}`;
    const arn = String(response.executionArn);
    this.executionArns.push(arn);
    const execution = this.stack.services.stepFunctions.execution(arn);
    if (!execution) throw new Error(`there is no execution ${arn}`);
    await this.stack.services.clock.skipWhile(execution.ended);
    return resultOf(execution);
  }

  find(accountid: string) {
    return this.call("GET", `/order?accountid=${accountid}&vendorid=${VENDOR}`);
  }

  collect(accountid: string, orderid: string) {
    return this.call("DELETE", `/order?accountid=${accountid}&vendorid=${VENDOR}&orderid=${orderid}`);
  }

  /** The keys of the invoices of an account, or of all. */
  async invoiceKeys(accountid?: string): Promise<string[]> {
    const keys = await keysOf(this.stack, String(this.stack.outputs.ordersBucket));
    return accountid === undefined ? keys : keys.filter((key) => key.includes(`/${accountid}/`));
  }

  /** Every active or pending order in the table. */
  async activeOrders(): Promise<OrderId[]> {
    const items = await itemsOf(this.stack, await this.tableName());
    return items.flatMap(({ accountid, orderid }) =>
      orderid ? [{ accountid: accountid!.S!, orderid: orderid.S! }] : [],
    );
  }

  /** The id of an account's active or pending order. */
  async activeOrder(accountid: string): Promise<string | undefined> {
    const { Item } = await this.callTable("GetItem", { Key: keyOf(accountid), ConsistentRead: true });
    return (Item as { orderid?: { S: string } } | undefined)?.orderid?.S;
  }

  /** The executions of an account's orders. */
  executionsOf(accountid: string): Execution[] {
    const mark = `"accountid":"${accountid}"`;
    return this.stack.services.stepFunctions.executions().filter(({ input }) => input.includes(mark));
  }

  /** Removes an order and its invoice by hand, as docs/procedures.md describes. */
  async removeOrder({ accountid, orderid }: OrderId): Promise<void> {
    if ((await this.activeOrder(accountid)) === orderid) {
      await this.callTable("DeleteItem", { Key: keyOf(accountid) });
    }
    await this.callTable("PutItem", {
      Item: {
        accountid: { S: accountid },
        vendorid: { S: `closed#${orderid}` },
        outcome: { S: "cancelled" },
        vendor: { S: VENDOR },
      },
    });
    const keys = await this.invoiceKeys(accountid);
    for (const Key of keys.filter((key) => key.endsWith(`/${orderid}.json`))) {
      await callAws(this.stack, "s3", "DeleteObject", { Bucket: this.stack.outputs.ordersBucket, Key });
    }
  }

  private async callTable(operation: string, input: object): Promise<Record<string, unknown>> {
    const TableName = await this.tableName();
    return callAws(this.stack, "dynamodb", operation, { TableName, ...input });
  }

  /** The stack does not output it. */
  private async tableName(): Promise<string> {
    const { TableNames } = await callAws(this.stack, "dynamodb", "ListTables", {});
    return (TableNames as string[]).find((name) => name.startsWith("orders-"))!;
  }
}

const keyOf = (accountid: string) => ({ accountid: { S: accountid }, vendorid: { S: VENDOR } });
