import type { LocalServices } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { text } from "./properties";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "sns", operation, input);

/** Pulumi's name of a property → the API's name of the attribute. */
type AttributeNames = Readonly<Record<string, string>>;

const TOPIC_ATTRIBUTES: AttributeNames = {
  archivePolicy: "ArchivePolicy",
  contentBasedDeduplication: "ContentBasedDeduplication",
  deliveryPolicy: "DeliveryPolicy",
  displayName: "DisplayName",
  fifoThroughputScope: "FifoThroughputScope",
  fifoTopic: "FifoTopic",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  signatureVersion: "SignatureVersion",
  tracingConfig: "TracingConfig",
};

const SUBSCRIPTION_ATTRIBUTES: AttributeNames = {
  deliveryPolicy: "DeliveryPolicy",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  rawMessageDelivery: "RawMessageDelivery",
  redrivePolicy: "RedrivePolicy",
  subscriptionRoleArn: "SubscriptionRoleArn",
};

function attributesOf({ inputs }: Resource, names: AttributeNames): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([property, attribute]) => {
      const value = inputs[property];
      if (value === undefined || (property === "fifoTopic" && value === false)) return [];
      return [[attribute, typeof value === "object" ? JSON.stringify(value) : String(value)]];
    }),
  );
}

/** The attributes as they are now; one that was taken away is emptied. */
const changed = (resource: Resource, before: Resource, names: AttributeNames) => {
  const [now, old] = [attributesOf(resource, names), attributesOf(before, names)];
  const emptied = Object.keys(old).map((name) => [name, ""]);
  return Object.entries({ ...Object.fromEntries(emptied), ...now }).filter(
    ([name, value]) => old[name] !== value,
  );
};

const topic: Deployer = {
  async create(resource, services) {
    const { tags = {} } = resource.inputs;
    await call(services, "CreateTopic", {
      Name: text(resource, "name"),
      Attributes: attributesOf(resource, TOPIC_ATTRIBUTES),
      Tags: Object.entries(tags as Record<string, string>).map(([Key, Value]) => ({ Key, Value })),
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

const putPolicy = (resource: Resource, services: LocalServices) => {
  const { policy } = resource.inputs;
  return call(services, "SetTopicAttributes", {
    TopicArn: text(resource, "arn"),
    AttributeName: "Policy",
    AttributeValue: typeof policy === "string" ? policy : JSON.stringify(policy),
  });
};

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

/** The subscriptions' ARNs, which have an id that SNS gives, by the URN of their resource. */
const subscriptionArns = new WeakMap<LocalServices, Map<string, string>>();

const topicSubscription: Deployer = {
  async create(resource, services) {
    const { SubscriptionArn } = await call(services, "Subscribe", {
      TopicArn: text(resource, "topic"),
      Protocol: text(resource, "protocol"),
      Endpoint: text(resource, "endpoint"),
      Attributes: attributesOf(resource, SUBSCRIPTION_ATTRIBUTES),
      ReturnSubscriptionArn: true,
    });
    const arns = subscriptionArns.get(services) ?? new Map<string, string>();
    subscriptionArns.set(services, arns.set(resource.urn, String(SubscriptionArn)));
  },
  async delete(resource, services) {
    const SubscriptionArn = subscriptionArns.get(services)?.get(resource.urn);
    if (SubscriptionArn) await call(services, "Unsubscribe", { SubscriptionArn });
  },
};

export const topics: Record<string, Deployer> = {
  "aws:sns/topic:Topic": topic,
  "aws:sns/topicPolicy:TopicPolicy": topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};
