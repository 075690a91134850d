import { OrdersClient, order } from "../workflows/orders/client";
import { Expectations, type Outcome, type Scenario, type Stage, USUAL_CONFIG } from "./scenario";

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
    expect.equal("invoices", (await client.invoiceKeys("ben")).length, 1);
    return result;
  }),
  scenario("the invoice fails: rolled back", async (client, expect, { services }) => {
    const fault = { kind: "crash", when: "afterEffect" } as const;
    services.faults.add({ stateMachine: "orders-machine", state: "Write Invoice", fault });
    const result = await client.order(order("cleo"));
    services.faults.clear();
    expect.equal("the result", result, "FAILED InvoiceFailed");
    expect.equal("GET /order", (await client.find("cleo")).status, 404);
    expect.equal("invoices", await client.invoiceKeys("cleo"), []);
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
    const orderid = String((await client.find("eve")).body.orderid);
    const collected = await client.collect("eve", orderid);
    expect.equal("DELETE /order", collected.status, 200);
    expect.equal("GET /order", (await client.find("eve")).status, 404);
    const result = await client.order(order("eve"));
    expect.equal("the result", result, "SUCCEEDED");
    const again = await client.collect("eve", orderid);
    expect.equal("the same DELETE /order again", again, collected);
    expect.equal("GET /order of the next", (await client.find("eve")).status, 200);
    return result;
  }),
];
