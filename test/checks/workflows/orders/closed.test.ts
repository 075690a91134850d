import assert from "node:assert/strict";
import { order } from "../../../../checks/workflows/orders/client";
import { AwsError, type Execution } from "../../../../packages/local-cloud";
import { breakService, Shop, type Undo } from "./shop";

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;

/** Orders that are seen, collected, cancelled or replaced between the attempts of a step, and steps that are carried out late. */
describe("orders: closed orders stay closed", function () {
  this.timeout(60_000);
  let shop: Shop;
  let undos: Undo[] = [];

  before(async () => {
    shop = await Shop.open("dev");
  });
  after(() => shop.close());
  afterEach(async () => {
    for (const undo of undos.splice(0)) await undo();
    shop.running.services.faults.clear();
    undos = [];
  });

  const services = () => shop.running.services;
  const collect = (accountid: string, orderid: string) => shop.client.collect(accountid, orderid);

  /** After the first call of an operation was carried out, does something, and then fails the call. */
  function afterFirst(
    service: "dynamodb" | "lambda" | "s3" | "sns",
    isMeant: (operation: string, input: Record<string, unknown>) => boolean,
    act: () => Promise<unknown>,
    error?: AwsError,
  ): void {
    const broken = services()[service];
    const { invoke } = broken;
    let isDone = false;
    broken.invoke = async (call, caller, context) => {
      const isFirst = !isDone && isMeant(call.operation, call.input);
      if (isFirst) isDone = true;
      const output = await invoke.call(broken, call, caller, context);
      if (!isFirst) return output;
      await act();
      if (error) throw error;
      return output;
    };
    undos.push(() => {
      broken.invoke = invoke;
    });
  }

  const isInvoke = (name: string) => (operation: string, input: Record<string, unknown>) =>
    operation === "Invoke" && String(input.FunctionName).includes(`orders-${name}-function`);

  /** Invokes a function of the workflow as one of its states does, however late; the name of its error, if any. */
  async function invoke(handler: string, { name, startDate, input }: Execution): Promise<string | undefined> {
    const [found] = shop
      .resources("aws:lambda/function:Function")
      .filter((each) => each.name === `orders-${handler}-function`);
    const { cloud } = services();
    const event = { ...JSON.parse(input), orderid: name, orderedat: startDate.toISOString() };
    const { FunctionError, Payload } = await cloud.call(cloud.administrator, "lambda", "Invoke", {
      FunctionName: found!.outputs.name,
      Payload: Buffer.from(JSON.stringify(event)),
    });
    return FunctionError ? JSON.parse(String(Payload)).errorType : undefined;
  }

  /** Everything that there is of an account's orders. */
  async function left(accountid: string) {
    const { status, body } = await shop.client.find(accountid);
    return {
      active: status === 200 ? String(body.orderid) : undefined,
      item: (await shop.item(accountid))?.orderid,
      invoices: (await shop.client.invoiceKeys(accountid)).map((key) => key.split("/").at(-1)),
    };
  }

  async function placed(accountid: string): Promise<Execution> {
    assert.equal(await shop.client.order(order(accountid)), "SUCCEEDED");
    return shop.lastExecution();
  }

  it("is neither seen nor collected before it is accepted", async () => {
    const answers: number[] = [];
    const look = async () => {
      const { name } = shop.client.executionsOf("early")[0]!;
      answers.push((await shop.client.find("early")).status, (await collect("early", name)).status);
    };
    const lost = new AwsError("ServiceException", "lost", 500);
    afterFirst("lambda", isInvoke("put-item"), look, lost);
    afterFirst("lambda", isInvoke("put-object"), look);
    afterFirst("sns", (operation) => operation === "Publish", look);
    const { name } = await placed("early");
    assert.deepEqual(answers, [404, 404, 404, 404, 404, 404]);
    assert.deepEqual(await left("early"), { active: name, item: name, invoices: [`${name}.json`] });
    assert.equal((await collect("early", name)).status, 200);
    const next = await placed("early");
    assert.equal((await left("early")).active, next.name);
  });

  it("stays accepted if it is collected, and another one placed, before the response to its acceptance is lost", async () => {
    let next: string | undefined;
    let first: string | undefined;
    const busy = async () => {
      first = shop.client.executionsOf("swift")[0]!.name;
      assert.equal((await collect("swift", first)).status, 200);
      next = (await placed("swift")).name;
    };
    const lost = new AwsError("InternalServerError", "lost", 500);
    afterFirst("dynamodb", (operation) => operation === "UpdateItem", busy, lost);
    await shop.client.call("POST", "/order", order("swift"));
    for (const { ended } of shop.client.executionsOf("swift")) await services().clock.skipWhile(ended);
    const ends = shop.client.executionsOf("swift").map(({ name, status }) => [name, status]);
    assert.deepEqual(
      ends.sort(),
      [
        [first, "SUCCEEDED"],
        [next, "SUCCEEDED"],
      ].sort(),
    );
    const { invoices, active } = await left("swift");
    assert.equal(active, next);
    assert.deepEqual(invoices.sort(), [`${first}.json`, `${next}.json`].sort());
  });

  it("is accepted if it was, though no response said so", async () => {
    const { dynamodb } = services();
    const { invoke: carryOut } = dynamodb;
    dynamodb.invoke = async (call, caller, context) => {
      const output = await carryOut.call(dynamodb, call, caller, context);
      if (call.operation === "UpdateItem") throw new AwsError("InternalServerError", "lost", 500);
      return output;
    };
    undos.push(() => {
      dynamodb.invoke = carryOut;
    });
    const { name, result } = await placed("unheard");
    assert.deepEqual(await left("unheard"), { active: name, item: name, invoices: [`${name}.json`] });
    const { invoicekey } = (await shop.item("unheard")) as { invoicekey: string };
    assert.deepEqual(result && "output" in result ? result.output : undefined, {
      orderid: name,
      invoicekey,
    });
  });

  it("is rolled back if it cannot be accepted", async () => {
    undos.push(
      breakService(services().dynamodb, (operation) =>
        operation === "UpdateItem" ? new AwsError("InternalServerError", "down", 500) : undefined,
      ),
    );
    assert.equal(await shop.client.order(order("unaccepted")), "FAILED OrderNotAccepted");
    assert.deepEqual(await left("unaccepted"), { active: undefined, item: undefined, invoices: [] });
  });

  it("does not come back, whichever step is carried out after its collection", async () => {
    const execution = await placed("late");
    assert.equal((await collect("late", execution.name)).status, 200);
    assert.equal(await invoke("put-item", execution), "OrderClosed");
    assert.equal(await invoke("put-object", execution), "OrderClosed");
    assert.equal(await invoke("cancel-order", execution), undefined);
    const invoices = [`${execution.name}.json`];
    assert.deepEqual(await left("late"), { active: undefined, item: undefined, invoices });
    const next = await placed("late");
    assert.equal(await invoke("put-item", execution), "OrderClosed");
    assert.equal((await collect("late", next.name)).status, 200);
    assert.equal(await invoke("put-item", execution), "OrderClosed");
    assert.equal((await left("late")).item, undefined);
  });

  it("does not change once it is accepted, whichever step is carried out late", async () => {
    const execution = await placed("kept");
    const before = await left("kept");
    for (const handler of ["put-item", "put-object", "cancel-order"])
      assert.equal(await invoke(handler, execution), undefined);
    assert.deepEqual(await left("kept"), before);
    assert.equal(before.active, execution.name);
  });

  it("leaves nothing, whichever step is carried out after its cancellation", async () => {
    services().faults.add({ state: "Write Invoice", fault: { kind: "error", error: "S3Down" } });
    assert.equal(await shop.client.order(order("gone")), "FAILED InvoiceFailed");
    services().faults.clear();
    const execution = shop.lastExecution();
    assert.equal(await invoke("put-item", execution), "OrderClosed");
    assert.equal(await invoke("put-object", execution), "OrderClosed");
    assert.deepEqual(await left("gone"), { active: undefined, item: undefined, invoices: [] });
    assert.equal(await shop.client.order(order("gone")), "SUCCEEDED");
  });

  it("leaves no invoice that is written while it is being cancelled", async () => {
    afterFirst(
      "s3",
      (operation) => operation === "PutObject",
      async () => {
        const [execution] = shop.client.executionsOf("crossing");
        await invoke("cancel-order", execution!);
        // What S3 accepted before the cancellation's DeleteObject is gone; this is what it accepts after that.
        await services().cloud.call(services().cloud.administrator, "s3", "PutObject", {
          Bucket: shop.bucket,
          Key: `${execution!.startDate.toISOString().slice(0, 7).replace("-", "/")}/crossing/${execution!.name}.json`,
          Body: Buffer.from("{}"),
        });
      },
    );
    assert.equal(await shop.client.order(order("crossing")), "FAILED OrderClosed");
    assert.deepEqual(await left("crossing"), { active: undefined, item: undefined, invoices: [] });
  });

  it("is collected once: a repeated DELETE gets the same response and collects no other order", async () => {
    const { name } = await placed("twice");
    const first = await collect("twice", name);
    assert.deepEqual(first, { status: 200, body: { orderid: name, collected: true } });
    const next = await placed("twice");
    assert.deepEqual(await collect("twice", name), first);
    assert.equal((await left("twice")).active, next.name);
    assert.equal((await collect("thrice", name)).status, 404);
    const elsewhere = `/order?accountid=twice&vendorid=elsewhere&orderid=${name}`;
    assert.equal((await shop.client.call("DELETE", elsewhere)).status, 404);
    const [one, other] = await Promise.all([collect("twice", next.name), collect("twice", next.name)]);
    assert.deepEqual([one.status, other.status], [200, 200]);
  });

  it("is collected although DynamoDB's first response was lost", async () => {
    const { name } = await placed("retried");
    const lost = new AwsError("InternalServerError", "lost", 500);
    const isCollection = (operation: string, input: Record<string, unknown>) =>
      operation === "TransactWriteItems" && JSON.stringify(input).includes('"collected"');
    afterFirst("dynamodb", isCollection, async () => {}, lost);
    assert.deepEqual(await collect("retried", name), {
      status: 200,
      body: { orderid: name, collected: true },
    });
  });

  it("gives way an hour after it was stopped, and is refused when it is redriven then", async () => {
    const stop = () => shop.client.executionsOf("stopped")[0]!.stop("Operator", "a test");
    afterFirst("lambda", isInvoke("put-object"), stop);
    await shop.client.order(order("stopped"));
    const stopped = shop.lastExecution();
    assert.equal(stopped.status, "ABORTED");
    assert.equal(await shop.client.order(order("stopped")), "FAILED OrderActive");
    const { clock, cloud } = services();
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(HOUR_MS + SECOND_MS, resolve)));
    const next = await placed("stopped");
    await cloud.call(cloud.administrator, "states", "RedriveExecution", { executionArn: stopped.arn });
    await clock.skipWhile(stopped.ended);
    const { result } = stopped;
    assert.equal(result && "error" in result ? result.error : undefined, "OrderClosed");
    const { name } = next;
    assert.deepEqual(await left("stopped"), { active: name, item: name, invoices: [`${name}.json`] });
    assert.equal((await collect("stopped", stopped.name)).status, 404);
  });

  it("is refused when it is redriven after an operator removed it and the account has another", async () => {
    const stop = () => shop.client.executionsOf("removed")[0]!.stop("Operator", "a test");
    afterFirst("lambda", isInvoke("put-item"), stop);
    await shop.client.order(order("removed"));
    const stopped = shop.lastExecution();
    await shop.client.removeOrder({ accountid: "removed", orderid: stopped.name });
    const { name } = await placed("removed");
    const { clock, cloud } = services();
    await cloud.call(cloud.administrator, "states", "RedriveExecution", { executionArn: stopped.arn });
    await clock.skipWhile(stopped.ended);
    const { result } = stopped;
    assert.equal(result && "error" in result ? result.error : undefined, "OrderClosed");
    assert.deepEqual(await left("removed"), { active: name, item: name, invoices: [`${name}.json`] });
  });
});
