import type { Execution } from "../../packages/local-cloud";
import { violationsOf } from "../workflows/check";
import { OrdersClient, order } from "../workflows/orders/client";
import { checkOrders, NO_STRAY_INVOICE } from "../workflows/orders/promises";
import type { FaultedWorkflow, Path, Testbed, Verdict } from "./workflow";

/** The orders of one account. */
class Account {
  readonly client: OrdersClient;
  /** Whether a client tried to collect the order, whatever the response was. */
  collected = false;

  constructor(
    private readonly testbed: Testbed,
    readonly id: string,
  ) {
    this.client = new OrdersClient(testbed);
  }

  /** Posts an order and waits for the executions that it started to end, whatever the response was. */
  async place(): Promise<void> {
    await this.client.call("POST", "/order", order(this.id));
    for (const { ended } of this.client.executionsOf(this.id)) {
      await this.testbed.services.clock.skipWhile(ended);
    }
  }
}

async function judge({ id: accountid, client, collected }: Account): Promise<Verdict> {
  const executions = client.executionsOf(accountid);
  const left = executions.filter(({ result }) => errorOf(result) === "CancellationFailed");
  for (const { name } of left) await client.removeOrder({ accountid, orderid: name });
  const active = await client.activeOrder(accountid);
  const violations = violationsOf(
    checkOrders({
      orders: executions.map(({ name, status }) => ({
        accountid,
        orderid: name,
        accepted: status === "SUCCEEDED",
      })),
      active: active === undefined ? [] : [{ accountid, orderid: active }],
      invoiceKeys: await client.invoiceKeys(accountid),
      collected: new Set(collected ? [accountid] : []),
    }),
  );
  if (left.length === 0) return { violations };
  return { violations, byHand: "CancellationFailed: the order is removed by hand (docs/procedures.md)" };
}

const errorOf = (result: Execution["result"]) => (result && "error" in result ? result.error : undefined);

const path = (title: string, play: (account: Account, testbed: Testbed) => Promise<void>): Path => {
  const accounts = new Map<string, Account>();
  return {
    title,
    async play(testbed, id) {
      const account = new Account(testbed, id);
      accounts.set(id, account);
      await play(account, testbed);
      accounts.delete(id);
      return () => judge(account);
    },
    /** The client collects the order, if it sees one, and orders again. */
    async act(_, id) {
      const account = accounts.get(id);
      if (!account) return;
      const { status, body } = await account.client.find(id);
      if (status === 200) {
        account.collected = true;
        await account.client.collect(id, String(body.orderid));
      }
      await account.client.call("POST", "/order", order(id));
    },
  };
};

export const orders: FaultedWorkflow = {
  name: "orders",
  config: { workflows: '["orders"]', orderRateLimit: "10000", orderBurstLimit: "5000" },
  // Every step has its own name for whatever made it fail.
  errors:
    /^(Order(Active|Closed|NotStored|NotAccepted)|InvalidOrder|InvoiceFailed|AnnouncementFailed|CancellationFailed)$/,
  limits: [
    {
      call: "s3:PutObject",
      fault: "carried out late",
      promise: NO_STRAY_INVOICE,
      because:
        "an invoice that S3 itself accepts after its order was cancelled, and after put-object has ended, stays; a function that has ended sends nothing more",
    },
  ],
  paths: [
    path("accepted", (account) => account.place()),
    path("rolled back", async (account, { services }) => {
      const { faults } = services;
      faults.add({ state: "Write Invoice", fault: { kind: "error", error: "S3Down" } });
      await account.place();
      faults.clear();
    }),
    path("queried and collected", async (account) => {
      const { client, id } = account;
      await account.place();
      const found = await client.find(id);
      const keys = await client.invoiceKeys(id);
      const { orderid, invoicekey = keys[0] } = found.body;
      await client.call("GET", `/invoice?accountid=${id}&invoicekey=${invoicekey}`);
      // It may have been collected whatever the response is.
      account.collected = true;
      await client.collect(id, String(orderid ?? client.executionsOf(id)[0]?.name ?? "none"));
      // A client in between may have collected this account's order and placed another, which has an invoice of its own.
      const isItsOwn = keys.includes(String(invoicekey)) && String(invoicekey).endsWith(`/${orderid}.json`);
      if (found.status === 200 && !isItsOwn)
        throw new Error("GET /order returned the key of another invoice");
    }),
  ],
};
