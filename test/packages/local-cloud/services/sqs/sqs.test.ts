import assert from "node:assert/strict";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";
import { TestCloud } from "../../testCloud";

const ARN = "arn:aws:sqs:us-east-1:123456789012:";

describe("SQS", () => {
  const cloud = new TestCloud();
  let sqs: SqsService;
  let client: SQSClient;
  before(async () => {
    await cloud.listen();
    sqs = cloud.add(
      await SqsService.start({
        cloud,
        clock: new ManualClock(),
        resolveKeyAlias: (alias) =>
          alias === "alias/own" ? "arn:aws:kms:us-east-1:123456789012:key/7" : undefined,
      }),
    );
    client = new SQSClient({
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client.destroy();
    await cloud.close();
  });

  const url = (name: string) => `${cloud.endpoint}/123456789012/${name}`;

  it("names queues as the cloud does", async () => {
    const { queueUrl, queueArn } = await sqs.createQueue("named");
    assert.deepEqual([queueUrl, queueArn], [url("named"), `${ARN}named`]);
    assert.equal((await client.send(new GetQueueUrlCommand({ QueueName: "named" }))).QueueUrl, url("named"));
    const created = await client.send(new CreateQueueCommand({ QueueName: "named-too" }));
    assert.equal(created.QueueUrl, url("named-too"));
    const { QueueUrls } = await client.send(new ListQueuesCommand({ QueueNamePrefix: "named" }));
    assert.deepEqual(QueueUrls, [url("named"), url("named-too")]);
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url("named"), AttributeNames: ["QueueArn"] }),
    );
    assert.deepEqual(Attributes, { QueueArn: `${ARN}named` });
  });

  it("sends, receives and deletes with the SDK", async () => {
    await sqs.createQueue("plain");
    const QueueUrl = url("plain");
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: "grüße",
        MessageAttributes: {
          text: { DataType: "String", StringValue: "v" },
          bytes: { DataType: "Binary", BinaryValue: Uint8Array.of(1, 2) },
        },
      }),
    );
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
        WaitTimeSeconds: 1,
      }),
    );
    const [message] = Messages;
    assert.equal(message?.MessageId, sent.MessageId);
    assert.equal(message?.Body, "grüße");
    assert.equal(message?.Attributes?.ApproximateReceiveCount, "1");
    assert.equal(message?.Attributes?.SenderId, "123456789012");
    assert.deepEqual(message?.MessageAttributes?.bytes?.BinaryValue, Uint8Array.of(1, 2));
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  });

  it("keeps the names of AWS's errors", async () => {
    await assert.rejects(
      client.send(new SendMessageCommand({ QueueUrl: url("none"), MessageBody: "a" })),
      (error) => {
        const { name, message, Code } = error as Error & { Code?: string };
        assert.equal(name, "QueueDoesNotExist");
        assert.equal(message, "The specified queue does not exist.");
        assert.equal(Code, "AWS.SimpleQueueService.NonExistentQueue");
        return true;
      },
    );
    await sqs.createQueue("errors");
    const same = { Id: "a", MessageBody: "b" };
    await assert.rejects(
      client.send(new SendMessageBatchCommand({ QueueUrl: url("errors"), Entries: [same, same] })),
      {
        name: "BatchEntryIdsNotDistinct",
      },
    );
    await assert.rejects(client.send(new GetQueueAttributesCommand({ QueueUrl: "" })), /QueueUrl/);
  });

  describe("receipt handles", () => {
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "sqs", operation, input);
    const receive = async (name: string) => {
      await sqs.createQueue(name);
      await call("SendMessage", { QueueUrl: url(name), MessageBody: "a" });
      const { Messages } = await call("ReceiveMessage", { QueueUrl: url(name) });
      return (Messages as { ReceiptHandle: string }[])[0]!.ReceiptHandle;
    };
    const invalid = { code: "ReceiptHandleIsInvalid", message: "The input receipt handle is invalid." };

    it("are rejected if they are none, or another queue's", async () => {
      const handles = ["none", "", "W10=", await receive("handles-other")];
      await receive("handles");
      const QueueUrl = url("handles");
      for (const ReceiptHandle of handles) {
        await assert.rejects(call("DeleteMessage", { QueueUrl, ReceiptHandle }), invalid);
        const change = { QueueUrl, ReceiptHandle, VisibilityTimeout: 1 };
        await assert.rejects(call("ChangeMessageVisibility", change), invalid);
      }
      const none = { QueueUrl: url("handles-none"), ReceiptHandle: "none" };
      await assert.rejects(call("DeleteMessage", none), { code: "QueueDoesNotExist" });
    });

    it("fail alone in a batch", async () => {
      const ReceiptHandle = await receive("handles-batch");
      const QueueUrl = url("handles-batch");
      const entries = (more: object) => [
        { Id: "bad", ReceiptHandle: "none", ...more },
        { Id: "good", ReceiptHandle, ...more },
      ];
      const Failed = [{ Id: "bad", SenderFault: true, Code: invalid.code, Message: invalid.message }];
      const expected = { Successful: [{ Id: "good" }], Failed };
      const changed = { QueueUrl, Entries: entries({ VisibilityTimeout: 9 }) };
      assert.deepEqual(await call("ChangeMessageVisibilityBatch", changed), expected);
      assert.deepEqual(await call("DeleteMessageBatch", { QueueUrl, Entries: entries({}) }), expected);
    });

    it("delete nothing twice, without an error", async () => {
      const ReceiptHandle = await receive("handles-twice");
      const input = { QueueUrl: url("handles-twice"), ReceiptHandle };
      await call("DeleteMessage", input);
      await call("DeleteMessage", input);
      await assert.rejects(call("ChangeMessageVisibility", { ...input, VisibilityTimeout: 1 }), {
        code: "MessageNotInflight",
      });
    });
  });

  it("returns the attributes of messages and queues that are asked for", async () => {
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "sqs", operation, input);
    await sqs.createQueue("asked");
    const QueueUrl = url("asked");
    const attribute = { DataType: "String", StringValue: "v" };
    const one = await call("SendMessage", {
      QueueUrl,
      MessageBody: "a",
      MessageAttributes: { a: attribute },
    });
    const MessageAttributes = { a: attribute, b: { DataType: "Binary.png", BinaryValue: "AQI=" } };
    const both = await call("SendMessage", { QueueUrl, MessageBody: "b", MessageAttributes });
    const receive = async (MessageAttributeNames?: string[]) => {
      const { Messages } = await call("ReceiveMessage", {
        QueueUrl,
        VisibilityTimeout: 0,
        MessageAttributeNames,
      });
      return (Messages as Record<string, unknown>[])[0]!;
    };
    const [none, some, all] = [await receive(), await receive(["a"]), await receive(["All"])];
    assert.equal(none.MessageAttributes ?? none.MD5OfMessageAttributes, undefined);
    assert.deepEqual([some.Body, some.MessageAttributes], ["b", { a: attribute }]);
    assert.equal(some.MD5OfMessageAttributes, one.MD5OfMessageAttributes);
    assert.deepEqual([all.Body, all.MD5OfMessageAttributes], ["a", one.MD5OfMessageAttributes]);
    assert.equal((await receive(["All"])).MD5OfMessageAttributes, both.MD5OfMessageAttributes);
    assert.deepEqual(await call("GetQueueAttributes", { QueueUrl }), { Attributes: {} });
  });

  describe("attributes", () => {
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "sqs", operation, input);
    const NAME = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
    const WRONG: [what: string, name: string, attributes: object, code: string, message: string][] = [
      ["an unknown one", "wrong", { Nothing: "1" }, "InvalidAttributeName", "Unknown Attribute Nothing."],
      [
        "one that is only read",
        "wrong",
        { QueueArn: "a" },
        "InvalidAttributeName",
        "Unknown Attribute QueueArn.",
      ],
      [
        "FifoQueue=false",
        "wrong",
        { FifoQueue: "false" },
        "InvalidAttributeName",
        "Unknown Attribute FifoQueue.",
      ],
      ["a .fifo name without FifoQueue", "wrong.fifo", {}, "InvalidParameterValue", NAME],
      [
        "FifoQueue without a .fifo name",
        "wrong",
        { FifoQueue: "true" },
        "InvalidParameterValue",
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
      ],
      [
        "one of FIFO queues",
        "wrong",
        { ContentBasedDeduplication: "true" },
        "InvalidAttributeName",
        "You can specify the ContentBasedDeduplication only when FifoQueue is set to true.",
      ],
      ["a name with a space", "a b", {}, "InvalidParameterValue", NAME],
    ];
    for (const [what, QueueName, Attributes, code, message] of WRONG) {
      it(`are rejected: ${what}`, async () => {
        await assert.rejects(call("CreateQueue", { QueueName, Attributes }), { code, message });
        await assert.rejects(call("GetQueueUrl", { QueueName }), { code: "QueueDoesNotExist" });
      });
    }

    it("are rejected when they are changed or read", async () => {
      await call("CreateQueue", { QueueName: "fixed.fifo", Attributes: { FifoQueue: "true" } });
      await call("CreateQueue", { QueueName: "fixed" });
      const set = (name: string, Attributes: object) =>
        call("SetQueueAttributes", { QueueUrl: url(name), Attributes });
      await set("fixed.fifo", { FifoQueue: "true" });
      const code = "InvalidAttributeName";
      await assert.rejects(set("fixed", { Nothing: "1" }), { code, message: "Unknown Attribute Nothing." });
      await assert.rejects(set("fixed", { FifoQueue: "true" }), {
        code,
        message: "Unknown Attribute FifoQueue.",
      });
      await assert.rejects(set("fixed.fifo", { FifoQueue: "false" }), { code: "InvalidAttributeValue" });
      for (const name of ["Nothing", "FifoQueue"])
        await assert.rejects(call("GetQueueAttributes", { QueueUrl: url("fixed"), AttributeNames: [name] }), {
          code,
          message: `Unknown Attribute ${name}.`,
        });
    });
  });

  it("moves a message that was received too often to the dead-letter queue", async () => {
    const { queueArn } = await sqs.createQueue("moved-dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 1 });
    await sqs.createQueue("moved", { RedrivePolicy });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url("moved"), AttributeNames: ["RedrivePolicy"] }),
    );
    assert.equal(Attributes?.RedrivePolicy, RedrivePolicy);
    const { queueUrls } = await client.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: url("moved-dead") }),
    );
    assert.deepEqual(queueUrls, [url("moved")]);
    await client.send(new SendMessageCommand({ QueueUrl: url("moved"), MessageBody: "bad" }));
    const receive = (name: string) =>
      client.send(new ReceiveMessageCommand({ QueueUrl: url(name), VisibilityTimeout: 0 }));
    assert.equal((await receive("moved")).Messages?.length, 1);
    assert.equal((await receive("moved")).Messages, undefined);
    assert.equal((await receive("moved-dead")).Messages?.[0]?.Body, "bad");
  });

  it("changes and deletes queues", async () => {
    await sqs.createQueue("changed");
    await sqs.setQueueAttributes("changed", { VisibilityTimeout: "7" });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url("changed"), AttributeNames: ["VisibilityTimeout"] }),
    );
    assert.equal(Attributes?.VisibilityTimeout, "7");
    await sqs.deleteQueue("changed");
    await assert.rejects(client.send(new GetQueueUrlCommand({ QueueName: "changed" })), {
      name: "QueueDoesNotExist",
    });
    await assert.rejects(sqs.setQueueAttributes("changed", {}), { code: "QueueDoesNotExist" });
  });

  it("accepts the attributes of a FIFO queue again", async () => {
    const attributes = { DeduplicationScope: "messageGroup", FifoThroughputLimit: "perMessageGroupId" };
    await sqs.createQueue("again.fifo", { FifoQueue: "true", ...attributes });
    await sqs.setQueueAttributes("again.fifo", { ...attributes, VisibilityTimeout: "8" });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url("again.fifo"), AttributeNames: ["All"] }),
    );
    assert.equal(Attributes?.DeduplicationScope, "messageGroup");
    assert.equal(Attributes?.VisibilityTimeout, "8");
  });

  const queue = { QueueUrl: "http://127.0.0.1:1/123456789012/q" };
  const REQUIRED: [string, Record<string, unknown>, string, string][] = [
    ["SendMessage", queue, "sqs:SendMessage", `${ARN}q`],
    ["SendMessageBatch", queue, "sqs:SendMessage", `${ARN}q`],
    ["DeleteMessageBatch", queue, "sqs:DeleteMessage", `${ARN}q`],
    ["ChangeMessageVisibilityBatch", queue, "sqs:ChangeMessageVisibility", `${ARN}q`],
    [
      "ReceiveMessage",
      { QueueUrl: "https://x/999999999999/q" },
      "sqs:ReceiveMessage",
      "arn:aws:sqs:us-east-1:999999999999:q",
    ],
    ["GetQueueUrl", { QueueName: "q" }, "sqs:GetQueueUrl", `${ARN}q`],
    ["CreateQueue", { QueueName: "q" }, "sqs:CreateQueue", `${ARN}q`],
    ["ListQueues", {}, "sqs:ListQueues", "*"],
    ["ListMessageMoveTasks", { SourceArn: `${ARN}q` }, "sqs:ListMessageMoveTasks", `${ARN}q`],
    ["CancelMessageMoveTask", { TaskHandle: "none" }, "sqs:CancelMessageMoveTask", "*"],
  ];
  for (const [operation, input, action, resource] of REQUIRED) {
    it(`requires ${action} for ${operation}`, () => {
      assert.deepEqual(sqs.requirements({ operation, input })[0], { action, resource });
    });
  }

  it("requires for a task that moves messages what it does with them", async () => {
    const { queueArn } = await sqs.createQueue("tasks-dead", { KmsMasterKeyId: "7" });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 1 });
    await sqs.createQueue("tasks-a", { RedrivePolicy });
    await sqs.createQueue("tasks-b", { RedrivePolicy });
    const required = (operation: string, input: Record<string, unknown>) =>
      sqs
        .requirements({ operation, input })
        .map(({ action, resource }) => `${action} ${resource.split(":").at(-1)}`);
    const reads = [
      "sqs:ReceiveMessage tasks-dead",
      "kms:Decrypt key/7",
      "sqs:DeleteMessage tasks-dead",
      "sqs:GetQueueAttributes tasks-dead",
    ];
    const start = ["sqs:StartMessageMoveTask tasks-dead", ...reads];
    assert.deepEqual(required("StartMessageMoveTask", { SourceArn: queueArn }), [
      ...start,
      "sqs:SendMessage tasks-a",
      "sqs:SendMessage tasks-b",
    ]);
    assert.deepEqual(
      required("StartMessageMoveTask", { SourceArn: queueArn, DestinationArn: `${ARN}other` }),
      [...start, "sqs:SendMessage other"],
    );
    const TaskHandle = Buffer.from(JSON.stringify({ taskId: "1", sourceArn: queueArn })).toString("base64");
    assert.deepEqual(required("CancelMessageMoveTask", { TaskHandle }), [
      "sqs:CancelMessageMoveTask tasks-dead",
      ...reads,
    ]);
  });

  const KEYS: [string, string | undefined][] = [
    ["alias/aws/sqs", undefined],
    ["alias/own", "arn:aws:kms:us-east-1:123456789012:key/7"],
    ["1234", "arn:aws:kms:us-east-1:123456789012:key/1234"],
    ["arn:aws:kms:us-east-1:1:key/5", "arn:aws:kms:us-east-1:1:key/5"],
  ];
  for (const [index, [KmsMasterKeyId, keyArn]] of KEYS.entries()) {
    it(`requires ${keyArn ? "the use of the key" : "nothing more"} for a queue encrypted with ${KmsMasterKeyId}`, async () => {
      await sqs.createQueue(`encrypted-${index}`, { KmsMasterKeyId });
      const input = { QueueUrl: url(`encrypted-${index}`) };
      const keyActions = (operation: string) =>
        sqs
          .requirements({ operation, input })
          .slice(1)
          .map(({ action, resource, context }) => {
            assert.equal(resource, keyArn);
            assert.equal(context?.["kms:ViaService"], "sqs.us-east-1.amazonaws.com");
            return action;
          });
      assert.deepEqual(keyActions("SendMessage"), keyArn ? ["kms:GenerateDataKey", "kms:Decrypt"] : []);
      assert.deepEqual(keyActions("ReceiveMessage"), keyArn ? ["kms:Decrypt"] : []);
      assert.deepEqual(keyActions("DeleteMessage"), []);
    });
  }

  it("can be another emulator", async () => {
    const other = new TestCloud();
    const emulator = other.add(await SqsService.start({ cloud: other, clock: new ManualClock() }));
    await other.listen();
    const own = new TestCloud();
    const clock = new ManualClock();
    const endpoint = { url: other.endpoint, accountId: other.accountId };
    const service = own.add(await SqsService.start({ cloud: own, clock, endpoint }));
    try {
      await emulator.createQueue("there");
      const QueueUrl = `${own.endpoint}/123456789012/there`;
      await own.call(own.administrator, "sqs", "SendMessage", { QueueUrl, MessageBody: "over there" });
      const { Messages } = await own.call(own.administrator, "sqs", "ReceiveMessage", { QueueUrl });
      assert.equal((Messages as { Body: string }[])[0]?.Body, "over there");
      assert.equal(service.announcesArrivals, false);
      await assert.rejects(service.setQueueAttributes("nowhere", {}), { code: "QueueDoesNotExist" });
    } finally {
      await own.close();
      await other.close();
    }
    const unreachable = await SqsService.start({
      cloud: own,
      clock,
      endpoint: { url: "http://127.0.0.1:1" },
    });
    await assert.rejects(unreachable.createQueue("q"), {
      code: "ServiceUnavailable",
      message: /127\.0\.0\.1:1/,
    });
  });

  describe("long polls", () => {
    const clock = new ManualClock();
    const own = new TestCloud();
    let service: SqsService;
    before(async () => {
      service = own.add(await SqsService.start({ cloud: own, clock }));
    });
    after(() => own.close());

    const receive = async (QueueUrl: string, input: object = { WaitTimeSeconds: 20 }) => {
      const { Messages = [] } = await own.call(own.administrator, "sqs", "ReceiveMessage", {
        QueueUrl,
        ...input,
      });
      return (Messages as { Body: string }[]).map(({ Body }) => Body);
    };
    const send = (QueueUrl: string, MessageBody: string, input: object = {}) =>
      own.call(own.administrator, "sqs", "SendMessage", { QueueUrl, MessageBody, ...input });

    it("end with the message that arrives", async () => {
      const { queueUrl } = await service.createQueue("waited", { ReceiveMessageWaitTimeSeconds: "5" });
      const polls = [receive(queueUrl), receive(queueUrl, {})];
      await send(queueUrl, "a");
      await send(queueUrl, "b");
      assert.deepEqual((await Promise.all(polls)).flat().sort(), ["a", "b"]);
    });

    it("end with nothing once their time has passed on the clock", async () => {
      const { queueUrl } = await service.createQueue("empty");
      const poll = receive(queueUrl);
      await clock.advance(20_000);
      assert.deepEqual(await poll, []);
    });

    it("receive a delayed message, and one that becomes visible again", async () => {
      const { queueUrl } = await service.createQueue("delayed");
      const poll = receive(queueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 1 });
      await send(queueUrl, "late", { DelaySeconds: 1 });
      assert.deepEqual(await poll, ["late"]);
      assert.deepEqual(await receive(queueUrl), ["late"]);
    });

    it("end when the service closes", async () => {
      const { queueUrl } = await service.createQueue("polled");
      const poll = receive(queueUrl);
      await service.close();
      await assert.rejects(Promise.all([poll, service.createQueue("late")]), { code: "RequestCanceled" });
    });
  });
});
