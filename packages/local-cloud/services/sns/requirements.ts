import type { Requirement } from "../../aws/service";
import { checkShape, list, map, structure } from "../inputShape";
import type { Input } from "./message";
import { topicOf } from "./topics";

/** The resource that an operation acts on: a topic, or `*`. */
type Resource = (input: Input, arnOf: (topicName: string) => string) => unknown;

const onTopic: Resource = ({ TopicArn, TargetArn }) => TopicArn ?? TargetArn;
const onSubscription: Resource = ({ SubscriptionArn }) => topicOf(String(SubscriptionArn ?? ""));
const onResource: Resource = ({ ResourceArn }) => ResourceArn;
const onAnything: Resource = () => "*";

/** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html} */
const RESOURCES: Readonly<Record<string, Resource>> = {
  ConfirmSubscription: onTopic,
  CreateTopic: ({ Name }, arnOf) => arnOf(String(Name ?? "")),
  DeleteTopic: onTopic,
  GetSubscriptionAttributes: onSubscription,
  GetTopicAttributes: onTopic,
  ListSubscriptions: onAnything,
  ListSubscriptionsByTopic: onTopic,
  ListTagsForResource: onResource,
  ListTopics: onAnything,
  Publish: onTopic,
  PublishBatch: onTopic,
  SetSubscriptionAttributes: onSubscription,
  SetTopicAttributes: onTopic,
  Subscribe: onTopic,
  TagResource: onResource,
  Unsubscribe: onSubscription,
  UntagResource: onResource,
};

export const OPERATION_NAMES: ReadonlySet<string> = new Set(Object.keys(RESOURCES));

const tags = list(structure({ Key: "string", Value: "string" }, "Key"));
const message = {
  Message: "string",
  MessageAttributes: map(structure({ DataType: "string", StringValue: "string", BinaryValue: "blob" })),
  MessageDeduplicationId: "string",
  MessageGroupId: "string",
  MessageStructure: "string",
  Subject: "string",
} as const;

const CODES = { wrongType: "MalformedInput", missing: "InvalidParameter" };

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = structure({
  ...message,
  AttributeName: "string",
  AttributeValue: "string",
  Attributes: map("string"),
  Endpoint: "string",
  Name: "string",
  NextToken: "string",
  Protocol: "string",
  PublishBatchRequestEntries: list(structure({ ...message, Id: "string" }, "Id")),
  ResourceArn: "string",
  SubscriptionArn: "string",
  TagKeys: list("string"),
  Tags: tags,
  TargetArn: "string",
  Token: "string",
  TopicArn: "string",
});

/** A batch requires the same permission as a single message. */
const ACTIONS: Readonly<Record<string, string>> = { PublishBatch: "Publish" };

export function snsRequirement(
  operation: string,
  input: Input,
  arnOf: (topicName: string) => string,
): Requirement {
  checkShape(input, MEMBERS, CODES);
  const action = `sns:${ACTIONS[operation] ?? operation}`;
  const resource = String(RESOURCES[operation]?.(input, arnOf) ?? "*") || "*";
  if (operation !== "Subscribe") return { action, resource };
  const { Protocol, Endpoint } = input;
  const context = { "sns:Protocol": String(Protocol ?? ""), "sns:Endpoint": String(Endpoint ?? "") };
  return { action, resource, context };
}

/** Required members, except those whose absence has a specific message. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  ConfirmSubscription: ["TopicArn", "Token"],
  DeleteTopic: ["TopicArn"],
  GetSubscriptionAttributes: ["SubscriptionArn"],
  SetSubscriptionAttributes: ["SubscriptionArn", "AttributeName"],
  SetTopicAttributes: ["TopicArn", "AttributeName"],
  Subscribe: ["TopicArn", "Protocol"],
  TagResource: ["ResourceArn", "Tags"],
  Unsubscribe: ["SubscriptionArn"],
  UntagResource: ["ResourceArn", "TagKeys"],
};

/** Throws `InvalidParameter` unless an input has the required members. */
export const checkRequired = (operation: string, input: unknown): void =>
  checkShape(input, structure({}, ...(REQUIRED[operation] ?? [])), CODES);
