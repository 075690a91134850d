import assert from "node:assert/strict";
import {
  AuthorizationErrorException,
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  type PublishCommandInput,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { LOCAL_CREDENTIALS } from "../../../../../packages/local-cloud";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { Service, ServiceCall } from "../../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../../packages/local-cloud/cloud";
import { SnsService } from "../../../../../packages/local-cloud/services/sns/sns";
import { SqsService } from "../../../../../packages/local-cloud/services/sqs/sqs";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/7";
const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:notify";

interface ReceivedMessage {
  Body: string;
  ReceiptHandle: string;
  MessageAttributes?: object;
}

/** Accepts every invocation that is allowed. */
class Functions implements Pick<Service, "signingName"> {
  readonly signingName = "lambda";
  readonly invocations: ServiceCall["input"][] = [];
  readonly decode = () => assert.fail("not called over the wire");
  readonly encode = () => assert.fail("not called over the wire");
  readonly encodeError = () => assert.fail("not called over the wire");

  requirements({ input }: ServiceCall) {
    return [{ action: "lambda:InvokeFunction", resource: String(input.FunctionName) }];
  }

  async invoke({ input }: ServiceCall) {
    this.invocations.push(input);
    return {};
  }
}

describe("SNS", () => {
  const clock = new ManualClock(Date.UTC(2026, 0, 2));
  let cloud: LocalCloud;
  let sns: SnsService;
  let sqs: SqsService;
  let client: SNSClient;
  const functions = new Functions();
  before(async () => {
    cloud = new LocalCloud({ clock, onError: (error) => assert.fail(error as Error) });
    await cloud.listen();
    sqs = await SqsService.start({ cloud, clock });
    sns = new SnsService({ cloud, clock, policies: cloud.iam.registry });
    for (const service of [sqs, sns, functions]) cloud.register(service);
    client = connect(LOCAL_CREDENTIALS);
  });
  after(async () => {
    client.destroy();
    await cloud.close();
  });

  const connect = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new SNSClient({ endpoint: cloud.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });

  const createTopic = async (Name: string, Attributes: Record<string, string> = {}) =>
    (await client.send(new CreateTopicCommand({ Name, Attributes }))).TopicArn ?? "";

  /** A queue that the topic may send to. */
  async function createQueue(name: string, topicArn?: string, attributes: Record<string, string> = {}) {
    const { queueArn } = await sqs.createQueue(name, attributes);
    if (topicArn) allow(queueArn, "sqs:SendMessage", topicArn);
    return queueArn;
  }

  function allow(resource: string, Action: string, topicArn: string): void {
    cloud.iam.registry.putResourcePolicy(resource, {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action,
          Resource: resource,
          Condition: { ArnEquals: { "aws:SourceArn": topicArn } },
        },
      ],
    } as never);
  }

  async function subscribe(
    TopicArn: string,
    Protocol: string,
    Endpoint: string,
    Attributes?: Record<string, string>,
  ) {
    const input = { TopicArn, Protocol, Endpoint, ...(Attributes && { Attributes }) };
    return (await client.send(new SubscribeCommand(input))).SubscriptionArn ?? "";
  }

  async function receive(queueArn: string): Promise<ReceivedMessage[]> {
    await sns.settled();
    const name = queueArn.split(":").at(-1);
    const { Messages = [] } = await cloud.call(cloud.administrator, "sqs", "ReceiveMessage", {
      QueueUrl: `${cloud.endpoint}/123456789012/${name}`,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    });
    return Messages as ReceivedMessage[];
  }

  const publish = (TopicArn: string, Message: string, more: Partial<PublishCommandInput> = {}) =>
    client.send(new PublishCommand({ TopicArn, Message, ...more }));

  it("stores topics, their attributes and tags", async () => {
    const TopicArn = await createTopic("orders", { DisplayName: "Orders" });
    assert.equal(TopicArn, "arn:aws:sns:us-east-1:123456789012:orders");
    assert.equal(await createTopic("orders"), TopicArn);
    await assert.rejects(createTopic("orders", { DisplayName: "Other" }), {
      name: "InvalidParameterException",
    });
    await client.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: "TracingConfig", AttributeValue: "Active" }),
    );
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.deepEqual(Attributes, {
      DisplayName: "Orders",
      TracingConfig: "Active",
      TopicArn,
      Owner: "123456789012",
      SubscriptionsConfirmed: "0",
      SubscriptionsPending: "0",
      SubscriptionsDeleted: "0",
    });
    await client.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: "a", Value: "b" }] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }));
    assert.deepEqual(Tags, [{ Key: "a", Value: "b" }]);
    const { Topics } = await client.send(new ListTopicsCommand({}));
    assert.ok(Topics?.some((topic) => topic.TopicArn === TopicArn));
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await assert.rejects(publish(TopicArn, "a"), {
      name: "NotFoundException",
      message: "Topic does not exist",
    });
  });

  it("delivers to a queue whose policy allows it, wrapped or raw", async () => {
    const topic = await createTopic("delivered");
    const [wrapped, raw, closed] = await Promise.all([
      createQueue("wrapped", topic),
      createQueue("raw", topic),
      createQueue("closed"),
    ]);
    await subscribe(topic, "sqs", wrapped);
    await subscribe(topic, "sqs", raw, { RawMessageDelivery: "true" });
    await subscribe(topic, "sqs", closed);
    const text = "“grüße” \\ ' \n 😀 <&>";
    const { MessageId } = await publish(topic, text, {
      Subject: "Order placed",
      MessageAttributes: { kind: { DataType: "String", StringValue: "order" } },
    });
    const [message] = await receive(wrapped);
    assert.deepEqual(JSON.parse(message?.Body ?? ""), {
      Type: "Notification",
      MessageId,
      TopicArn: topic,
      Subject: "Order placed",
      Message: text,
      Timestamp: "2026-01-02T00:00:00.000Z",
      SignatureVersion: "1",
      Signature: "EXAMPLE",
      MessageAttributes: { kind: { Type: "String", Value: "order" } },
    });
    const [plain] = await receive(raw);
    assert.equal(plain?.Body, text);
    assert.deepEqual(plain?.MessageAttributes, { kind: { DataType: "String", StringValue: "order" } });
    assert.deepEqual(await receive(closed), []);
    const { deliveries, message: kept } = sns.publications.at(-1)!;
    assert.equal(kept.text, text);
    assert.deepEqual(
      deliveries.map(({ status }) => status),
      ["delivered", "delivered", "failed"],
    );
    assert.match(deliveries[2]?.error ?? "", /sqs:SendMessage/);
  });

  it("sends undeliverable messages to the dead-letter queue", async () => {
    const topic = await createTopic("set-aside");
    const deadLetterTargetArn = await createQueue("set-aside-dead", topic);
    const closed = await createQueue("set-aside-closed");
    await subscribe(topic, "sqs", closed, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) });
    await publish(topic, "lost");
    const [message] = await receive(deadLetterTargetArn);
    assert.equal(JSON.parse(message?.Body ?? "").Message, "lost");
  });

  it("invokes a function whose policy allows it", async () => {
    const topic = await createTopic("invoked");
    const arn = await subscribe(topic, "lambda", FUNCTION);
    await publish(topic, "refused");
    await sns.settled();
    assert.equal(functions.invocations.length, 0);
    allow(FUNCTION, "lambda:InvokeFunction", topic);
    await publish(topic, "taken");
    await sns.settled();
    const [{ Payload, ...invocation } = {}] = functions.invocations;
    assert.deepEqual(invocation, { FunctionName: FUNCTION, InvocationType: "Event" });
    const [record] = JSON.parse(String(Payload)).Records;
    assert.equal(record.EventSource, "aws:sns");
    assert.equal(record.EventSubscriptionArn, arn);
    assert.deepEqual([record.Sns.Message, record.Sns.Subject], ["taken", null]);
  });

  it("leaves email subscriptions pending until they are confirmed", async () => {
    const TopicArn = await createTopic("mailed");
    assert.equal(await subscribe(TopicArn, "email", "a@example.com"), "pending confirmation");
    const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.equal(Subscriptions?.[0]?.SubscriptionArn, "PendingConfirmation");
    await publish(TopicArn, "a");
    assert.equal(sns.publications.at(-1)?.deliveries[0]?.status, "pendingConfirmation");
    await assert.rejects(client.send(new ConfirmSubscriptionCommand({ TopicArn, Token: "guessed" })), {
      name: "InvalidParameterException",
    });
    const input = { TopicArn, Protocol: "email", Endpoint: "a@example.com", ReturnSubscriptionArn: true };
    const { SubscriptionArn } = await client.send(new SubscribeCommand(input));
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    assert.equal(Attributes?.PendingConfirmation, "true");
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    const after = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    assert.deepEqual(after.Subscriptions ?? [], []);
  });

  it("filters by attributes or by the body", async () => {
    const topic = await createTopic("filtered");
    const [byAttribute, byBody] = [
      await createQueue("by-attribute", topic),
      await createQueue("by-body", topic),
    ];
    const SubscriptionArn = await subscribe(topic, "sqs", byAttribute);
    await client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: "FilterPolicy",
        AttributeValue: JSON.stringify({ city: ["Sydney"] }),
      }),
    );
    await subscribe(topic, "sqs", byBody, {
      FilterPolicy: JSON.stringify({ order: { total: [{ numeric: [">=", 900] }] } }),
      FilterPolicyScope: "MessageBody",
    });
    const city = (StringValue: string) => ({
      MessageAttributes: { city: { DataType: "String", StringValue } },
    });
    await publish(topic, '{"order":{"total":900}}', city("Perth"));
    await publish(topic, '{"order":{"total":350}}', city("Sydney"));
    const bodies = async (queue: string) =>
      (await receive(queue)).map(({ Body }) => JSON.parse(Body).Message);
    assert.deepEqual(await bodies(byAttribute), ['{"order":{"total":350}}']);
    assert.deepEqual(await bodies(byBody), ['{"order":{"total":900}}']);
  });

  it("keeps the order of a FIFO topic and delivers nothing twice", async () => {
    const topic = await createTopic("ordered.fifo", { FifoTopic: "true", ContentBasedDeduplication: "true" });
    const queue = await createQueue("ordered.fifo", topic, { FifoQueue: "true" });
    await subscribe(topic, "sqs", queue, { RawMessageDelivery: "true" });
    await assert.rejects(publish(topic, "a"), { message: /MessageGroupId parameter is required/ });
    for (const text of ["1", "2", "2", "3"]) await publish(topic, text, { MessageGroupId: "g" });
    const received: string[] = [];
    const QueueUrl = `${cloud.endpoint}/123456789012/ordered.fifo`;
    for (let messages = await receive(queue); messages.length > 0; messages = await receive(queue)) {
      for (const { Body, ReceiptHandle } of messages) {
        received.push(Body);
        await cloud.call(cloud.administrator, "sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
      }
    }
    assert.deepEqual(received, ["1", "2", "3"]);
  });

  it("publishes batches", async () => {
    const TopicArn = await createTopic("batch");
    const { Successful, Failed } = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: "good", Message: "a" },
          { Id: "long", Message: "x".repeat(262_145) },
        ],
      }),
    );
    assert.equal(Successful?.[0]?.Id, "good");
    assert.deepEqual([Failed?.[0]?.Id, Failed?.[0]?.Code], ["long", "InvalidParameter"]);
    const twice = { Id: "a", Message: "a" };
    await assert.rejects(
      client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [twice, twice] })),
      { name: "BatchEntryIdsNotDistinctException" },
    );
  });

  it("has a text for each protocol if the message is structured", async () => {
    const topic = await createTopic("structured");
    const queue = await createQueue("structured", topic);
    await subscribe(topic, "sqs", queue, { RawMessageDelivery: "true" });
    const message = JSON.stringify({ default: "for all", sqs: "for queues" });
    await publish(topic, message, { MessageStructure: "json" });
    assert.equal((await receive(queue))[0]?.Body, "for queues");
    await assert.rejects(publish(topic, '{"sqs":"a"}', { MessageStructure: "json" }), {
      message: /No default entry/,
    });
  });

  describe("decides by policies", () => {
    function as(name: string, ...statements: object[]) {
      const { arn } = cloud.iam.registry.putRole({
        name,
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        } as never,
        inlinePolicies: { own: { Version: "2012-10-17", Statement: statements } as never },
      });
      return cloud.assumeRole(arn, { principal: { service: "lambda.amazonaws.com" }, sessionName: "test" });
    }
    const may = (Action: string | string[], Resource: string) => ({ Effect: "Allow", Action, Resource });

    it("of the caller, under SNS's own name for the refusal", async () => {
      const topic = await createTopic("guarded");
      const session = as("listener", may("sns:ListTopics", "*"));
      const other = connect(session.credentials);
      await assert.rejects(other.send(new PublishCommand({ TopicArn: topic, Message: "a" })), (error) => {
        assert.ok(error instanceof AuthorizationErrorException);
        assert.match(
          error.message,
          /is not authorized to perform: sns:Publish on resource: arn:aws:sns:.*:guarded/,
        );
        return true;
      });
      other.destroy();
      const inProcess = cloud.call(session.caller, "sns", "Publish", { TopicArn: topic, Message: "a" });
      await assert.rejects(inProcess, { code: "AuthorizationError", status: 403 });
    });

    it("of the topic", async () => {
      const TopicArn = await createTopic("shared");
      const session = as("publisher", may("sns:ListTopics", "*"));
      const call = () => cloud.call(session.caller, "sns", "Publish", { TopicArn, Message: "a" });
      await assert.rejects(call());
      const Policy = {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: "arn:aws:iam::123456789012:role/publisher" },
            Action: "SNS:Publish",
            Resource: TopicArn,
          },
        ],
      };
      await client.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: JSON.stringify(Policy),
        }),
      );
      assert.ok((await call()).MessageId);
    });

    it("of the topic's key", async () => {
      const topic = await createTopic("encrypted", { KmsMasterKeyId: KEY });
      const without = as("without-key", may("sns:Publish", topic));
      const both = as(
        "with-key",
        may("sns:Publish", topic),
        may(["kms:GenerateDataKey*", "kms:Decrypt"], KEY),
      );
      const input = { TopicArn: topic, Message: "a" };
      await assert.rejects(cloud.call(without.caller, "sns", "Publish", input), {
        message: /kms:GenerateDataKey/,
      });
      assert.ok((await cloud.call(both.caller, "sns", "Publish", input)).MessageId);
    });
  });

  const bad: [string, Partial<PublishCommandInput>, RegExp][] = [
    ["an empty message", { Message: "" }, /Empty message/],
    ["a message that is too long", { Message: "x".repeat(262_145) }, /Message too long/],
    ["a subject of two lines", { Subject: "a\nb" }, /Subject/],
    [
      "an attribute without a value",
      { MessageAttributes: { a: { DataType: "String" } } },
      /must contain non-empty message attribute value/,
    ],
    ["no ARN", { TopicArn: "orders" }, /TopicArn/],
  ];
  for (const [title, input, message] of bad) {
    it(`rejects ${title}`, async () => {
      const topic = await createTopic("refused");
      await assert.rejects(publish(topic, "a", input), { message });
    });
  }

  it("reports every message in this process", async () => {
    const topic = await createTopic("observed");
    const received: string[] = [];
    const stop = sns.onPublication(({ message }) => received.push(message.text));
    await publish(topic, "one");
    stop();
    await publish(topic, "two");
    assert.deepEqual(received, ["one"]);
  });

  it("is replaced by another endpoint", async () => {
    const { buildApp } = await import("fauxqs");
    const app = buildApp({ logger: false });
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const other = new SnsService({ cloud, clock, endpoint: { url } });
    const call = (operation: string, input: Record<string, unknown>) =>
      other.invoke({ operation, input }, cloud.administrator, {
        requestId: "1",
        signal: new AbortController().signal,
        idle: (work) => work,
      });
    const { TopicArn } = await call("CreateTopic", { Name: "elsewhere", Attributes: { DisplayName: "<&>" } });
    assert.equal(TopicArn, "arn:aws:sns:us-east-1:123456789012:elsewhere");
    const MessageAttributes = { a: { DataType: "String", StringValue: "b" } };
    assert.ok((await call("Publish", { TopicArn, Message: "a", MessageAttributes })).MessageId);
    const { Attributes } = await call("GetTopicAttributes", { TopicArn });
    assert.equal((Attributes as Record<string, string>).DisplayName, "<&>");
    await assert.rejects(call("Publish", { TopicArn: `${TopicArn}s`, Message: "a" }), { code: "NotFound" });
    await app.close();
    await assert.rejects(call("ListTopics", {}), { code: "ServiceUnavailable" });
  });
});
