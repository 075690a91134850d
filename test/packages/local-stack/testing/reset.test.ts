import assert from "node:assert/strict";
import type { LocalStack } from "../../../../packages/local-stack";
import { resource } from "../resource";
import { functionArn, type Machines, startStack } from "./support";

const WAIT = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 3600, End: true } } };
const MACHINES: Machines = {
  slow: WAIT,
  call: {
    StartAt: "Call",
    States: { Call: { Type: "Task", Resource: functionArn("fail"), End: true } },
  },
};

const table = resource("aws:dynamodb/table:Table", "items", {
  inputs: {
    name: "items",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  },
  outputs: { name: "items", arn: "arn:aws:dynamodb:us-east-1:123456789012:table/items" },
});
const item = resource("aws:dynamodb/tableItem:TableItem", "seed", {
  inputs: { tableName: "items", hashKey: "id", item: '{"id":{"S":"seed"},"n":{"N":"1"}}' },
  outputs: { tableName: "items", hashKey: "id", item: '{"id":{"S":"seed"},"n":{"N":"1"}}' },
  dependencies: [table.urn],
});

describe("LocalStack.reset", () => {
  let stack: LocalStack;
  const call = (service: string, operation: string, input: object) => {
    const { cloud } = stack.services;
    return cloud.call(cloud.administrator, service, operation, input);
  };

  before(async () => {
    stack = await startStack(MACHINES, {
      functions: {
        fail: `exports.handler = async () => { console.log("called"); throw new Error("always"); };`,
      },
      resources: [table, item],
      faults: { rules: [{ state: "Call", fault: { kind: "delay", seconds: 0 } }] },
    });
  });
  after(() => stack.close());

  it("empties tables, except for the items of the program", async () => {
    const put = (id: string, n: string) =>
      call("dynamodb", "PutItem", { TableName: "items", Item: { id: { S: id }, n: { N: n } } });
    await put("seed", "2");
    for (let id = 0; id < 60; id++) await put(String(id), "3");
    await stack.reset();
    const { Items } = await call("dynamodb", "Scan", { TableName: "items" });
    assert.deepEqual(Items, [{ id: { S: "seed" }, n: { N: "1" } }]);
  });

  it("empties queues, visible messages or not, and forgets deduplication ids", async () => {
    const { queueUrl: QueueUrl } = await stack.services.sqs.createQueue("work.fifo", { FifoQueue: "true" });
    const send = () =>
      call("sqs", "SendMessage", {
        QueueUrl,
        MessageBody: "m",
        MessageGroupId: "g",
        MessageDeduplicationId: "once",
      });
    const receive = async () =>
      ((await call("sqs", "ReceiveMessage", { QueueUrl })).Messages as unknown[]) ?? [];
    await send();
    await receive();
    await stack.reset();
    assert.deepEqual(await receive(), []);
    await send();
    assert.equal((await receive()).length, 1);
  });

  it("empties buckets", async () => {
    await call("s3", "CreateBucket", { Bucket: "papers" });
    for (const Key of ["a", "b/c"]) await call("s3", "PutObject", { Bucket: "papers", Key, Body: "text" });
    await stack.reset();
    const { Contents } = await call("s3", "ListObjectsV2", { Bucket: "papers" });
    assert.deepEqual(Contents ?? [], []);
  });

  it("stops and forgets executions, so that their names are free", async () => {
    const slow = stack.machine("slow");
    const first = await slow.start({}, { name: "only" });
    await stack.reset();
    assert.equal(first.status, "ABORTED");
    assert.equal(stack.clock.nextDue, undefined);
    const { executions } = await call("states", "ListExecutions", { stateMachineArn: slow.arn });
    assert.deepEqual(executions, []);
    const again = await slow.start({}, { name: "only" });
    await stack.clock.advance({ hours: 1 });
    assert.equal((await again.end()).status, "SUCCEEDED");
  });

  it("drops the retries of asynchronous invocations, the clock's time stays", async () => {
    await call("lambda", "Invoke", { FunctionName: "fail", InvocationType: "Event", Payload: "{}" });
    await stack.clock.advance({ seconds: 60 });
    const before = stack.clock.now();
    assert.ok(stack.logs("fail").length > 0);
    await stack.reset();
    assert.deepEqual([stack.clock.nextDue, stack.clock.now()], [undefined, before]);
  });

  it("removes log streams, and what is logged then is in new ones", async () => {
    const logGroupName = "/aws/lambda/fail";
    const streams = async () =>
      (await call("logs", "DescribeLogStreams", { logGroupName })).logStreams as object[];
    const invoke = () => call("lambda", "Invoke", { FunctionName: "fail", Payload: "{}" });
    await invoke();
    assert.equal((await streams()).length > 0, true);
    await stack.reset();
    assert.deepEqual(await streams(), []);
    await invoke();
    assert.equal((await streams()).length, 1);
  });

  it("removes mocks and added faults, goes back to the faults of the start, and forgets calls, logs and refusals", async () => {
    stack.mock("Call", "mocked");
    stack.faults.clear();
    stack.faults.add({ state: "Call", fault: { kind: "error", error: "No" } });
    await (await stack.machine("call").start()).end();
    await stack.reset();
    assert.deepEqual(stack.faults.list(), [{ state: "Call", fault: { kind: "delay", seconds: 0 } }]);
    assert.deepEqual([stack.calls(), stack.logs("fail"), stack.refusals], [[], [], []]);
    const run = await stack.machine("call").start();
    await stack.clock.advance({ seconds: 0 });
    assert.equal((await run.end()).error, "Error");
  });
});
