import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import type { PolicyDocument } from "../../aws/policyDocument";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { type KeyAliases, keyArn, viaService } from "../kms";
import { snsCodec, toList } from "./codec";
import { Deliveries } from "./delivery";
import { describeSubscription, page, subscriptionAttributes, topicAttributes } from "./descriptions";
import { connectTopics, type TopicEndpoint } from "./endpoint";
import { type Input, invalidParameter } from "./message";
import { type Publication, Publisher } from "./publisher";
import { checkRequired, OPERATION_NAMES, snsRequirement } from "./requirements";
import { type Attributes, type Topic, Topics } from "./topics";

export interface SnsOptions {
  cloud: Pick<Cloud, "accountId" | "region" | "endpoint" | "call">;
  clock: Pick<Clock, "now" | "hold">;
  /** Receives the topics' policies. Default: policies have no effect. */
  policies?: {
    putResourcePolicy(arn: string, document: PolicyDocument): void;
    deleteResourcePolicy(arn: string): void;
  };
  /** Another emulator to use instead of the topics in this process; it delivers to its own queues. */
  endpoint?: TopicEndpoint;
  resolveKeyAlias?: KeyAliases;
  /** Called with each message that was sent to a subscription's dead-letter queue. Default: nothing. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

type Operation = (input: Input) => Input;

/**
 * Amazon SNS ({@link https://docs.aws.amazon.com/sns/latest/api/welcome.html}): topics with filter policies, dead-letter
 * queues, FIFO order, and delivery to the cloud's queues and functions. Messages for email, SMS and HTTP are only
 * recorded in {@link publications}: nothing leaves this machine.
 */
export class SnsService implements Service {
  readonly signingName = "sns";
  readonly operationNames = OPERATION_NAMES;
  readonly protocol = "query";
  readonly refusalCode = "AuthorizationError";
  readonly decode = snsCodec.decode;
  readonly encode = snsCodec.encode;
  readonly encodeError = snsCodec.encodeError;
  private readonly topics: Topics;
  private readonly deliveries: Deliveries;
  private readonly publisher: Publisher;
  private readonly forward:
    | ((operation: string, input: Input, signal: AbortSignal) => Promise<Input>)
    | undefined;

  constructor(private readonly options: SnsOptions) {
    const { accountId, region } = options.cloud;
    this.topics = new Topics(`arn:aws:sns:${region}:${accountId}:`);
    this.deliveries = new Deliveries(options);
    this.publisher = new Publisher(options.clock, this.deliveries);
    this.forward = options.endpoint && connectTopics(options.endpoint, options.cloud);
  }

  /** Calls `listener` with every message from now on, before it is delivered. Returns a function that unsubscribes. */
  onPublication(listener: (publication: Publication) => void): () => void {
    return this.publisher.onPublication(listener);
  }

  /** The last 10,000, in order. */
  forgetPublications(): void {
    this.publisher.publications.length = 0;
  }

  get publications(): readonly Publication[] {
    return this.publisher.publications;
  }

  /** Resolves when every message published so far has been delivered or has failed. */
  settled(): Promise<void> {
    return this.deliveries.settled();
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    if (!OPERATION_NAMES.has(operation)) {
      throw new AwsError("InvalidAction", `SNS has no operation ${operation} here.`);
    }
    const needed = snsRequirement(operation, input, (name) => this.topics.arnOf(name));
    return [needed, ...(needed.action === "sns:Publish" ? this.keyRequirements(needed.resource) : [])];
  }

  async invoke(
    { operation, input }: ServiceCall,
    _caller: Caller,
    { signal }: CallContext,
  ): Promise<Record<string, unknown>> {
    checkRequired(operation, input);
    if (this.forward) return this.forward(operation, input, signal);
    return this.operations[operation]?.(input) ?? {};
  }

  async close(): Promise<void> {
    await this.deliveries.settled();
  }

  private readonly operations: Readonly<Record<string, Operation>> = {
    ConfirmSubscription: ({ TopicArn, Token }) => ({
      SubscriptionArn: this.topics.confirm(TopicArn, Token).arn,
    }),
    CreateTopic: ({ Name, Attributes: given, Tags }) => {
      const { Policy, ...attributes } = (given ?? {}) as Attributes;
      const topic = this.topics.create(Name, attributes);
      if (Policy) this.putPolicy(topic, Policy);
      putTags(topic, Tags);
      return { TopicArn: topic.arn };
    },
    DeleteTopic: ({ TopicArn }) => {
      this.topics.delete(String(TopicArn));
      this.options.policies?.deleteResourcePolicy(String(TopicArn));
      return {};
    },
    GetSubscriptionAttributes: ({ SubscriptionArn }) => ({
      Attributes: subscriptionAttributes(
        this.topics.subscription(SubscriptionArn),
        this.options.cloud.accountId,
      ),
    }),
    GetTopicAttributes: ({ TopicArn }) => ({
      Attributes: topicAttributes(this.topics.get(TopicArn), this.options.cloud.accountId),
    }),
    ListSubscriptions: (input) => this.listSubscriptions(this.topics.list(), input),
    ListSubscriptionsByTopic: (input) => this.listSubscriptions([this.topics.get(input.TopicArn)], input),
    ListTagsForResource: ({ ResourceArn }) => ({
      Tags: [...this.topics.get(ResourceArn).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
    ListTopics: ({ NextToken }) => {
      const { items, next } = page(this.topics.list(), NextToken);
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
    },
    Publish: (input) => this.publisher.publish(this.topics.get(input.TopicArn ?? input.TargetArn), input),
    PublishBatch: (input) =>
      this.publisher.publishBatch(this.topics.get(input.TopicArn), input.PublishBatchRequestEntries),
    SetSubscriptionAttributes: ({ SubscriptionArn, AttributeName, AttributeValue }) => {
      this.topics.setSubscriptionAttribute(
        SubscriptionArn,
        String(AttributeName),
        String(AttributeValue ?? ""),
      );
      return {};
    },
    SetTopicAttributes: ({ TopicArn, AttributeName, AttributeValue }) => {
      const topic = this.topics.get(TopicArn);
      const value = String(AttributeValue ?? "");
      if (AttributeName === "Policy") this.putPolicy(topic, value);
      else topic.attributes[String(AttributeName)] = value;
      return {};
    },
    Subscribe: ({ TopicArn, Protocol, Endpoint, Attributes: given, ReturnSubscriptionArn }) => {
      const attributes = (given ?? {}) as Attributes;
      const { arn, confirmed } = this.topics.subscribe(TopicArn, String(Protocol), Endpoint, attributes);
      const returnsArn = confirmed || String(ReturnSubscriptionArn) === "true";
      return { SubscriptionArn: returnsArn ? arn : "pending confirmation" };
    },
    TagResource: ({ ResourceArn, Tags }) => {
      putTags(this.topics.get(ResourceArn), Tags);
      return {};
    },
    Unsubscribe: ({ SubscriptionArn }) => {
      this.topics.unsubscribe(String(SubscriptionArn));
      return {};
    },
    UntagResource: ({ ResourceArn, TagKeys }) => {
      for (const key of toList<string>(TagKeys)) this.topics.get(ResourceArn).tags.delete(key);
      return {};
    },
  };

  private listSubscriptions(topics: Topic[], { NextToken }: Input): Input {
    const all = topics.flatMap(({ subscriptions }) => [...subscriptions.values()]);
    const { items, next } = page(all, NextToken);
    const { accountId } = this.options.cloud;
    return { Subscriptions: items.map((each) => describeSubscription(each, accountId)), ...next };
  }

  private putPolicy(topic: Topic, text: string): void {
    if (text === "") {
      this.options.policies?.deleteResourcePolicy(topic.arn);
      delete topic.attributes.Policy;
      return;
    }
    let policy: PolicyDocument;
    try {
      policy = JSON.parse(text) as PolicyDocument;
    } catch {
      throw invalidParameter("Policy Error: null");
    }
    this.options.policies?.putResourcePolicy(topic.arn, policy);
    topic.attributes.Policy = text;
  }

  /** {@link https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html}; an AWS managed key needs no permission. */
  private keyRequirements(topicArn: string): Requirement[] {
    const topic = this.topics.list().find(({ arn }) => arn === topicArn);
    const keyId = topic?.attributes.KmsMasterKeyId;
    if (!keyId || keyId.endsWith("alias/aws/sns")) return [];
    const { cloud, resolveKeyAlias } = this.options;
    const key = keyArn(keyId, cloud, resolveKeyAlias);
    const service = `sns.${cloud.region}.amazonaws.com`;
    return viaService(["GenerateDataKey", "Decrypt"], key, service, { "aws:sns:topicArn": topicArn });
  }
}

function putTags({ tags }: Topic, given: unknown): void {
  for (const { Key, Value } of toList(given)) tags.set(String(Key), String(Value));
}
