import { type Credential, callApi } from "../workflows/apiClient";
import { Expectations, ended, type Outcome, type Scenario, type Stage, USUAL_CONFIG } from "./scenario";

/** The body of a good `POST /order`. */
export const order = (accountid: string, city = "Perth") => ({
  order: {
    accountid,
    orderdate: "2026-11-20",
    vendorid: "central-station",
    city,
    details: { coffeetype: "Flat White", coffeesize: "Large", unitprice: 4.5, quantity: 3 },
    eventtype: ["order"],
  },
});

/** A client of the REST API. */
export class OrdersClient {
  readonly executionArns: string[] = [];
  private readonly url: string;
  private readonly credential: Credential;

  constructor(private readonly stage: Stage) {
    const { ordersUrl, apiKeys } = stage.outputs;
    const { orders: apiKey } = apiKeys as { orders?: string };
    this.url = String(ordersUrl);
    this.credential = apiKey ? { apiKey } : { service: "execute-api", region: stage.services.cloud.region };
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, never> }> {
    const { status, text } = await callApi(this.credential, method, this.url + path, body);
    return { status, body: JSON.parse(text) };
  }

  /** Posts an order and waits for its end: the execution's status. */
  async order(body: unknown): Promise<string> {
    const { status, body: answer } = await this.call("POST", "/order", body);
    if (status !== 200) return `HTTP ${status}`;
    this.executionArns.push(answer.executionArn!);
    return ended(this.stage, answer.executionArn!);
  }

  find(accountid: string) {
    return this.call("GET", `/order?accountid=${accountid}&vendorid=central-station`);
  }

  /** The invoices that there are of an account. */
  async invoices(accountid: string): Promise<string[]> {
    const { cloud } = this.stage.services;
    const bucket = String(this.stage.outputs.ordersBucket);
    const { Contents = [] } = await cloud.call(cloud.administrator, "s3", "ListObjectsV2", {
      Bucket: bucket,
    });
    return (Contents as { Key: string }[])
      .map(({ Key }) => Key)
      .filter((key) => key.includes(`/${accountid}/`));
  }
}

const scenario = (
  title: string,
  run: (client: OrdersClient, expect: Expectations, stage: Stage) => Promise<string>,
): Scenario => ({
  workflow: "OrderPipeline",
  title,
  config: USUAL_CONFIG,
  async run(stage): Promise<Outcome> {
    const client = new OrdersClient(stage);
    const expect = new Expectations();
    const result = await run(client, expect, stage);
    return { executionArns: client.executionArns, result, problems: expect.problems };
  },
});

/** Orders over HTTP, from the first to the collected one, and what can go wrong with them. */
export const orderScenarios: Scenario[] = [
  scenario("ordered, invoiced, announced", async (client, expect, { services }) => {
    const announcements = services.sns.publications.length;
    const city = `O'Hare "A" \\ ☕ \${x} #set`;
    const result = await client.order(order("anna", city));
    expect.equal("the result", result, "SUCCEEDED");
    const found = await client.find("anna");
    const stored = found.body.order as { city?: string } | undefined;
    expect.equal("the stored city", stored?.city, city);
    const { body } = await client.call("GET", `/invoice?accountid=anna&invoicekey=${found.body.invoicekey}`);
    const invoice = await fetch(body.url!);
    expect.equal("the invoice's total", ((await invoice.json()) as { total: string }).total, "13.50");
    expect.equal("announcements", services.sns.publications.length - announcements, 1);
    return result;
  }),
  scenario("a second order while one is active", async (client, expect) => {
    await client.order(order("ben"));
    const result = await client.order(order("ben"));
    expect.equal("the result", result, "FAILED OrderActive");
    expect.equal("invoices", (await client.invoices("ben")).length, 1);
    return result;
  }),
  scenario("the invoice fails: rolled back", async (client, expect, { services }) => {
    const fault = { kind: "crash", when: "afterEffect" } as const;
    services.faults.add({ stateMachine: "orders-machine", state: "Write Invoice", fault });
    const result = await client.order(order("cleo"));
    services.faults.clear();
    expect.equal("the result", result, "FAILED InvoiceFailed");
    expect.equal("GET /order", (await client.find("cleo")).status, 404);
    expect.equal("invoices", await client.invoices("cleo"), []);
    const invoice = await client.call("GET", "/invoice?accountid=cleo&invoicekey=2026/11/cleo/none.json");
    expect.equal("GET /invoice of no invoice", invoice.status, 404);
    return result;
  }),
  scenario("malformed and unknown orders", async (client, expect) => {
    const malformed = await client.order({ order: { ...order("dan").order, city: undefined } });
    expect.equal("POST of a malformed body", malformed, "HTTP 400");
    expect.equal("GET of an unknown order", (await client.find("dan")).status, 404);
    return "HTTP 400, 404";
  }),
  scenario("collected, then ordered again", async (client, expect) => {
    await client.order(order("eve"));
    const collected = await client.call("DELETE", "/order?accountid=eve&vendorid=central-station");
    expect.equal("DELETE /order", collected.status, 200);
    expect.equal("GET /order", (await client.find("eve")).status, 404);
    const result = await client.order(order("eve"));
    expect.equal("the result", result, "SUCCEEDED");
    return result;
  }),
];
