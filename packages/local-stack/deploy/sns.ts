import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import { type Attributes, attributesOf } from "./attributes";
import type { Deployer } from "./deployer";
import { DeploymentNotes } from "./deploymentNotes";
import { Properties, text } from "./properties";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "sns", operation, input);

const TOPIC_ATTRIBUTES: Attributes = {
  archivePolicy: ["ArchivePolicy", "json"],
  contentBasedDeduplication: ["ContentBasedDeduplication", "flag"],
  deliveryPolicy: ["DeliveryPolicy", "json"],
  displayName: ["DisplayName", "text"],
  fifoThroughputScope: ["FifoThroughputScope", "text"],
  fifoTopic: ["FifoTopic", "flag"],
  kmsMasterKeyId: ["KmsMasterKeyId", "text"],
  policy: ["Policy", "json"],
  signatureVersion: ["SignatureVersion", "text"],
  tracingConfig: ["TracingConfig", "text"],
};

const SUBSCRIPTION_ATTRIBUTES: Attributes = {
  deliveryPolicy: ["DeliveryPolicy", "json"],
  filterPolicy: ["FilterPolicy", "json"],
  filterPolicyScope: ["FilterPolicyScope", "text"],
  rawMessageDelivery: ["RawMessageDelivery", "flag"],
  redrivePolicy: ["RedrivePolicy", "json"],
  subscriptionRoleArn: ["SubscriptionRoleArn", "text"],
};

/** The attributes as they are now; one that was removed is emptied. */
const changed = (resource: Resource, before: Resource, attributes: Attributes) => {
  const [now, old] = [attributesOf(resource, attributes), attributesOf(before, attributes)];
  const emptied = Object.keys(old).map((name) => [name, ""]);
  return Object.entries({ ...Object.fromEntries(emptied), ...now }).filter(
    ([name, value]) => old[name] !== value,
  );
};

const topic: Deployer = {
  async create(resource, services) {
    const tags = Properties.inputsOf(resource).textMap("tags");
    await call(services, "CreateTopic", {
      Name: text(resource, "name"),
      Attributes: attributesOf(resource, TOPIC_ATTRIBUTES),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
  },
  async update(resource, before, services) {
    const TopicArn = text(resource, "arn");
    if (TopicArn !== text(before, "arn")) {
      await topic.delete(before, services);
      return topic.create(resource, services);
    }
    for (const [AttributeName, AttributeValue] of changed(resource, before, TOPIC_ATTRIBUTES)) {
      await call(services, "SetTopicAttributes", { TopicArn, AttributeName, AttributeValue });
    }
  },
  async delete(resource, services) {
    await call(services, "DeleteTopic", { TopicArn: text(resource, "arn") });
  },
};

const putPolicy = (resource: Resource, services: LocalServices) =>
  call(services, "SetTopicAttributes", {
    TopicArn: text(resource, "arn"),
    AttributeName: "Policy",
    AttributeValue: Properties.inputsOf(resource).attribute("policy", "json"),
  });

const topicPolicy: Deployer = {
  async create(resource, services) {
    await putPolicy(resource, services);
  },
  async update(resource, _before, services) {
    await putPolicy(resource, services);
  },
  async delete(resource, services) {
    const TopicArn = text(resource, "arn");
    await call(services, "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue: "" });
  },
};

/** The subscriptions' ARNs, which end in an ID that SNS assigns, by the URN of their resource. */
const subscriptionArns = new DeploymentNotes();

const topicSubscription: Deployer = {
  async create(resource, services) {
    const { SubscriptionArn } = await call(services, "Subscribe", {
      TopicArn: text(resource, "topic"),
      Protocol: text(resource, "protocol"),
      Endpoint: text(resource, "endpoint"),
      Attributes: attributesOf(resource, SUBSCRIPTION_ATTRIBUTES),
      ReturnSubscriptionArn: true,
    });
    subscriptionArns.set(services, resource.urn, String(SubscriptionArn));
  },
  async delete(resource, services) {
    const SubscriptionArn = subscriptionArns.get(services, resource.urn);
    if (SubscriptionArn) await call(services, "Unsubscribe", { SubscriptionArn });
  },
};

export const topics: Record<string, Deployer> = {
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
