import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { Locks } from "../locks";
import { parseFilterPolicy, passesFilter } from "./filterPolicy";
import { type Message, type Notification, notification } from "./message";
import type { Subscription, Topic } from "./topics";

/** The outcome of a message for one subscription. */
export interface Delivery {
  subscriptionArn: string;
  protocol: string;
  endpoint: string;
  /** `notSent`: messages of this protocol do not leave this machine. */
  status: "delivered" | "failed" | "filtered" | "pendingConfirmation" | "notSent" | "inFlight";
  /** Why it failed. */
  error?: string;
}

export interface DeliveryOptions {
  cloud: Pick<Cloud, "accountId" | "endpoint" | "call">;
  clock: Pick<Clock, "hold">;
  /** Called with each message that was sent to a subscription's dead-letter queue. Default: nothing. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

export interface Published {
  messageId: string;
  topicArn: string;
  /** Milliseconds of the cloud's clock. */
  time: number;
}

/**
 * Delivers messages to subscribers as the SNS service: the policies of the queue or function, and of the queue's key, must
 * allow it. Messages that cannot be delivered go to the subscription's dead-letter queue.
 */
export class Deliveries {
  private readonly locks = new Locks();
  private readonly inFlight = new Set<Promise<void>>();

  constructor(private readonly options: DeliveryOptions) {}

  /** Starts the deliveries and returns their records, which are updated when they end. */
  begin(topic: Topic, message: Message, published: Published): Delivery[] {
    return [...topic.subscriptions.values()].map((subscription) => {
      const { arn: subscriptionArn, protocol, endpoint } = subscription;
      const delivery: Delivery = {
        subscriptionArn,
        protocol,
        endpoint,
        status: statusOf(subscription, message),
      };
      if (delivery.status === "inFlight")
        this.track(this.deliver(subscription, message, published, delivery));
      return delivery;
    });
  }

  /** Resolves when all started deliveries have ended. */
  async settled(): Promise<void> {
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  /** Holds the clock, so that no time passes between publishing and receiving. */
  private track(work: Promise<void>): void {
    const release = this.options.clock.hold();
    const tracked = work.finally(() => {
      this.inFlight.delete(tracked);
      release();
    });
    this.inFlight.add(tracked);
  }

  /** Delivers in sequence for each subscription, so that a FIFO topic preserves the order. */
  private async deliver(
    subscription: Subscription,
    message: Message,
    published: Published,
    delivery: Delivery,
  ): Promise<void> {
    await this.locks.run([subscription.arn], async () => {
      const note = notification(message, subscription.protocol, published);
      try {
        await this.send(subscription, message, note);
        delivery.status = "delivered";
      } catch (error) {
        delivery.status = "failed";
        delivery.error = describe(error);
        await this.sendToDeadLetterQueue(subscription, message, note, delivery);
      }
    });
  }

  private async send(subscription: Subscription, message: Message, note: Notification): Promise<void> {
    if (subscription.protocol === "lambda") await this.invoke(subscription, note);
    else await this.enqueue(subscription.endpoint, subscription, message, note);
  }

  private async enqueue(
    queueArn: string,
    { attributes, topicArn }: Subscription,
    message: Message,
    note: Notification,
  ): Promise<void> {
    const { cloud } = this.options;
    const [, , , , accountId, queue = ""] = queueArn.split(":");
    const raw = attributes.RawMessageDelivery === "true";
    await cloud.call(this.caller(topicArn), "sqs", "SendMessage", {
      QueueUrl: `${cloud.endpoint}/${accountId}/${queue}`,
      MessageBody: raw ? note.Message : JSON.stringify(note),
      ...(raw && Object.keys(message.attributes).length > 0 && { MessageAttributes: message.attributes }),
      ...(queue.endsWith(".fifo") && {
        MessageGroupId: message.groupId,
        MessageDeduplicationId: message.deduplicationId,
      }),
    });
  }

  /** {@link https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html} */
  private async invoke({ arn, topicArn, endpoint }: Subscription, note: Notification): Promise<void> {
    const { Subject = null, MessageAttributes = {}, ...rest } = note;
    const event = {
      Records: [
        {
          EventSource: "aws:sns",
          EventVersion: "1.0",
          EventSubscriptionArn: arn,
          Sns: { ...rest, Subject, MessageAttributes },
        },
      ],
    };
    await this.options.cloud.call(this.caller(topicArn), "lambda", "Invoke", {
      FunctionName: endpoint,
      InvocationType: "Event",
      Payload: JSON.stringify(event),
    });
  }

  private async sendToDeadLetterQueue(
    subscription: Subscription,
    message: Message,
    note: Notification,
    delivery: Delivery,
  ): Promise<void> {
    const { RedrivePolicy } = subscription.attributes;
    if (!RedrivePolicy) return;
    const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as { deadLetterTargetArn: string };
    try {
      await this.enqueue(deadLetterTargetArn, subscription, message, note);
      this.options.onDeadLetter?.({
        service: "sns",
        sourceArn: subscription.arn,
        targetArn: deadLetterTargetArn,
      });
    } catch (error) {
      delivery.error += `; dead-letter queue: ${describe(error)}`;
    }
  }

  private caller(topicArn: string): Caller {
    const { accountId } = this.options.cloud;
    const principal = "sns.amazonaws.com";
    return {
      arn: principal,
      accountId,
      service: { principal, sourceArn: topicArn, sourceAccount: accountId },
    };
  }
}

function statusOf({ confirmed, protocol, attributes }: Subscription, message: Message): Delivery["status"] {
  if (!confirmed) return "pendingConfirmation";
  const { FilterPolicy, FilterPolicyScope = "MessageAttributes" } = attributes;
  if (FilterPolicy && !passesFilter(parseFilterPolicy(FilterPolicy), FilterPolicyScope, message))
    return "filtered";
  return protocol === "sqs" || protocol === "lambda" ? "inFlight" : "notSent";
}

function describe(error: unknown): string {
  if (error instanceof AwsError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
