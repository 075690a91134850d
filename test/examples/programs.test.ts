import assert from "node:assert/strict";
import * as path from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type LocalStack, startLocalStack } from "../../packages/local-stack";

/** Programs of the usual shapes, written without this repository's components; they have no stack file. */
describe("examples: programs of other shapes", function () {
  this.timeout(60_000);

  const start = (program: string) =>
    startLocalStack({ program: path.join(__dirname, "programs", program), time: "skip" });

  describe("an API that starts an Express state machine", () => {
    let stack: LocalStack;

    before(async () => {
      stack = await start("quotes-api");
    });

    after(() => stack?.close());

    const quote = async (order: object) => {
      const response = await fetch(String(stack.outputs.url), {
        method: "POST",
        body: JSON.stringify(order),
        headers: { "content-type": "application/json" },
      });
      return [response.status, await response.json()];
    };

    it("answers with the execution's output", async () => {
      assert.deepEqual(await quote({ product: "tea", quantity: 3 }), [200, { product: "tea", price: 12 }]);
      assert.deepEqual(stack.refusals, []);
    });

    it("maps the execution's failure", async () => {
      assert.deepEqual(await quote({ product: "gold", quantity: 1 }), [
        422,
        { error: "UnknownProduct", cause: "gold is not sold here" },
      ]);
    });
  });

  it("events start a state machine, and its end is an event", async () => {
    await using stack = await start("parcel-events");
    const events = stack.client(EventBridgeClient);
    const packed = (Source: string, parcel: string) => ({
      Source,
      DetailType: "Parcel Packed",
      Detail: JSON.stringify({ parcel, kilometers: 90 }),
    });
    await events.send(new PutEventsCommand({ Entries: [packed("warehouse", "p1"), packed("shop", "p2")] }));
    const queue = stack.client(SQSClient);
    const receive = new ReceiveMessageCommand({
      QueueUrl: String(stack.outputs.queueUrl),
      WaitTimeSeconds: 20,
    });
    let messages: Message[] = [];
    for (let polls = 0; messages.length === 0 && polls < 10; polls++)
      messages = (await queue.send(receive)).Messages ?? [];
    assert.deepEqual(
      messages.map(({ Body }) => JSON.parse(JSON.parse(Body!))),
      [{ parcel: "p1", seconds: 90 }],
    );
    assert.deepEqual(stack.refusals, []);
  });

  describe("a saga of functions", () => {
    let stack: LocalStack;

    before(async () => {
      stack = await start("trip-saga");
    });

    after(() => stack?.close());

    it("books and charges", async () => {
      const run = await stack.machine("trip").start({ id: "t1", price: 900 });
      const { status, output } = await run.end();
      assert.equal(status, "SUCCEEDED");
      assert.deepEqual(output, {
        id: "t1",
        price: 900,
        flight: "flight of t1",
        hotel: "hotel of t1",
        payment: "charged",
      });
    });

    it("cancels what it booked, in reverse, when the card is declined", async () => {
      const run = await stack.machine("trip").start({ id: "t2", price: 1100 });
      const { status, error, cause } = await run.end();
      assert.deepEqual([status, error], ["FAILED", "CardDeclined"]);
      assert.equal(JSON.parse(cause!).errorMessage, "1100 is over the limit of the card");
      assert.deepEqual((await run.states()).slice(2), ["Charge", "Cancel hotel", "Cancel flight", "Failed"]);
      assert.deepEqual(stack.refusals, []);
    });
  });
});
