import assert from "node:assert/strict";
import { DescribeExecutionCommand, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as fc from "fast-check";
import { order } from "../../../checks/workflows/orders/client";
import { AwsError } from "../../../packages/local-cloud";
import { testApi } from "./orders/api";
import { failures } from "./orders/failures";
import { type Registered, registeredRows } from "./orders/registered";
import { breakService, Shop } from "./orders/shop";

const NONE = { item: false, invoices: 0, announcements: 0 };
const ALL = { item: true, invoices: 1, announcements: 1 };

/** What breaks careless escaping, and any Unicode text. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        "'",
        "\\",
        "\\'",
        '\\"',
        "☕",
        "\n",
        "\r\n",
        "\t",
        `\${x}`,
        "$util",
        "#set($a = 1)",
      ),
      fc.constantFrom("##", "#*", "*#", "$!{x}", "</script>", "{% $states %}", "\u2028", "\u0000", "\\u0041"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(""));

const enteredState = (event: object) =>
  "stateEnteredEventDetails" in event ? (event.stateEnteredEventDetails as { name: string }).name : undefined;

for (const stack of ["dev", "prod"] as const) {
  describe(`orders of the ${stack} stack`, function () {
    this.timeout(30_000);
    let shop: Shop;

    before(async () => {
      shop = await Shop.open(stack);
    });
    after(() => shop.close());

    it("stores an order, writes its invoice and announces it, in this order", async () => {
      const body = order("whole");
      assert.equal(await shop.client.order(body), "SUCCEEDED");
      const { name, events, startDate } = shop.lastExecution();
      const orderedat = startDate.toISOString();
      const month = `${orderedat.slice(0, 4)}/${orderedat.slice(5, 7)}`;
      const invoicekey = `${month}/whole/${name}.json`;
      const states = events.flatMap((event) => enteredState(event) ?? []);
      assert.deepEqual(states, [
        "Store Order",
        "Write Invoice",
        "Announce Order",
        "Accept Order",
        "Order Accepted",
      ]);
      assert.deepEqual(await shop.item("whole"), { ...body.order, orderid: name, orderedat, invoicekey });
      assert.deepEqual(await shop.client.find("whole"), {
        status: 200,
        body: { orderid: name, orderedat, invoicekey, order: body.order },
      });
      const billingperiod = month.replace("/", "-");
      assert.deepEqual(await shop.invoice(invoicekey), {
        content: {
          orderid: name,
          accountid: "whole",
          vendorid: "central-station",
          city: "Perth",
          orderdate: "2026-11-20",
          invoicedate: orderedat,
          billingperiod,
          lineitems: [{ description: "Large Flat White", quantity: 3, unitprice: "4.50", amount: "13.50" }],
          total: "13.50",
        },
        metadata: { accountid: "whole", billingperiod },
      });
      assert.deepEqual(shop.announced(name), [{ orderid: name, invoicekey, order: body.order }]);
    });

    it("returns every text unchanged", async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(text, text, async (city, eventtype) => {
          const accountid = `text-${count++}`;
          const body = {
            order: { ...order(accountid, city).order, orderdate: city, eventtype: [eventtype] },
          };
          assert.equal(await shop.client.order(body), "SUCCEEDED");
          assert.deepEqual((await shop.client.find(accountid)).body.order, body.order);
        }),
        { numRuns: 20 },
      );
    });

    if (stack === "dev")
      it("accepts one of the orders that an account sends to a vendor at once: 200 orders of 50 accounts", async () => {
        const accounts = Array.from({ length: 50 }, (_, index) => `crowd-${index}`);
        const sent = accounts.flatMap((accountid) =>
          ["north", "north", "south", "south"].map((vendorid) => ({ ...order(accountid).order, vendorid })),
        );
        const ends = await Promise.all(
          sent.map(async (each) => {
            const { status, body } = await shop.client.call("POST", "/order", { order: each });
            assert.equal(status, 200);
            const execution = shop.running.services.stepFunctions.execution(body.executionArn!)!;
            await execution.ended;
            return { ...each, orderid: execution.name, result: execution.result! };
          }),
        );
        const keys = await shop.invoiceKeys();
        const accepted = ends.filter(({ result }) => result.status === "SUCCEEDED");
        const places = new Set(accepted.map(({ accountid, vendorid }) => `${accountid} ${vendorid}`));
        assert.deepEqual([accepted.length, places.size], [100, 100]);
        for (const { accountid, vendorid, orderid, result } of ends) {
          const isAccepted = result.status === "SUCCEEDED";
          const item = await shop.item(accountid, vendorid);
          assert.equal(item?.orderid === orderid, isAccepted);
          assert.equal(keys.filter((key) => key.endsWith(`/${orderid}.json`)).length, isAccepted ? 1 : 0);
          assert.equal(shop.announced(orderid).length, isAccepted ? 1 : 0);
          if ("error" in result) assert.equal(result.error, "OrderActive");
        }
      });

    for (const [index, { title, inflict, result, cause, accepted }] of failures.entries()) {
      it(`${title}: ${accepted ? "accepted all the same" : "nothing is left of it"}`, async () => {
        const accountid = `failure-${index}`;
        const undo = await inflict(shop);
        try {
          assert.equal(await shop.client.order(order(accountid)), result);
        } finally {
          await undo();
        }
        const ended = shop.lastExecution().result;
        if (cause) assert.match(ended && "cause" in ended ? String(ended.cause) : "", cause);
        assert.deepEqual(await shop.traces(accountid), accepted ? ALL : NONE);
        if (accepted) return;
        assert.equal(await shop.client.order(order(accountid)), "SUCCEEDED");
        assert.deepEqual(await shop.traces(accountid), ALL);
      });
    }

    const inputs: [input: string, error: string, cause: RegExp][] = [
      ["{}", "States.QueryEvaluationError", /order/],
      ["[5]", "States.QueryEvaluationError", /order/],
      ['{"order":null}', "InvalidOrder", /^order must be an object$/],
      ['{"order":{"details":{}}}', "InvalidOrder", /^accountid must match .*; quantity must be/],
    ];
    for (const [input, error, cause] of inputs) {
      it(`refuses what is started by hand with ${input}`, async () => {
        const { client, outputs, services } = shop.running;
        const stateMachineArn = String(outputs.ordersArn);
        const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
        await services.stepFunctions.execution(executionArn!)!.ended;
        const ended = await client.send(new DescribeExecutionCommand({ executionArn }));
        assert.deepEqual([ended.status, ended.error], ["FAILED", error]);
        assert.match(ended.cause!, cause);
      });
    }

    it("says what could not be rolled back, and why", async () => {
      const { services } = shop.running;
      services.faults.add({
        state: "Write Invoice",
        fault: { kind: "error", error: "S3Down", cause: "the disk is full" },
      });
      const undo = breakService(services.dynamodb, (operation) =>
        operation === "DeleteItem" ? new AwsError("ValidationException", "no table", 400) : undefined,
      );
      assert.equal(await shop.client.order(order("stuck")), "FAILED CancellationFailed");
      undo();
      services.faults.clear();
      const { result } = shop.lastExecution();
      const cause = result && "cause" in result ? result.cause : undefined;
      assert.equal(cause, "InvoiceFailed: the disk is full; and then: no table");
    });

    testApi(stack, () => shop);

    for (const { row, given, expected } of registeredRows(stack)) {
      it(`registers ${row}`, () => {
        const registered: Registered = {
          inputs: (type, name) => shop.registered(type, name),
          all: (type) => shop.resources(type).map(({ inputs }) => inputs),
        };
        assert.deepEqual(given(registered), expected);
      });
    }
  });
}
