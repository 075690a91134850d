import type { Check } from "../workflows/check";
import { checkExecutions, factsOf } from "../workflows/executions";
import { OrdersClient, order } from "../workflows/orders/client";
import { checkAnnouncements, checkOrders, type OrderFacts } from "../workflows/orders/promises";
import { checkRequests, type Recording, UnexpectedResponse } from "./recording";
import { endOf, executionsOf, type Phase, stackOf, type Target, type Workload } from "./workload";

/** Of five orders, one is the second of its account, and is refused. */
const ORDERS = 5;

/** Ordered through the REST API, from many accounts, some of which order twice. */
export class OrdersLoad implements Workload {
  readonly workflow = "orders";
  readonly api = "POST /order, HTTP";
  readonly phases: Phase[] = [
    {
      title: "at once",
      kind: "burst",
      run: (index, recording) => this.order(account("burst", index), recording),
    },
    {
      title: "sustained",
      kind: "sustained",
      run: (index, recording) => this.order(account("on", index), recording),
    },
  ];
  private readonly client: OrdersClient;
  private readonly orders: OrderFacts["orders"] = [];
  private readonly announced: string[] = [];
  readonly close: () => void;

  constructor(private readonly target: Target) {
    this.client = new OrdersClient(stackOf(target));
    this.close = target.services.cloud.onCall(({ service, operation, input, error }) => {
      if (service === "sns" && operation === "Publish" && !error)
        this.announced.push(JSON.parse(String(input.Message)).orderid);
    });
  }

  async checks(recordings: Recording[]): Promise<Check[]> {
    const { orders, announced, client } = this;
    const executions = executionsOf(this.target.services, this.workflow);
    return [
      checkRequests(recordings),
      checkExecutions(executions.map(factsOf), { errors: /^OrderActive$/ }),
      ...checkOrders({
        orders,
        active: await client.activeOrders(),
        invoiceKeys: await client.invoiceKeys(),
      }),
      checkAnnouncements({ orders }, announced),
    ];
  }

  private order(accountid: string, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const { executionArn, orderid } = await recording.request(async () => {
        const { status, text } = await this.client.send("POST", "/order", order(accountid));
        if (status !== 200) throw new UnexpectedResponse(`HTTP ${status}`, text);
        return JSON.parse(text) as { executionArn: string; orderid: string };
      });
      const { status, error } = factsOf(await endOf(this.target.services, executionArn));
      this.orders.push({ orderid, accountid, accepted: status === "SUCCEEDED" });
      return error ?? status;
    });
  }
}

/** The last of each five orders is of the same account as the one before it. */
export const account = (prefix: string, index: number): string =>
  `${prefix}-${index % ORDERS === ORDERS - 1 ? index - 1 : index}`;
