import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { CloudClock } from "../../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../../packages/local-cloud/localCloud";

// biome-ignore lint/suspicious/noExplicitAny: outputs of many operations
type Any = any;

const ACCOUNT = "123456789012";
const PEER = "111122223333";

describe("queues as their own clients set them up", () => {
  let services: LocalServices;
  before(async () => {
    services = await startLocalServices({
      clock: new CloudClock(),
      onError: (error) => assert.fail(String(error)),
    });
  });
  after(() => services.close());

  const url = (name: string) => `${services.cloud.endpoint}/${ACCOUNT}/${name}`;
  const arn = (name: string) => `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`;
  const call = (operation: string, input: object, caller = services.cloud.administrator) =>
    services.cloud.call(caller, "sqs", operation, input) as Promise<Record<string, Any>>;
  const create = async (name: string, Attributes: Record<string, string> = {}) => {
    await call("CreateQueue", { QueueName: name, Attributes });
    return url(name);
  };
  const receive = async (
    QueueUrl: string,
  ): Promise<{ Body: string; Attributes: Record<string, string> }[]> => {
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["All"] };
    return (await call("ReceiveMessage", request)).Messages ?? [];
  };
  const policy = (name: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Deny",
          Principal: "*",
          Action: "sqs:SendMessage",
          Resource: arn(name),
        },
      ],
    });
  const refused = { code: "AccessDeniedException" };

  const caller = () => {
    const statement = { Effect: "Allow" as const, Action: "sqs:*", Resource: "*" };
    services.cloud.iam.registry.putRole({
      name: "sender",
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } },
        ],
      },
      inlinePolicies: { all: { Version: "2012-10-17", Statement: [statement] } },
    });
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/sender`;
    const request = { principal: { service: "ecs-tasks.amazonaws.com" }, sessionName: "s" };
    return services.cloud.assumeRole(roleArn, request).caller;
  };

  it("are decided by the policy that CreateQueue sets, until it is taken away", async () => {
    const QueueUrl = await create("created", { Policy: policy("created") });
    const send = () => call("SendMessage", { QueueUrl, MessageBody: "m" }, caller());
    await assert.rejects(send(), refused);
    await call("SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } });
    await send();
    await call("SetQueueAttributes", { QueueUrl, Attributes: { Policy: policy("created") } });
    await assert.rejects(send(), refused);
    await call("DeleteQueue", { QueueUrl });
    await create("created");
    await send();
  });

  it("refuse a policy that is none", async () => {
    const QueueUrl = await create("plain");
    for (const Policy of ["no JSON", "[]", '"text"'])
      await assert.rejects(call("SetQueueAttributes", { QueueUrl, Attributes: { Policy } }), {
        code: "InvalidAttributeValue",
        message: "Invalid value for the parameter Policy.",
      });
  });

  it("have a statement for whom AddPermission names, and none after RemovePermission", async () => {
    const QueueUrl = await create("shared");
    const grant = { QueueUrl, Label: "peer", AWSAccountIds: [PEER], Actions: ["SendMessage"] };
    await call("AddPermission", grant);
    await assert.rejects(call("AddPermission", grant), {
      code: "InvalidParameterValue",
      message: "Value peer for parameter Label is invalid. Reason: Already exists.",
    });
    await assert.rejects(call("AddPermission", { ...grant, Label: "b", Actions: ["DeleteQueue"] }), {
      code: "InvalidParameterValue",
    });
    const { Attributes } = await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
    const { Statement } = JSON.parse(Attributes!.Policy!);
    assert.deepEqual(Statement, [
      {
        Sid: "peer",
        Effect: "Allow",
        Principal: { AWS: [`arn:aws:iam::${PEER}:root`] },
        Action: ["SQS:SendMessage"],
        Resource: arn("shared"),
      },
    ]);
    await call("RemovePermission", { QueueUrl, Label: "peer" });
    const left = await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
    assert.equal(left.Attributes?.Policy || undefined, undefined);
    await assert.rejects(call("RemovePermission", { QueueUrl, Label: "peer" }), {
      code: "InvalidParameterValue",
    });
  });

  it("take the same id again from another message group, where the scope is the group", async () => {
    const QueueUrl = await create("scoped.fifo", {
      FifoQueue: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
      ContentBasedDeduplication: "true",
    });
    const send = (MessageGroupId: string, more: object = { MessageDeduplicationId: "1" }) =>
      call("SendMessage", { QueueUrl, MessageBody: "m", MessageGroupId, ...more });
    const [first, again, other] = [await send("a"), await send("a"), await send("b")];
    assert.equal(again.MessageId, first.MessageId);
    assert.notEqual(other.MessageId, first.MessageId);
    await send("c", {});
    await send("c", {});
    const Entries = [
      { Id: "x", MessageBody: "m", MessageGroupId: "d", MessageDeduplicationId: "1" },
      { Id: "y", MessageBody: "m", MessageGroupId: "d", MessageDeduplicationId: "1" },
    ];
    await call("SendMessageBatch", { QueueUrl, Entries });
    const received = (await receive(QueueUrl)).map(({ Attributes }) => [
      Attributes.MessageGroupId,
      Attributes.MessageDeduplicationId!.slice(0, 6),
    ]);
    assert.deepEqual(received.sort(), [
      ["a", "1"],
      ["b", "1"],
      ["c", "62c66a"],
      ["d", "1"],
    ]);
  });

  it("remember from which of several queues a dead letter came", async () => {
    await create("shared-dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("shared-dead"), maxReceiveCount: 1 });
    const QueueUrls = [];
    for (const name of ["shared-a", "shared-b"]) {
      const QueueUrl = await create(name, { RedrivePolicy, VisibilityTimeout: "0" });
      QueueUrls.push(QueueUrl);
      await call("SendMessage", { QueueUrl, MessageBody: `of ${name}` });
      for (let times = 0; times < 2; times++) await receive(QueueUrl);
    }
    const dead = { QueueUrl: url("shared-dead"), MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
    const sourcesOf = async (...AttributeNames: string[]) => {
      const { Messages } = await call("ReceiveMessage", { ...dead, AttributeNames });
      return (Messages as { Attributes?: Record<string, string> }[])
        .map(({ Attributes }) => Attributes?.DeadLetterQueueSourceArn)
        .sort();
    };
    assert.deepEqual(await sourcesOf("DeadLetterQueueSourceArn"), [arn("shared-a"), arn("shared-b")]);
    assert.deepEqual(await sourcesOf("SentTimestamp"), [undefined, undefined]);
    await call("StartMessageMoveTask", { SourceArn: arn("shared-dead") });
    for (const [index, QueueUrl] of QueueUrls.entries()) {
      let back: { Body: string }[] = [];
      while (back.length === 0) back = await receive(QueueUrl);
      assert.deepEqual(
        back.map(({ Body }) => Body),
        [`of ${["shared-a", "shared-b"][index]}`],
      );
    }
  });

  it("give dead letters back to where they came from", async () => {
    await create("dead");
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount: 1 });
    const QueueUrl = await create("work", { RedrivePolicy });
    const MessageAttributes = { kind: { DataType: "String", StringValue: "note" } };
    for (const MessageBody of ["a", "b"])
      await call("SendMessage", { QueueUrl: url("dead"), MessageBody, MessageAttributes });
    const { TaskHandle } = await call("StartMessageMoveTask", { SourceArn: arn("dead") });
    const task = async (): Promise<{ Status?: string }> =>
      (await call("ListMessageMoveTasks", { SourceArn: arn("dead") })).Results![0]!;
    while ((await task()).Status === "RUNNING") await setImmediate();
    assert.deepEqual(
      { ...(await task()), StartedTimestamp: 0 },
      {
        Status: "COMPLETED",
        SourceArn: arn("dead"),
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: 0,
      },
    );
    assert.deepEqual((await receive(QueueUrl)).map(({ Body }) => Body).sort(), ["a", "b"]);
    await assert.rejects(call("CancelMessageMoveTask", { TaskHandle }), {
      code: "ResourceNotFoundException",
    });
    for (const queues of [
      { SourceArn: arn("none") },
      { SourceArn: arn("dead"), DestinationArn: arn("none") },
    ])
      await assert.rejects(call("StartMessageMoveTask", queues), { code: "ResourceNotFoundException" });
    await assert.rejects(call("StartMessageMoveTask", { SourceArn: arn("work") }), {
      code: "InvalidParameterValue",
      message: "Source queue must be configured as a Dead Letter Queue.",
    });
  });
});
