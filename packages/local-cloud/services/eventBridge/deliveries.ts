import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { callTarget, queueUrl } from "../targetCalls";
import { validation } from "./errors";
import type { Event } from "./event";
import type { Rule } from "./rule";
import { type Target, targetService } from "./target";
import { callerOf, failureCode, isRetriable } from "./targetCaller";
import { inputOf } from "./targetInput";

/** The delivery of one event to one target, for listeners: when it has ended. */
export interface Delivery {
  ruleArn: string;
  targetId: string;
  targetArn: string;
  event: Event;
  /** `deadLetter`: it failed, and the event is in the target's dead-letter queue. */
  status: "delivered" | "failed" | "deadLetter";
  /** Why it failed. */
  error?: string;
  attempts: number;
}

interface Attempt {
  rule: Rule;
  target: Target;
  event: Event;
  received: Received;
  number: number;
}

/** How an event came to an event bus. */
export interface Received {
  /** Milliseconds since the epoch. */
  time: number;
  /** By a rule of another event bus. */
  isForwarded: boolean;
}

/** Why a delivery is not attempted again. */
type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;

const DEFAULT_RETRIES = 185;
const DEFAULT_AGE_SECONDS = 86_400;
const MAX_DELAY_MS = 15 * 60_000;

export interface DeliveriesOptions {
  cloud: Cloud;
  clock: Clock;
  /** Puts an event that matched a rule of one event bus on another one, as the caller. */
  forward(event: Event, busArn: string, caller: Caller): void;
  /** Receives every event that was sent to a dead-letter queue. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

/**
 * Delivers events to targets; a failed delivery is retried on the clock, and the event finally sent to the target's
 * dead-letter queue ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html}).
 */
export class Deliveries {
  private readonly inFlight = new Set<Promise<void>>();
  private readonly timers = new Set<() => void>();
  private readonly listeners = new Set<(delivery: Delivery) => void>();
  /** Whether new deliveries are dropped. */
  private isQuiet = false;

  constructor(private readonly options: DeliveriesOptions) {}

  /** Delivers an event to every target of a rule, after the caller has its response. */
  begin(rule: Rule, event: Event, received: Received): void {
    for (const target of rule.targets.values()) this.start({ rule, target, event, received, number: 1 });
  }

  /** Calls `listener` with every delivery that has ended. Returns a function that unsubscribes. */
  onDelivery(listener: (delivery: Delivery) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Drops the deliveries that wait for a retry, waits for those in flight, and drops new ones while `work` is done. */
  async quiet(work: () => Promise<void>): Promise<void> {
    this.isQuiet = true;
    try {
      await this.end();
      await work();
    } finally {
      this.isQuiet = false;
    }
  }

  /** Drops the deliveries that wait for a retry and all later ones; waits for those in flight. */
  async close(): Promise<void> {
    this.isQuiet = true;
    await this.end();
  }

  private async end(): Promise<void> {
    for (const cancel of this.timers) cancel();
    this.timers.clear();
    while (this.inFlight.size > 0) await Promise.all(this.inFlight);
  }

  /** Holds the clock, so that no time passes between an event and its effect. */
  private start(attempt: Attempt): void {
    if (this.isQuiet) return;
    const release = this.options.clock.hold();
    const work = this.attempt(attempt).finally(() => {
      this.inFlight.delete(work);
      release();
    });
    this.inFlight.add(work);
  }

  private startAfter(ms: number, attempt: Attempt): void {
    if (this.isQuiet) return;
    const cancel = this.options.clock.after(ms, () => {
      this.timers.delete(cancel);
      this.start(attempt);
    });
    this.timers.add(cancel);
  }

  private async attempt(attempt: Attempt): Promise<void> {
    try {
      await this.send(attempt);
      this.announce(attempt, { status: "delivered" });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      await this.retryOrEnd(attempt, error);
    }
  }

  private async send({ rule, target, event, received }: Attempt): Promise<void> {
    const { cloud, clock, forward } = this.options;
    const caller = callerOf(cloud, rule, target.RoleArn);
    const service = targetService(target.Arn);
    if (service === undefined) throw new Error(`${target.Arn} was not checked`);
    if (service === "events") {
      if (received.isForwarded) throw validation("EventBridge can't route an event to a third event bus.");
      return forward(event, target.Arn, caller);
    }
    const text = inputOf(target, event, rule, received.time);
    const messageGroupId = target.SqsParameters?.MessageGroupId;
    const called = { arn: target.Arn, ...(messageGroupId !== undefined && { messageGroupId }) };
    await callTarget(cloud, caller, service, called, { text, time: clock.now() });
  }

  private async retryOrEnd(attempt: Attempt, error: AwsError): Promise<void> {
    const { number, received, target } = attempt;
    if (!isRetriable(error)) return this.giveUp(attempt, error, undefined);
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy ?? {};
    const delay = Math.min(1000 * 2 ** (number - 1), MAX_DELAY_MS);
    const age = this.options.clock.now() + delay - received.time;
    if (number > (MaximumRetryAttempts ?? DEFAULT_RETRIES)) {
      return this.giveUp(attempt, error, "MaximumRetryAttempts");
    }
    if (age > (MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000) {
      return this.giveUp(attempt, error, "MaximumEventAgeInSeconds");
    }
    this.startAfter(delay, { ...attempt, number: number + 1 });
  }

  private async giveUp(attempt: Attempt, error: AwsError, exhausted: Exhausted): Promise<void> {
    const queueArn = attempt.target.DeadLetterConfig?.Arn;
    const reason = describe(error);
    if (queueArn === undefined) return this.announce(attempt, { status: "failed", error: reason });
    try {
      await this.sendToDeadLetterQueue(attempt, queueArn, error, exhausted);
      this.announce(attempt, { status: "deadLetter", error: reason });
      this.options.onDeadLetter?.({
        service: "events",
        sourceArn: attempt.rule.arn,
        targetArn: queueArn,
      });
    } catch (failure) {
      if (!(failure instanceof AwsError)) throw failure;
      this.announce(attempt, {
        status: "failed",
        error: `${reason}; dead-letter queue: ${describe(failure)}`,
      });
    }
  }

  private async sendToDeadLetterQueue(
    { rule, target, event, number }: Attempt,
    queueArn: string,
    error: AwsError,
    exhausted: Exhausted,
  ): Promise<void> {
    const { cloud } = this.options;
    const attributes = {
      RULE_ARN: rule.arn,
      TARGET_ARN: target.Arn,
      ERROR_CODE: failureCode(error),
      ERROR_MESSAGE: error.message.slice(0, 1024),
      RETRY_ATTEMPTS: String(number - 1),
      ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted }),
    };
    await cloud.call(callerOf(cloud, rule), "sqs", "SendMessage", {
      QueueUrl: queueUrl(queueArn, cloud),
      MessageBody: JSON.stringify(event),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: "String", StringValue: text }]),
      ),
    });
  }

  private announce(
    { rule, target, event, number }: Attempt,
    outcome: Pick<Delivery, "status" | "error">,
  ): void {
    const delivery: Delivery = {
      ruleArn: rule.arn,
      targetId: target.Id,
      targetArn: target.Arn,
      event,
      attempts: number,
      ...outcome,
    };
    for (const listener of this.listeners) listener(delivery);
  }
}

const describe = ({ code, message }: AwsError) => `${code}: ${message}`;
