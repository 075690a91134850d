import assert from "node:assert/strict";
import * as fc from "fast-check";
import { order } from "../../checks/workflows/orders/client";
import { assertDiscreet, assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { nearly } from "./nearly";
import { anyBody, anyText, percentEncoded, write } from "./values";
import { type Answer, type Sent, World } from "./world";

const REFUSALS = [400, 403, 404, 413, 415];

/** Below the limit of HTTP itself. */
const LONGEST = 2_000;

/** A header value that HTTP can carry. */
const headerText = anyText.map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "").slice(0, LONGEST));

describe("fuzz of the orders' REST API", () => {
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  const send = (sent: Sent): Promise<Answer> =>
    world.send({
      ...sent,
      path: `${world.ordersPath}${sent.path ?? "/order"}`,
      headers: {
        "x-api-key": world.apiKey("orders"),
        "content-type": "application/json",
        ...sent.headers,
      },
    });

  const assertRefused = (answer: Answer, sent: string) => {
    assert.ok(REFUSALS.includes(answer.status), `${answer.status} ${answer.body}`);
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    assert.deepEqual(Object.keys(body), ["message"]);
    assertMessage(body.message, sent);
  };

  /** Sends what may be an order; if it is one, waits for its end, else checks that it left nothing behind. */
  const place = async (body: string, headers: Record<string, string> = {}) => {
    const before = await world.stateBefore();
    const answer = await send({ body, headers });
    assertUnpolluted();
    if (answer.status !== 200) {
      assertRefused(answer, body);
      assert.deepEqual(await world.state(), before);
      return;
    }
    const { executionArn, orderid, ...more } = JSON.parse(answer.body) as Record<string, string>;
    assert.deepEqual(more, {});
    const execution = world.services.stepFunctions.execution(String(executionArn))!;
    assert.equal(execution.arn.split(":").at(-1), orderid);
    await world.clock.skipWhile(execution.ended);
    const result = execution.result!;
    const named = "error" in result ? result.error : result.status;
    assert.ok(named === "SUCCEEDED" || named === "OrderActive", named);
  };

  fuzz("accepts any body as an order or rejects it entirely", 40, anyBody, (body) => place(body));

  const valid = order("nearly");
  fuzz("accepts an order with a mistake in it or rejects it entirely", 70, nearly(valid), (value) =>
    place(write(value)),
  );

  fuzz(
    "accepts any headers",
    30,
    fc.dictionary(
      fc.constantFrom(
        "content-type",
        "accept",
        "x-api-key",
        "authorization",
        "x-amz-date",
        "x-amz-security-token",
        "x-http-method-override",
        "x-forwarded-for",
        "origin",
        "content-encoding",
        "cookie",
      ),
      headerText,
    ),
    (headers) => place(write(order("headers")), headers),
  );

  fuzz(
    "accepts any query",
    60,
    fc.record({
      method: fc.constantFrom("GET", "DELETE"),
      path: fc.constantFrom("/order", "/invoice", "/order/", "/Order"),
      query: fc.array(
        fc.tuple(
          fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom("accountid", "vendorid", "invoicekey") },
            { weight: 1, arbitrary: anyText },
          ),
          fc.oneof(anyText, fc.constantFrom("nearly", "central-station", "2026/11/nearly/x.json")),
          fc.boolean(),
        ),
        { maxLength: 4 },
      ),
    }),
    async ({ method, path, query }) => {
      const pairs = query.map(([name, value, encoded]) => {
        const pair = `${name}=${value}`.slice(0, LONGEST);
        return encoded ? percentEncoded(pair).replace("%3D", "=") : pair.replace(/[^!-"$-~]/g, "");
      });
      const before = await world.stateBefore();
      const answer = await send({ method, path: `${path}?${pairs.join("&")}` });
      if (answer.status === 200) assertDiscreet(answer.body);
      else {
        assertRefused(answer, query.flat().join());
        assert.deepEqual(await world.state(), before);
      }
    },
  );

  it("still accepts an order afterwards", async () => {
    const answer = await send({ body: write(order("afterwards")) });
    assert.equal(answer.status, 200, answer.body);
    const { executionArn } = JSON.parse(answer.body) as { executionArn: string };
    const execution = world.services.stepFunctions.execution(executionArn)!;
    await world.clock.skipWhile(execution.ended);
    assert.equal(execution.result?.status, "SUCCEEDED");
    assert.deepEqual(world.unexpected, []);
  });
});
