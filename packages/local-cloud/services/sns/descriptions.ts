import type { Attributes, Subscription, Topic } from "./topics";

const PAGE_SIZE = 100;

/** One page of a list; the token of the next page is its start index. */
export function page<T>(all: T[], token: unknown): { items: T[]; next: { NextToken?: string } } {
  const start = Number(token ?? 0) || 0;
  const end = start + PAGE_SIZE;
  return { items: all.slice(start, end), next: end < all.length ? { NextToken: String(end) } : {} };
}

export function topicAttributes({ arn, attributes, subscriptions }: Topic, accountId: string): Attributes {
  const confirmed = [...subscriptions.values()].filter((subscription) => subscription.confirmed).length;
  return {
    DisplayName: "",
    ...attributes,
    TopicArn: arn,
    Owner: accountId,
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsPending: String(subscriptions.size - confirmed),
    SubscriptionsDeleted: "0",
  };
}

export function subscriptionAttributes(subscription: Subscription, accountId: string): Attributes {
  const { arn, topicArn, protocol, endpoint, confirmed, attributes } = subscription;
  return {
    RawMessageDelivery: "false",
    ...attributes,
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpoint,
    Owner: accountId,
    PendingConfirmation: String(!confirmed),
    ConfirmationWasAuthenticated: String(confirmed),
  };
}

export function describeSubscription(subscription: Subscription, accountId: string): Attributes {
  const { arn, topicArn, protocol, endpoint, confirmed } = subscription;
  return {
    SubscriptionArn: confirmed ? arn : "PendingConfirmation",
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
