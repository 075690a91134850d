import assert from "node:assert/strict";
import { callApi } from "../../../../checks/workflows/apiClient";
import { order } from "../../../../checks/workflows/orders/client";
import { AwsError } from "../../../../packages/local-cloud";
import { breakService, type Shop } from "./shop";

const NOTHING = [{ Effect: "Allow", Action: ["sts:GetCallerIdentity"], Resource: ["*"] }];

/** The tests of the responses of the REST API; `shop` is called when a test runs. */
export function testApi(stack: "dev" | "prod", shop: () => Shop): void {
  const unstartable: [title: string, error: AwsError, status: number, message: string][] = [
    [
      "throttled",
      new AwsError("ThrottlingException", "Rate exceeded", 400),
      429,
      "too many orders at once; try again",
    ],
    [
      "over the limit of executions",
      new AwsError("ExecutionLimitExceeded", "1000000 executions run", 400),
      429,
      "too many orders at once; try again",
    ],
    [
      "an input that Step Functions rejects",
      new AwsError("InvalidExecutionInput", "arn:aws:states:secret", 400),
      400,
      "the order was not accepted",
    ],
    [
      "a deleted state machine",
      new AwsError("StateMachineDoesNotExist", "arn:aws:states:secret", 400),
      500,
      "the order could not be accepted; try again",
    ],
    [
      "Step Functions down",
      new AwsError("InternalFailure", "arn:aws:states:secret", 500),
      500,
      "the order could not be accepted; try again",
    ],
  ];
  for (const [title, error, status, message] of unstartable) {
    it(`returns ${status} with its own message: ${title}`, async () => {
      const undo = breakService(shop().running.services.stepFunctions, (operation) =>
        operation === "StartExecution" ? error : undefined,
      );
      const answer = await shop().client.call("POST", "/order", order("unstarted"));
      undo();
      assert.deepEqual(answer, { status, body: { message } });
    });
  }

  it("returns 500 with its own message where its role may not start the machine", async () => {
    const undo = await shop().redeploy(({ type, name }) =>
      type === "aws:iam/rolePolicy:RolePolicy" && name === "orders-api-policy"
        ? { policy: JSON.stringify({ Version: "2012-10-17", Statement: NOTHING }) }
        : undefined,
    );
    const answer = await shop().client.call("POST", "/order", order("unstarted"));
    await undo();
    assert.deepEqual(answer, {
      status: 500,
      body: { message: "the order could not be accepted; try again" },
    });
  });

  const { order: good } = order("refused");
  const details = (change: object) => ({ order: { ...good, details: { ...good.details, ...change } } });
  const malformed: [title: string, body: unknown][] = [
    ["no JSON", "{"],
    ["a list", []],
    ["no order", {}],
    ["a state machine chosen by the client", { order: good, stateMachineArn: "arn:aws:states:::x" }],
    ["a field too many", { order: { ...good, orderid: "mine" } }],
    ["no city", { order: { ...good, city: undefined } }],
    ["an empty city", { order: { ...good, city: "" } }],
    ["a path for an account", { order: { ...good, accountid: "../other" } }],
    ["a prototype's name for a size", details({ coffeesize: "constructor" })],
    ["tea", details({ coffeetype: "Tea" })],
    ["the price of another size", details({ unitprice: 3.5 })],
    ["no cup", details({ quantity: 0 })],
    ["eleven cups", details({ quantity: 11 })],
    ["half a cup", details({ quantity: 0.5 })],
    ["a number in words", details({ quantity: "1" })],
  ];
  for (const [title, body] of malformed) {
    it(`refuses the body with 400 and starts nothing: ${title}`, async () => {
      const before = shop().running.services.stepFunctions.executions().length;
      const answer = await shop().client.call("POST", "/order", body);
      assert.deepEqual(answer, { status: 400, body: { message: "Invalid request body" } });
      assert.equal(shop().running.services.stepFunctions.executions().length, before);
    });
  }

  if (stack === "dev")
    it("rejects a body of another type", async () => {
      const { outputs } = shop().running;
      const { orders: apiKey } = outputs.apiKeys as { orders: string };
      const response = await fetch(`${outputs.ordersUrl}/order`, {
        method: "POST",
        headers: { "x-api-key": apiKey, "content-type": "text/plain" },
        body: JSON.stringify({ order: good }),
      });
      assert.deepEqual(
        [response.status, await response.json()],
        [415, { message: "Unsupported Media Type" }],
      );
    });

  const requests: [method: string, path: string, status: number, message: RegExp][] = [
    ["GET", "/order?accountid=nobody&vendorid=nowhere", 404, /no active order at vendor nowhere/],
    ["GET", "/order?accountid=nobody", 400, /Missing required request parameters: \[vendorid\]/],
    ["GET", "/order?accountid=..%2Fx&vendorid=%20", 400, /^accountid and vendorid must match/],
    ["GET", "/order?accountid=__proto__&vendorid=constructor", 400, /^accountid must match/],
    ["DELETE", "/order?accountid=nobody&vendorid=nowhere&orderid=o", 404, /no active order o at vendor/],
    ["DELETE", "/order?accountid=&vendorid=v&orderid=o", 400, /accountid/],
    ["DELETE", "/order?accountid=a&vendorid=v", 400, /Missing required request parameters: \[orderid\]/],
    ["DELETE", "/order?accountid=a&vendorid=v&orderid=%23", 400, /^orderid must match/],
    ["GET", "/invoice?accountid=a", 400, /Missing required request parameters: \[invoicekey\]/],
    ["GET", "/invoice?accountid=a&invoicekey=2026%2F11%2Fa%2Fnone.json", 404, /no invoice/],
    ["GET", "/invoice?accountid=a&invoicekey=2026%2F11%2Fb%2Fx.json", 404, /no invoice/],
    ["GET", "/invoice?accountid=a&invoicekey=..%2F..%2Fa%2Fx.json", 400, /invoicekey must be like/],
    ["GET", "/invoice?accountid=a&invoicekey=2026%2F11%2Fa%2F..%2Fb%2Fx.json", 400, /invoicekey must be/],
    ["GET", "/invoice?accountid=..&invoicekey=2026%2F11%2F..%2Fx.json", 400, /accountid must match/],
    ["GET", "/invoice?accountid=a%0A&invoicekey=2026%2F11%2Fa%2Fx.json", 400, /accountid must match/],
  ];
  for (const [method, path, status, message] of requests) {
    it(`responds to ${method} ${path} with ${status}`, async () => {
      const answer = await shop().client.call(method, path);
      assert.equal(answer.status, status);
      assert.match(String(answer.body.message), message);
    });
  }

  it("hands out an invoice to its account alone, and for an hour", async () => {
    await shop().client.order(order("mine"));
    const { invoicekey } = (await shop().client.find("mine")).body;
    const { status, body } = await shop().client.call(
      "GET",
      `/invoice?accountid=mine&invoicekey=${invoicekey}`,
    );
    assert.equal(status, 200);
    assert.equal(body.expiresin, 3600);
    assert.equal(new URL(body.url!).searchParams.get("X-Amz-Expires"), "3600");
    const invoice = await fetch(body.url!);
    assert.equal(invoice.status, 200);
    assert.deepEqual(await invoice.json(), (await shop().invoice(invoicekey!)).content);
    const forged = await fetch(String(body.url).replace("/mine/", "/other/"));
    assert.equal(forged.status, 403);
  });

  it("rejects a caller without credentials or with wrong ones", async () => {
    const url = `${shop().running.outputs.ordersUrl}/order?accountid=a&vendorid=v`;
    const plain = await fetch(url);
    assert.deepEqual(
      [plain.status, await plain.json()],
      [403, { message: stack === "dev" ? "Forbidden" : "Missing Authentication Token" }],
    );
    assert.equal((await callApi({ apiKey: "x".repeat(40) }, "GET", url)).status, 403);
    const wrongly = await callApi({ service: "appsync", region: "us-east-1" }, "GET", url);
    assert.equal(wrongly.status, 403);
  });

  it("lets a web page read why it was refused", async () => {
    const refused = await fetch(`${shop().running.outputs.ordersUrl}/order?accountid=a&vendorid=v`);
    assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [403, "*"]);
  });

  it("throttles", async () => {
    const undo = await shop().redeploy(({ type, inputs }) =>
      type === "aws:apigateway/methodSettings:MethodSettings"
        ? { settings: { ...(inputs.settings as object), throttlingRateLimit: 1, throttlingBurstLimit: 2 } }
        : undefined,
    );
    const answers = await Promise.all(Array.from({ length: 6 }, () => shop().client.find("nobody")));
    await undo();
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses.slice(0, 2), [404, 404]);
    assert.deepEqual(answers.find(({ status }) => status === 429)?.body, { message: "Too Many Requests" });
  });

  it("lets a web page on this machine request orders and invoices", async () => {
    const url = `${shop().running.outputs.ordersUrl}/invoice`;
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:5173", "access-control-request-method": "GET" },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    assert.equal(preflight.headers.get("access-control-allow-methods"), "GET,OPTIONS");
    assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /X-Api-Key,Authorization/);
  });

  it("logs every request as a line of JSON, without its data", async () => {
    await shop().client.call("GET", "/order?accountid=logged&vendorid=nowhere");
    const { services, outputs } = shop().running;
    const [group] = shop()
      .resources("aws:cloudwatch/logGroup:LogGroup")
      .filter(({ name }) => name === "orders-access-logs");
    const lines = services.logs.events(String(group!.outputs.name)).map(({ message }) => message);
    assert.ok(!lines.some((line) => line.includes("logged")));
    const { httpMethod, resourcePath, status } = JSON.parse(lines.at(-1)!);
    assert.deepEqual([httpMethod, resourcePath, status], ["GET", "/order", "404"]);
    assert.match(String(outputs.ordersUrl), /\/v1$/);
  });
}
