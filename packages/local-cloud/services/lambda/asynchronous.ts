import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { type MessageAttributes, send } from "./destination";
import type { FunctionReference } from "./functionName";
import type { FunctionRegistry, LambdaFunction } from "./functions";
import type { FunctionRunner, InvocationResult } from "./runner";

const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 6 * 60 * 60;
/** Milliseconds before the first and the second retry of a failed event. */
const RETRY_DELAYS = [60_000, 120_000];
/** Milliseconds before a throttled event is retried: doubled each time, up to the maximum. */
const THROTTLE_DELAY = 1_000;
const THROTTLE_DELAY_MAX = 300_000;

interface QueuedEvent {
  requestId: string;
  reference: FunctionReference;
  payload: string;
  clientContext?: string;
  queuedAt: number;
  /** Invocations that reached the function. */
  attempts: number;
  throttles: number;
}

export interface AsynchronousOptions {
  cloud: Cloud;
  clock: Clock;
  random: () => number;
  /** Called with each event that was sent to a dead-letter queue. */
  onDeadLetter?: ((deadLetter: DeadLetter) => void) | undefined;
}

type Condition = "Success" | "RetriesExhausted" | "EventAgeExceeded";

/**
 * Events of asynchronous invocations, which are retried and finally sent to a destination or dead-letter queue, as in
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html. Retry delays run on the clock.
 */
export class AsynchronousInvocations {
  private readonly inFlight = new Set<Promise<void>>();
  private readonly timers = new Set<() => void>();
  private closed = false;
  private readonly cloud: Cloud;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly onDeadLetter: (deadLetter: DeadLetter) => void;

  constructor(
    private readonly functions: FunctionRegistry,
    private readonly runner: FunctionRunner,
    options: AsynchronousOptions,
  ) {
    this.cloud = options.cloud;
    this.clock = options.clock;
    this.random = options.random;
    this.onDeadLetter = options.onDeadLetter ?? (() => {});
  }

  /** Queues an event, which is processed after the caller has its response. */
  enqueue(event: Pick<QueuedEvent, "requestId" | "reference" | "payload" | "clientContext">): void {
    this.start({ ...event, queuedAt: this.clock.now(), attempts: 0, throttles: 0 });
  }

  /** Drops the events that wait for a retry, and waits for those in flight. */
  async close(): Promise<void> {
    this.closed = true;
    await this.reset();
  }

  /** Drops the events that wait for a retry, and those that would have to after the attempt that is in flight. */
  async reset(): Promise<void> {
    const drop = () => {
      for (const cancel of this.timers) cancel();
      this.timers.clear();
    };
    drop();
    await Promise.all(this.inFlight);
    drop();
  }

  private start(event: QueuedEvent): void {
    const release = this.clock.hold();
    const work = this.attempt(event).finally(() => {
      this.inFlight.delete(work);
      release();
    });
    this.inFlight.add(work);
  }

  private startAfter(ms: number, event: QueuedEvent): void {
    if (this.closed) return;
    const cancel = this.clock.after(ms, () => {
      this.timers.delete(cancel);
      this.start(event);
    });
    this.timers.add(cancel);
  }

  private async attempt(event: QueuedEvent): Promise<void> {
    // The events of a function that has been deleted in the meantime are dropped.
    if (!this.functions.has(event.reference.name)) return;
    const target = this.functions.get(event.reference);
    const result = await this.run(target, event);
    if (result && !result.error) return this.conclude(target, event, "Success", result);
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.eventInvokeConfig;
    if (event.attempts > (MaximumRetryAttempts ?? DEFAULT_RETRIES)) {
      return this.conclude(target, event, "RetriesExhausted", result);
    }
    const delay = result
      ? (RETRY_DELAYS[event.attempts - 1] ?? 0)
      : Math.min(THROTTLE_DELAY * 2 ** (event.throttles - 1), THROTTLE_DELAY_MAX);
    const age = this.clock.now() + delay - event.queuedAt;
    if (age <= (MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS) * 1000) this.startAfter(delay, event);
    else await this.conclude(target, event, "EventAgeExceeded", result);
  }

  /** Undefined if Lambda itself rejected the invocation, as it does at the function's reserved concurrency. */
  private async run(target: LambdaFunction, event: QueuedEvent): Promise<InvocationResult | undefined> {
    try {
      const result = await this.runner.run(target, this.functions.resolve(event.reference, this.random), {
        requestId: event.requestId,
        payload: event.payload,
        invokedFunctionArn: this.functions.arnOf(event.reference),
        ...(event.clientContext !== undefined && { clientContext: event.clientContext }),
      });
      event.attempts++;
      return result;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      event.throttles++;
      return undefined;
    }
  }

  /** Sends a record to the destination and, after a failure, the event to the dead-letter queue. */
  private async conclude(
    target: LambdaFunction,
    event: QueuedEvent,
    condition: Condition,
    result?: InvocationResult,
  ): Promise<void> {
    const { configuration } = target.latest;
    const role = this.runner.roleSession(configuration.role, target.arn).caller;
    const { OnSuccess, OnFailure } = target.eventInvokeConfig.DestinationConfig ?? {};
    const destination = (condition === "Success" ? OnSuccess : OnFailure)?.Destination;
    if (destination) {
      const record = destinationRecord(
        this.functions.arnOf(event.reference),
        event,
        condition,
        this.clock.now(),
        result,
      );
      await this.deliver(role, destination, JSON.stringify(record));
    }
    const { deadLetterTargetArn: targetArn } = configuration;
    if (condition !== "Success" && targetArn) {
      const sent = await this.deliver(role, targetArn, event.payload, failureAttributes(event, result));
      if (sent) this.onDeadLetter({ service: "lambda", sourceArn: target.arn, targetArn });
    }
  }

  /** Whether it was delivered. If not, the event is lost, as on AWS; the cloud records denied calls. */
  private async deliver(
    role: Caller,
    arn: string,
    body: string,
    attributes?: MessageAttributes,
  ): Promise<boolean> {
    try {
      await send(this.cloud, role, arn, body, attributes);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return false;
    }
  }
}

function failureAttributes(event: QueuedEvent, result?: InvocationResult): MessageAttributes {
  return {
    RequestID: { DataType: "String", StringValue: event.requestId },
    ErrorCode: { DataType: "Number", StringValue: result ? "200" : "429" },
    ErrorMessage: {
      DataType: "String",
      StringValue: (result?.error?.errorMessage || "Rate Exceeded.").slice(0, 1024),
    },
  };
}

function destinationRecord(
  functionArn: string,
  event: QueuedEvent,
  condition: Condition,
  now: number,
  result?: InvocationResult,
): object {
  return {
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.reference.qualifier === undefined ? `${functionArn}:$LATEST` : functionArn,
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    ...(result && {
      responseContext: {
        statusCode: 200,
        executedVersion: result.executedVersion,
        ...(result.error && { functionError: "Unhandled" }),
      },
      responsePayload: JSON.parse(result.payload) as unknown,
    }),
  };
}
