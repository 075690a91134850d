import { randomUUID } from "node:crypto";
import { AwsError } from "../../aws/service";
import { parseFilterPolicy } from "./filterPolicy";
import { invalidParameter } from "./message";

export type Attributes = Record<string, string>;

export interface Subscription {
  arn: string;
  topicArn: string;
  /** `sqs`, `lambda`, `email` */
  protocol: string;
  endpoint: string;
  confirmed: boolean;
  /** The token that confirms it. */
  token: string;
  attributes: Attributes;
}

export interface Topic {
  arn: string;
  attributes: Attributes;
  tags: Map<string, string>;
  /** By ARN. */
  subscriptions: Map<string, Subscription>;
}

const PROTOCOLS = ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

/** Endpoints in the topic's account need no confirmation; a person's or another server's do. */
const CONFIRMED_BY_OWNER = new Set(["application", "firehose", "lambda", "sms", "sqs"]);

/** The topics and their subscriptions. */
export class Topics {
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly arnPrefix: string) {}

  arnOf(name: string): string {
    return this.arnPrefix + name;
  }

  list(): Topic[] {
    return [...this.topics.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Throws `NotFound`. */
  get(arn: unknown): Topic {
    const topic = this.topics.get(String(arn));
    if (topic) return topic;
    if (typeof arn !== "string" || !/^arn:[^:]+:sns:[^:]*:\d*:[^:]+$/.test(arn)) {
      throw invalidParameter("TopicArn Reason: An ARN must have at least 6 elements, not 1");
    }
    throw new AwsError("NotFound", "Topic does not exist", 404);
  }

  /** Returns the existing topic if there is one with this name and these attributes. Throws `InvalidParameter`. */
  create(name: unknown, attributes: Attributes): Topic {
    const isFifo = attributes.FifoTopic === "true";
    if (
      typeof name !== "string" ||
      !/^[\w-]{1,256}(\.fifo)?$/.test(name) ||
      name.endsWith(".fifo") !== isFifo
    ) {
      throw invalidParameter(isFifo ? "Fifo Topic names must end with .fifo" : "Topic Name");
    }
    const arn = this.arnOf(name);
    const existing = this.topics.get(arn);
    if (!existing) {
      const topic: Topic = { arn, attributes, tags: new Map(), subscriptions: new Map() };
      this.topics.set(arn, topic);
      return topic;
    }
    const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
    if (differs) {
      throw invalidParameter("Attributes Reason: Topic already exists with different attributes");
    }
    return existing;
  }

  delete(arn: string): void {
    this.topics.delete(arn);
  }

  /** Returns the existing subscription if there is one for this protocol and endpoint. Throws `NotFound` or `InvalidParameter`. */
  subscribe(topicArn: unknown, protocol: string, endpoint: unknown, attributes: Attributes): Subscription {
    const topic = this.get(topicArn);
    if (!PROTOCOLS.includes(protocol))
      throw invalidParameter(`Does not support this protocol string: ${protocol}`);
    if (typeof endpoint !== "string" || endpoint === "") throw invalidParameter("Endpoint");
    if (/^(sqs|lambda)$/.test(protocol) && !endpoint.startsWith(`arn:aws:${protocol}:`)) {
      throw invalidParameter(`${protocol.toUpperCase()} endpoint ARN`);
    }
    checkAttributes(attributes);
    for (const existing of topic.subscriptions.values()) {
      if (existing.protocol !== protocol || existing.endpoint !== endpoint) continue;
      const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
      if (!differs) return existing;
      throw invalidParameter("Attributes Reason: Subscription already exists with different attributes");
    }
    const subscription = {
      arn: `${topic.arn}:${randomUUID()}`,
      topicArn: topic.arn,
      protocol,
      endpoint,
      confirmed: CONFIRMED_BY_OWNER.has(protocol),
      token: randomUUID().replaceAll("-", ""),
      attributes,
    };
    topic.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  /** Throws `NotFound`. */
  subscription(arn: unknown): Subscription {
    const topic = this.topics.get(topicOf(String(arn)));
    const subscription = topic?.subscriptions.get(String(arn));
    if (subscription) return subscription;
    throw new AwsError("NotFound", "Subscription does not exist", 404);
  }

  setSubscriptionAttribute(arn: unknown, name: string, value: string): void {
    checkAttributes({ [name]: value });
    this.subscription(arn).attributes[name] = value;
  }

  /** Has no effect if the subscription does not exist. */
  unsubscribe(arn: string): void {
    this.topics.get(topicOf(arn))?.subscriptions.delete(arn);
  }

  /** Throws `InvalidParameter` for a token that confirms nothing. */
  confirm(topicArn: unknown, token: unknown): Subscription {
    for (const subscription of this.get(topicArn).subscriptions.values()) {
      if (subscription.token !== token) continue;
      subscription.confirmed = true;
      return subscription;
    }
    throw invalidParameter("Token");
  }
}

/** A subscription's ARN is its topic's ARN followed by an id. */
export const topicOf = (subscriptionArn: string) => subscriptionArn.split(":").slice(0, 6).join(":");

function checkAttributes({ FilterPolicy, FilterPolicyScope, RedrivePolicy }: Attributes): void {
  if (FilterPolicy) parseFilterPolicy(FilterPolicy);
  if (FilterPolicyScope && !["MessageAttributes", "MessageBody"].includes(FilterPolicyScope)) {
    throw invalidParameter(
      "FilterPolicyScope: Invalid value. Please use either MessageBody or MessageAttributes",
    );
  }
  if (!RedrivePolicy) return;
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as { deadLetterTargetArn?: string };
  if (!deadLetterTargetArn) throw invalidParameter("RedrivePolicy: deadLetterTargetArn is missing");
}
