import type { Execution } from "../../packages/local-cloud";
import { OrdersClient, order } from "../scenarios/orders";
import type { FaultedWorkflow, Path, Testbed, Verdict } from "./workflow";

const VENDOR = "central-station";

/** The orders of one account, as a client sees them and as they are. */
class Account {
  readonly client: OrdersClient;
  /** Whether a client asked to collect the order, whatever it was answered. */
  collected = false;

  constructor(
    private readonly ground: Testbed,
    readonly id: string,
  ) {
    this.client = new OrdersClient(ground.stage);
  }

  /** Posts an order and waits for the end of what that started, whatever the answer was. */
  async place(): Promise<void> {
    await this.client.call("POST", "/order", order(this.id));
    for (const { ended } of this.executions()) await this.ground.services.clock.skipWhile(ended);
  }

  executions(): Execution[] {
    const mark = `"accountid":"${this.id}"`;
    return this.ground.services.stepFunctions.executions().filter(({ input }) => input.includes(mark));
  }

  /** The id of the active order. */
  async active(): Promise<string | undefined> {
    const { Item } = await this.call("dynamodb", "GetItem", {
      TableName: this.table,
      Key: this.key,
      ConsistentRead: true,
    });
    return (Item as { orderid?: { S: string } } | undefined)?.orderid?.S;
  }

  /** The ids of the orders that there are invoices of. */
  async invoiced(): Promise<string[]> {
    const keys = await this.client.invoices(this.id);
    return keys.map((key) =>
      key
        .split("/")
        .at(-1)!
        .replace(/\.json$/, ""),
    );
  }

  /** Takes an order back by hand, as docs/procedures.md says. */
  async takeBack(orderid: string): Promise<void> {
    if ((await this.active()) === orderid) {
      await this.call("dynamodb", "DeleteItem", { TableName: this.table, Key: this.key });
    }
    const keys = await this.client.invoices(this.id);
    for (const Key of keys.filter((key) => key.endsWith(`/${orderid}.json`))) {
      await this.call("s3", "DeleteObject", { Bucket: this.ground.outputs.ordersBucket, Key });
    }
  }

  private get table(): string {
    const [table] = this.ground.evaluation.resources.filter(
      ({ type }) => type === "aws:dynamodb/table:Table",
    );
    return String(table!.outputs.name);
  }

  private get key() {
    return { accountid: { S: this.id }, vendorid: { S: VENDOR } };
  }

  private call(service: string, operation: string, input: object) {
    const { cloud } = this.ground.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }
}

/** What the executions, the table and the bucket know of an account's orders, by their ids. */
export interface OrderFacts {
  accepted: string[];
  invoiced: string[];
  active: string | undefined;
  /** Whether an active order may have been collected. */
  collected: boolean;
}

/** What is broken of: one invoice per accepted order, none without an order, no order without one. */
export function violationsOf({ accepted, invoiced, active, collected }: OrderFacts): string[] {
  const violations: string[] = [];
  for (const id of accepted) {
    const count = invoiced.filter((each) => each === id).length;
    if (count !== 1) violations.push(`one invoice per accepted order: there are ${count} of ${id}`);
  }
  for (const id of invoiced) {
    if (!accepted.includes(id)) violations.push(`no invoice without an order: there is one of ${id}`);
  }
  if (active !== undefined && !invoiced.includes(active)) {
    violations.push(`no order without an invoice: ${active} has none`);
  }
  if (active !== undefined && !accepted.includes(active)) {
    violations.push(`table and execution agree: ${active} is active, and was not accepted`);
  }
  if (active === undefined && accepted.length > 0 && !collected) {
    violations.push(`an accepted order is active until it is collected: ${accepted.join(", ")} is gone`);
  }
  return violations;
}

async function judge(account: Account): Promise<Verdict> {
  const executions = account.executions();
  const left = executions.filter(({ result }) => errorOf(result) === "CancellationFailed");
  for (const { name } of left) await account.takeBack(name);
  const violations = violationsOf({
    accepted: executions.filter(({ status }) => status === "SUCCEEDED").map(({ name }) => name),
    invoiced: await account.invoiced(),
    active: await account.active(),
    collected: account.collected,
  });
  if (left.length === 0) return { violations };
  return { violations, byHand: "CancellationFailed: the order is taken back by hand (docs/procedures.md)" };
}

const errorOf = (result: Execution["result"]) => (result && "error" in result ? result.error : undefined);

const path = (title: string, play: (account: Account, ground: Testbed) => Promise<void>): Path => ({
  title,
  async play(ground, id) {
    const account = new Account(ground, id);
    await play(account, ground);
    return () => judge(account);
  },
});

export const orders: FaultedWorkflow = {
  name: "orders",
  config: { workflows: '["orders"]', orderRateLimit: "10000", orderBurstLimit: "5000" },
  // Every step has a name of its own for whatever befell it.
  errors: /^(OrderActive|InvalidOrder|OrderNotStored|InvoiceFailed|AnnouncementFailed|CancellationFailed)$/,
  paths: [
    path("accepted", (account) => account.place()),
    path("taken back", async (account, { services }) => {
      const { faults } = services;
      faults.add({ state: "Write Invoice", fault: { kind: "error", error: "S3Down" } });
      await account.place();
      faults.clear();
    }),
    path("asked for, and collected", async (account) => {
      await account.place();
      const found = await account.client.find(account.id);
      const key = (await account.client.invoices(account.id))[0];
      await account.client.call("GET", `/invoice?accountid=${account.id}&invoicekey=${key}`);
      // Whatever is answered, it may have been done.
      account.collected = true;
      await account.client.call("DELETE", `/order?accountid=${account.id}&vendorid=${VENDOR}`);
      if (found.status === 200 && found.body.invoicekey !== key)
        throw new Error("GET /order: another invoice");
    }),
  ],
};
