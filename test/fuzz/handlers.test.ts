import assert from "node:assert/strict";
import * as fc from "fast-check";
import { order } from "../../checks/workflows/orders/client";
import type { AwsError } from "../../packages/local-cloud";
import { assertDiscreet, assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { nearly } from "./nearly";
import { anyValue, write } from "./values";
import { World } from "./world";

/** JavaScript errors, which mean nothing to a caller. */
const UNNAMED = ["Error", "TypeError", "RangeError", "ReferenceError", "SyntaxError", "URIError"];

const ORDER_EVENT = {
  order: order("handlers").order,
  orderid: "order-1",
  orderedat: "2026-11-20T12:00:00.000Z",
};
const query = (queryStringParameters: Record<string, string>) => ({
  queryStringParameters,
  requestContext: { requestId: "r" },
});
const KEY = { accountid: "handlers", vendorid: "central-station" };

/** A valid event for each function, by the beginning of its name; for a resolver, its arguments or the input among them. */
const EVENTS: Readonly<Record<string, object>> = {
  "booking-addStepFunction": { id: "b", arn: "arn:aws:states:::x", apartmentId: "nowhere" },
  "booking-bookApartment": { id: "b", apartmentId: "nowhere" },
  "booking-getApartment": { id: "nowhere" },
  "booking-getBooking": { id: "b", apartmentId: "nowhere" },
  "booking-getStepFunctions": {},
  "booking-listApartments": { limit: 5, nextToken: "bm93aGVyZQ" },
  "booking-payForApartment": { bookingId: "b", apartmentId: "nowhere" },
  "messenger-scan": {},
  "orders-cancel-order": ORDER_EVENT,
  "orders-delete-item": query(KEY),
  "orders-get-item": query(KEY),
  "orders-get-object": query({ accountid: "handlers", invoicekey: "2026/11/handlers/order-1.json" }),
  "orders-put-item": ORDER_EVENT,
  "orders-put-object": ORDER_EVENT,
  "pipeline-review-worker": {
    Records: [{ messageId: "m", body: '{"input":{"name":"n","value":"v"},"taskToken":"t"}' }],
  },
  "pipeline-trim-callback": { input: [" x ", { a: " y" }] },
};

const MACHINES = ["pipelineArn", "bookingArn", "ordersArn"];

describe("fuzz of the functions and the workflows", () => {
  let world: World;
  let functions: string[];

  before(async () => {
    world = await World.open();
    const { Functions } = await world.call("lambda", "ListFunctions", {});
    functions = (Functions as { FunctionName: string }[]).map(({ FunctionName }) => FunctionName);
  });
  after(() => world.close());

  it("knows every function of the stack", () => {
    const kinds = functions.map((name) => name.replace(/-function-\w+$/, ""));
    assert.deepEqual(kinds.sort(), Object.keys(EVENTS).sort());
  });

  const invoke = async (kind: string, event: unknown) => {
    const FunctionName = functions.find((name) => name.startsWith(`${kind}-function`))!;
    const before = await world.stateBefore();
    const { FunctionError, Payload } = await world.call("lambda", "Invoke", {
      FunctionName,
      Payload: write(event),
    });
    const payload = JSON.parse(String(Payload) || "null");
    if (FunctionError) assert.deepEqual(await world.state(), before);
    return { failed: FunctionError !== undefined, payload };
  };

  for (const [kind, event] of Object.entries(EVENTS)) {
    const wrapped = (value: unknown) => {
      if (!kind.startsWith("booking-")) return value;
      return { arguments: /bookApartment|addStepFunction/.test(kind) ? { input: value } : value };
    };
    const isApi = /^orders-(get|delete)/.test(kind);

    fuzz(`${kind} handles an event with a mistake in it`, 8, nearly(event), async (value) => {
      const { failed, payload } = await invoke(kind, wrapped(value));
      const { errorType, errorMessage } = failed ? payload : { errorType: "Named", errorMessage: "" };
      const isWhole = typeof value === "object" && value !== null;
      if (isWhole && kind !== "pipeline-review-worker" && kind !== "orders-cancel-order") {
        assert.ok(!UNNAMED.includes(errorType), `${errorType}: ${errorMessage}`);
      }
      if (isApi) {
        assert.ok([200, 400, 404].includes(payload.statusCode), JSON.stringify(payload));
        assertDiscreet(payload.body, write(value));
      }
    });

    fuzz(`${kind} handles anything as its event`, 4, anyValue, async (value) => {
      const { failed, payload } = await invoke(kind, value);
      if (failed) assert.equal(typeof payload.errorType, "string");
      if (isApi) assert.ok([400, 404].includes(payload.statusCode), JSON.stringify(payload));
    });
  }

  fuzz(
    "every execution with any input ends, and with a named error if it fails",
    60,
    fc.record({
      machine: fc.constantFrom(...MACHINES),
      input: fc.oneof(
        anyValue,
        nearly({ order: ORDER_EVENT.order }),
        nearly({ apartmentId: "nowhere" }),
        nearly({ Output: { input: { name: "n", value: "v" } } }),
      ),
    }),
    async ({ machine, input }) => {
      const before = await world.stateBefore();
      const text = write(input);
      const started = world.call("states", "StartExecution", {
        stateMachineArn: world.output(machine),
        input: text,
      });
      const executionArn = await started.then(
        (answer) => answer.executionArn,
        (error: AwsError) => {
          if (error.code !== "InvalidExecutionInput") throw error;
        },
      );
      if (executionArn === undefined) {
        assert.deepEqual(await world.state(), before);
        return;
      }
      const execution = world.services.stepFunctions.execution(String(executionArn))!;
      await world.clock.skipWhile(execution.ended);
      assertUnpolluted();
      const result = execution.result!;
      if (!("error" in result)) return;
      const { error, cause } = result;
      assert.ok(error && !UNNAMED.includes(error), `${error}: ${cause}`);
      assertMessage(cause, text);
      const { tables, objects, publications } = await world.state();
      assert.deepEqual([tables, objects, publications], [before.tables, before.objects, before.publications]);
    },
  );

  it("still run afterwards", async () => {
    const { payload } = await invoke("pipeline-trim-callback", { input: " x " });
    assert.equal(payload, "x");
    assert.deepEqual(world.unexpected, []);
  });
});
