import assert from "node:assert/strict";
import { CloudClock, ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { CreateEventSourceMappingInput } from "../../../../../packages/local-cloud/services/lambda/eventSource/mapping";
import {
  reportedFailures,
  type SqsMessage,
  sqsEvent,
} from "../../../../../packages/local-cloud/services/lambda/eventSource/sqsEvent";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";
import { eventually, TestCloud } from "../../testCloud";
import { createFunction, type LambdaSetup, startLambda } from "./lambdaTest";

const ARN = "arn:aws:sqs:us-east-1:123456789012:";
/** Logs `got` and the bodies of each batch. */
const LOGGING =
  "exports.handler = async (e) => { console.log('got', JSON.stringify(e.Records.map((r) => r.body))) }";

describe("Lambda: event source mappings", () => {
  let setup: LambdaSetup<ManualClock>;
  beforeEach(async () => {
    setup = await startLambda(new ManualClock());
  });
  afterEach(() => setup.close());

  const url = (name: string) => `${setup.cloud.endpoint}/123456789012/${name}`;
  const sqs = (operation: string, input: object) =>
    setup.cloud.call(setup.cloud.administrator, "sqs", operation, input);
  const send = (queue: string, MessageBody: string, input: object = {}) =>
    sqs("SendMessage", { QueueUrl: url(queue), MessageBody, ...input });
  const attribute = async (queue: string, name: string) => {
    const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl: url(queue), AttributeNames: [name] });
    return Number((Attributes as Record<string, string>)[name]);
  };
  const messages = async (queue: string) => [
    await attribute(queue, "ApproximateNumberOfMessages"),
    await attribute(queue, "ApproximateNumberOfMessagesNotVisible"),
  ];
  const map = (queue: string, FunctionName: string, input: Partial<CreateEventSourceMappingInput> = {}) =>
    setup.lambda.eventSourceMappings.createEventSourceMapping({
      EventSourceArn: ARN + queue,
      FunctionName,
      ...input,
    });
  /** What the function printed after `got`, one entry per invocation. */
  const got = (name: string): unknown[] => {
    const group = `/aws/lambda/${name}`;
    if (!setup.logs.hasLogGroup(group)) return [];
    return setup.logs
      .events(group)
      .map(({ message }) => /\tINFO\tgot (.*)\n$/s.exec(message)?.[1])
      .filter((text) => text !== undefined)
      .map((text) => JSON.parse(text) as unknown);
  };
  const settled = (queue: string, expected: number[]) =>
    eventuallyAsync(async () => (await messages(queue)).join() === expected.join());

  it("invokes the function with arriving messages, and deletes them", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    await send("q", "before");
    await map("q", "f");
    await eventually(() => got("f").length === 1);
    await send("q", "after");
    await eventually(() => got("f").length === 2);
    assert.deepEqual(got("f"), [["before"], ["after"]]);
    await settled("q", [0, 0]);
  });

  it("gives the event AWS's shape", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(
      setup,
      "f",
      "exports.handler = async (e) => { console.log('got', JSON.stringify(e)) }",
    );
    await map("q", "f");
    const { MessageId } = await send("q", "body", {
      MessageAttributes: {
        n: { DataType: "Number", StringValue: "1" },
        b: { DataType: "Binary", BinaryValue: "AQI=" },
      },
    });
    await eventually(() => got("f").length === 1);
    const [{ Records }] = got("f") as [{ Records: Record<string, unknown>[] }];
    const { receiptHandle, attributes, md5OfMessageAttributes, ...record } = Records[0]!;
    assert.match(String(receiptHandle), /./);
    assert.match(String(md5OfMessageAttributes), /^[0-9a-f]{32}$/);
    assert.deepEqual(Object.keys(attributes as object).sort(), [
      "ApproximateFirstReceiveTimestamp",
      "ApproximateReceiveCount",
      "SenderId",
      "SentTimestamp",
    ]);
    assert.deepEqual(record, {
      messageId: MessageId,
      body: "body",
      messageAttributes: {
        n: { stringValue: "1", stringListValues: [], binaryListValues: [], dataType: "Number" },
        b: { binaryValue: "AQI=", stringListValues: [], binaryListValues: [], dataType: "Binary" },
      },
      md5OfBody: "841a2d689ad86bd1611447453c22c6fc",
      eventSource: "aws:sqs",
      eventSourceARN: `${ARN}q`,
      awsRegion: "us-east-1",
    });
  });

  it("retries a failed message after the visibility timeout on the clock, then leaves it to the dead-letter queue", async () => {
    const { queueArn } = await setup.sqs.createQueue("dead");
    await setup.sqs.createQueue("q", {
      VisibilityTimeout: "40",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 2 }),
    });
    await createFunction(
      setup,
      "f",
      "exports.handler = async (e) => { console.log('got', e.Records[0].attributes.ApproximateReceiveCount); throw new Error('no') }",
    );
    await map("q", "f");
    await send("q", "bad");
    await eventually(() => setup.clock.nextDue !== undefined);
    assert.deepEqual(got("f"), [1]);
    assert.equal(setup.clock.nextDue! - setup.clock.now(), 40_000);
    await setup.clock.advance(39_999);
    assert.deepEqual(await messages("q"), [0, 1]);
    await setup.clock.advance(1);
    await eventually(() => got("f").length === 2 && setup.clock.nextDue !== undefined);
    await setup.clock.advance(40_000);
    await settled("dead", [1, 0]);
    assert.deepEqual(await messages("q"), [0, 0]);
    assert.deepEqual(got("f"), [1, 2]);
  });

  it("delivers messages from a dead-letter queue that is itself mapped", async () => {
    const { queueArn } = await setup.sqs.createQueue("dead");
    const policy = { deadLetterTargetArn: queueArn, maxReceiveCount: 1 };
    await setup.sqs.createQueue("q", { RedrivePolicy: JSON.stringify(policy) });
    await createFunction(setup, "failing", "exports.handler = async () => { throw new Error('no') }");
    await createFunction(setup, "f", LOGGING);
    await map("q", "failing");
    await map("dead", "f");
    await send("q", "bad");
    await eventually(() => setup.clock.nextDue !== undefined);
    await setup.clock.advance(30_000);
    await eventually(() => got("f").length === 1);
    assert.deepEqual(got("f"), [["bad"]]);
  });

  it("keeps only what ReportBatchItemFailures reports", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(
      setup,
      "f",
      "exports.handler = async (e) => ({ batchItemFailures: e.Records.filter((r) => r.body === 'bad').map((r) => ({ itemIdentifier: r.messageId })) })",
    );
    for (const body of ["good", "bad", "good"]) await send("q", body);
    await map("q", "f", { FunctionResponseTypes: ["ReportBatchItemFailures"] });
    await settled("q", [0, 1]);
  });

  it("splits batches by their size", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    for (const body of ["1", "2", "3", "4", "5"]) await send("q", body);
    await map("q", "f", { BatchSize: 2 });
    await settled("q", [0, 0]);
    const sizes = got("f").map((batch) => (batch as string[]).length);
    assert.deepEqual(sizes.sort(), [1, 2, 2]);
  });

  it("collects messages during the batching window on the clock", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    await map("q", "f", { BatchSize: 100, MaximumBatchingWindowInSeconds: 5 });
    await send("q", "a");
    await settled("q", [0, 1]);
    await send("q", "b");
    await settled("q", [0, 2]);
    await setup.clock.advance(4_999);
    assert.deepEqual(got("f"), []);
    await setup.clock.advance(1);
    await eventually(() => got("f").length === 1);
    assert.deepEqual(got("f"), [["a", "b"]]);
  });

  it("keeps the order of a FIFO group, even after a failure", async () => {
    await setup.sqs.createQueue("q.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" });
    await createFunction(
      setup,
      "f",
      `exports.handler = async ({ Records: [r] }) => {
        console.log('got', JSON.stringify(r.attributes.MessageGroupId + r.body));
        if (r.body === '2' && r.attributes.ApproximateReceiveCount === '1') throw new Error('once');
      }`,
    );
    await map("q.fifo", "f", { BatchSize: 1 });
    for (const body of ["1", "2", "3"]) await send("q.fifo", body, { MessageGroupId: "a" });
    await eventually(() => setup.clock.nextDue !== undefined);
    assert.deepEqual(got("f"), ["a1", "a2"]);
    await setup.clock.advance(30_000);
    await eventually(() => got("f").length === 4);
    assert.deepEqual(got("f"), ["a1", "a2", "a2", "a3"]);
  });

  it("runs no more concurrent batches than configured", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(
      setup,
      "f",
      "exports.handler = async () => { const from = Date.now(); await new Promise((r) => setTimeout(r, 50)); console.log('got', JSON.stringify([from, Date.now()])) }",
    );
    for (let n = 0; n < 6; n++) await send("q", String(n));
    await map("q", "f", { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } });
    await eventually(() => got("f").length === 6);
    const spans = got("f") as [number, number][];
    for (const [from] of spans) {
      assert.ok(spans.filter(([start, end]) => start <= from && from < end).length <= 2);
    }
  });

  it("calls SQS as the function's role: without the permission it reports so and delivers nothing", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    await map("q", "f");
    setup.cloud.denied.add("sqs:ReceiveMessage");
    await send("q", "kept");
    await eventually(() => setup.cloud.refusals.length > 0);
    assert.deepEqual(setup.cloud.refusals, [`sqs:ReceiveMessage ${ARN}q`]);
    const [mapping] = setup.lambda.eventSourceMappings.list();
    assert.match(String(mapping?.LastProcessingResult), /^PROBLEM: .*sqs:ReceiveMessage/);
    setup.cloud.denied.clear();
    await send("q", "next");
    await eventually(() => got("f").flat().length === 2);
  });

  it("polls again with increasing delays after a failed poll", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    await map("q", "f");
    setup.cloud.denied.add("sqs:ReceiveMessage");
    await send("q", "kept");
    for (const [refusals, seconds] of [
      [1, 1],
      [2, 2],
      [3, 4],
    ] as const) {
      await eventually(() => setup.cloud.refusals.length === refusals && setup.clock.nextDue !== undefined);
      await setup.clock.advance(seconds * 1000 - 1);
      assert.equal(setup.cloud.refusals.length, refusals);
      if (refusals === 3) setup.cloud.denied.clear();
      await setup.clock.advance(1);
    }
    await eventually(() => got("f").length === 1);
    assert.deepEqual(got("f"), [["kept"]]);
  });

  it("makes a message visible again that it may not delete", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING);
    await map("q", "f");
    setup.cloud.denied.add("sqs:DeleteMessage");
    await send("q", "kept");
    await eventually(() => setup.clock.nextDue !== undefined);
    setup.cloud.denied.clear();
    await setup.clock.advance(30_000);
    await settled("q", [0, 0]);
    assert.deepEqual(got("f"), [["kept"], ["kept"]]);
  });

  it("leaves the remaining messages to the queue when it is deleted", async () => {
    await setup.sqs.createQueue("q", { VisibilityTimeout: "3" });
    await createFunction(setup, "f", "exports.handler = async () => { throw new Error('no') }");
    const uuid = await map("q", "f");
    await send("q", "kept");
    await eventually(() => setup.clock.nextDue !== undefined);
    await setup.clock.advance(2_000);
    await setup.lambda.eventSourceMappings.deleteEventSourceMapping(uuid);
    assert.equal(setup.clock.nextDue, undefined);
    const { Messages } = await sqs("ReceiveMessage", { QueueUrl: url("q"), WaitTimeSeconds: 20 });
    assert.equal((Messages as object[]).length, 1);
    await assert.rejects(setup.lambda.eventSourceMappings.deleteEventSourceMapping(uuid), {
      code: "ResourceNotFoundException",
    });
  });

  it("closes while a function runs", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", "exports.handler = () => new Promise((r) => setTimeout(r, 60000))", {
      Timeout: 20,
    });
    await map("q", "f");
    await send("q", "x");
    await settled("q", [0, 1]);
    const start = performance.now();
    await setup.lambda.close();
    assert.ok(performance.now() - start < 5_000);
  });

  for (const [action, checked] of [
    ["sqs:ReceiveMessage", "ReceiveMessage on SQS"],
    ["sqs:DeleteMessage", "DeleteMessage on SQS"],
    ["sqs:GetQueueAttributes", "GetQueueAttributes on SQS"],
  ] as const) {
    it(`rejects a role without ${action}`, async () => {
      await setup.sqs.createQueue("q");
      await createFunction(setup, "f", LOGGING);
      setup.cloud.denied.add(action);
      await assert.rejects(map("q", "f"), {
        code: "InvalidParameterValueException",
        message: `The provided execution role does not have permissions to call ${checked}`,
      });
    });
  }

  it("rejects a visibility timeout shorter than the function's", async () => {
    await setup.sqs.createQueue("q");
    await createFunction(setup, "f", LOGGING, { Timeout: 60 });
    await assert.rejects(map("q", "f"), {
      code: "InvalidParameterValueException",
      message: "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds",
    });
  });

  it("rejects what does not exist, duplicates, and invalid settings", async () => {
    await createFunction(setup, "f", LOGGING);
    await assert.rejects(map("none", "f"), {
      code: "InvalidParameterValueException",
      message:
        /^Error occurred while ReceiveMessage\. SQS Error Code: AWS\.SimpleQueueService\.NonExistentQueue\. SQS Error Message: /,
    });
    await assert.rejects(map("none", "g"), { code: "ResourceNotFoundException" });
    await setup.sqs.createQueue("q");
    await map("q", "f");
    await assert.rejects(map("q", "f"), { code: "ResourceConflictException", message: /already exists/ });
    const refused: [Partial<CreateEventSourceMappingInput>, RegExp][] = [
      [{ EventSourceArn: "arn:aws:kinesis:us-east-1:123456789012:stream/s" }, /Unrecognized event source/],
      [{ BatchSize: 0 }, /Batch size must be between 1 and 10000/],
      [{ BatchSize: 11 }, /batch window in seconds must be greater than 0/],
      [{ MaximumBatchingWindowInSeconds: 301 }, /between 0 and 300/],
      [{ EventSourceArn: `${ARN}q.fifo`, MaximumBatchingWindowInSeconds: 1 }, /not supported for FIFO/],
      [{ EventSourceArn: `${ARN}q.fifo`, BatchSize: 11 }, /between 1 and 10 /],
      [{ ScalingConfig: { MaximumConcurrency: 1 } }, /between 2 and 1000/],
      [{ FilterCriteria: { Filters: [{ Pattern: "{}" }] } }, /FilterCriteria is not supported/],
    ];
    for (const [input, message] of refused) await assert.rejects(map("q", "f", input), message);
  });
});

describe("Lambda: event source mappings of another emulator's queues", () => {
  it("deliver, and end their long polls when they are closed", async () => {
    const emulator = new TestCloud();
    await emulator.listen();
    const queues = emulator.add(await SqsService.start({ cloud: emulator, clock: new ManualClock() }));
    const endpoint = { url: emulator.endpoint, accountId: emulator.accountId };
    const setup = await startLambda(new ManualClock(), { endpoint });
    try {
      const { queueUrl } = await queues.createQueue("q");
      await createFunction(setup, "f", LOGGING);
      const EventSourceArn = `${ARN}q`;
      await setup.lambda.eventSourceMappings.createEventSourceMapping({ EventSourceArn, FunctionName: "f" });
      await emulator.call(emulator.administrator, "sqs", "SendMessage", {
        QueueUrl: queueUrl,
        MessageBody: "there",
      });
      await eventually(() => setup.logs.hasLogGroup("/aws/lambda/f"));
      assert.match(
        setup.logs
          .events("/aws/lambda/f")
          .map(({ message }) => message)
          .join(""),
        /got \["there"\]/,
      );
    } finally {
      const start = performance.now();
      await setup.close();
      assert.ok(performance.now() - start < 5_000);
      await emulator.close();
    }
  });
});

describe("Lambda: event source mappings while time is skipped", () => {
  it("deliver before the clock skips to later events", async () => {
    const clock = new CloudClock({ kind: "skip" });
    const setup = await startLambda(clock);
    try {
      await setup.sqs.createQueue("q", { VisibilityTimeout: "3600" });
      await createFunction(
        setup,
        "f",
        "exports.handler = async (e) => { if (e.Records[0].attributes.ApproximateReceiveCount === '1') throw new Error('once') }",
      );
      const EventSourceArn = `${ARN}q`;
      await setup.lambda.eventSourceMappings.createEventSourceMapping({ EventSourceArn, FunctionName: "f" });
      const order: string[] = [];
      const start = clock.now();
      const timer = new Promise<void>((resolve) =>
        clock.after(3_000_000, () => resolve(void order.push("timer"))),
      );
      const release = clock.hold();
      await setup.cloud.call(setup.cloud.administrator, "sqs", "SendMessage", {
        QueueUrl: `${setup.cloud.endpoint}/123456789012/q`,
        MessageBody: "x",
      });
      release();
      const reports = () =>
        setup.logs.hasLogGroup("/aws/lambda/f")
          ? setup.logs.events("/aws/lambda/f").filter(({ message }) => message.startsWith("REPORT")).length
          : 0;
      await timer;
      assert.equal(reports(), 1, "delivered once before the timer");
      await eventually(() => reports() === 2);
      assert.ok(clock.now() - start >= 3_600_000);
    } finally {
      await setup.close();
      clock.close();
    }
  });
});

describe("Lambda: batch item failures", () => {
  const batch = ["1", "2"].map(
    (id) => ({ MessageId: id, ReceiptHandle: "", Body: "", MD5OfBody: "" }) satisfies SqsMessage,
  );
  const CASES: [unknown, string[]][] = [
    [null, []],
    [{}, []],
    [{ batchItemFailures: null }, []],
    [{ batchItemFailures: [] }, []],
    [{ batchItemFailures: [{ itemIdentifier: "2" }] }, ["2"]],
    [{ batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "2" }] }, ["2"]],
    [{ batchItemFailures: [{ itemIdentifier: "" }] }, ["1", "2"]],
    [{ batchItemFailures: [{ itemIdentifier: null }] }, ["1", "2"]],
    [{ batchItemFailures: [{ itemIdentifier: "3" }] }, ["1", "2"]],
    [{ batchItemFailures: [{ id: "2" }] }, ["1", "2"]],
    [{ batchItemFailures: [null] }, ["1", "2"]],
    [{ batchItemFailures: "2" }, ["1", "2"]],
    ["text", ["1", "2"]],
  ];
  for (const [response, expected] of CASES) {
    it(`of ${JSON.stringify(response)} are ${expected.join(", ") || "none"}`, () => {
      assert.deepEqual(
        reportedFailures(response, batch).map(({ MessageId }) => MessageId),
        expected,
      );
    });
  }

  it("an event has its records in order", () => {
    const { Records } = sqsEvent(batch, `${ARN}q`, "us-east-1") as { Records: { messageId: string }[] };
    assert.deepEqual(
      Records.map(({ messageId }) => messageId),
      ["1", "2"],
    );
  });
});

async function eventuallyAsync(check: () => Promise<boolean>): Promise<void> {
  for (let end = performance.now() + 10_000; !(await check()); ) {
    if (performance.now() > end) throw new Error("Not within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
