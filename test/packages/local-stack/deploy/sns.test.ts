import assert from "node:assert/strict";
import { resource, TestDeployment } from "./deploymentSupport";

const TOPIC = "arn:aws:sns:us-east-1:123456789012:orders";
const QUEUE = "arn:aws:sqs:us-east-1:123456789012:orders";

const topic = (inputs: object = {}) =>
  resource("aws:sns/topic:Topic", "orders", { name: "orders", ...inputs }, { arn: TOPIC });
const queue = resource(
  "aws:sqs/queue:Queue",
  "orders",
  {
    name: "orders",
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "sns.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: QUEUE,
          Condition: { ArnEquals: { "aws:SourceArn": TOPIC } },
        },
      ],
    }),
  },
  { arn: QUEUE },
);
const subscription = (inputs: object) => ({
  ...resource("aws:sns/topicSubscription:TopicSubscription", "orders", { topic: TOPIC, ...inputs }),
  dependencies: [topic().urn, queue.urn],
});

describe("a deployed SNS topic", () => {
  let running: TestDeployment;
  before(async () => {
    running = await TestDeployment.start();
  });
  after(() => running.close());
  afterEach(() => running.apply());

  const call = (operation: string, input: object) =>
    running.call("sns", operation, { TopicArn: TOPIC, ...input });
  const attributes = async () => (await call("GetTopicAttributes", {})).Attributes as Record<string, string>;

  it("has its attributes, changed in place", async () => {
    await running.apply(topic({ displayName: "Orders", kmsMasterKeyId: "alias/aws/sns" }));
    await running.apply(topic({ displayName: "Coffee" }));
    const { DisplayName, KmsMasterKeyId } = await attributes();
    assert.deepEqual([DisplayName, KmsMasterKeyId], ["Coffee", ""]);
  });

  it("has its policy", async () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: TOPIC,
        },
      ],
    };
    const topicPolicy = resource("aws:sns/topicPolicy:TopicPolicy", "orders", {
      arn: TOPIC,
      policy: JSON.stringify(policy),
    });
    await running.apply(topic(), { ...topicPolicy, dependencies: [topic().urn] });
    assert.deepEqual(JSON.parse((await attributes()).Policy ?? ""), policy);
    const { registry } = running.services.cloud.iam;
    assert.equal(registry.resourcePolicies(TOPIC).length, 1);
    await running.apply(topic());
    assert.equal(registry.resourcePolicies(TOPIC).length, 0);
  });

  it("delivers to the queue that subscribed", async () => {
    await running.apply(
      topic(),
      queue,
      subscription({ protocol: "sqs", endpoint: QUEUE, rawMessageDelivery: true }),
    );
    await call("Publish", { Message: "placed" });
    await running.services.sns.settled();
    const QueueUrl = `${running.services.cloud.endpoint}/123456789012/orders`;
    const { Messages } = await running.call("sqs", "ReceiveMessage", { QueueUrl });
    assert.equal((Messages as { Body: string }[])[0]?.Body, "placed");
    await running.apply(topic(), queue);
    await call("Publish", { Message: "unheard" });
    assert.deepEqual(running.services.sns.publications.at(-1)?.deliveries, []);
  });

  it("waits for the confirmation of a subscription by mail", async () => {
    await running.apply(topic(), subscription({ protocol: "email", endpoint: "a@example.com" }));
    assert.equal((await attributes()).SubscriptionsPending, "1");
  });
});
