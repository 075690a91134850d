import type { Requirement } from "../service";
import type { Input } from "./message";
import { topicOf } from "./topics";

/** What an operation acts on: a topic, or nothing that a policy could name. */
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

/** A batch needs the same as a single message. */
const ACTIONS: Readonly<Record<string, string>> = { PublishBatch: "Publish" };

export function snsRequirement(
  operation: string,
  input: Input,
  arnOf: (topicName: string) => string,
): Requirement {
  const action = `sns:${ACTIONS[operation] ?? operation}`;
  const resource = String(RESOURCES[operation]?.(input, arnOf) ?? "*") || "*";
  if (operation !== "Subscribe") return { action, resource };
  const { Protocol, Endpoint } = input;
  const context = { "sns:Protocol": String(Protocol ?? ""), "sns:Endpoint": String(Endpoint ?? "") };
  return { action, resource, context };
}
