import type { Clock } from "../../../aws/clock";
import { AwsError, type Caller, type Cloud } from "../../../aws/service";
import type { InvocationResult } from "../runner";
import { Batch } from "./batch";
import type { MappingSettings } from "./mapping";
import { MAXIMUM_VISIBILITY_SECONDS, type QueueService, queueUrl } from "./queue";
import { Redelivery } from "./redelivery";
import { reportedFailures, type SqsMessage, sqsEvent } from "./sqsEvent";

/** Seconds of a long poll where the queue service does not announce messages. */
const LONG_POLL_SECONDS = 20;
/** Milliseconds of real time before a long poll that failed is repeated. */
const POLL_RETRY_MS = 1_000;
/** Milliseconds of the clock before another poll that failed is repeated, at first and at most: each twice the one before. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface PollerSurroundings {
  cloud: Cloud;
  clock: Clock;
  queues: QueueService;
  /** A session of the function's role. */
  role(): Caller;
  /** Invokes the function with an event. */
  invoke(payload: string): Promise<InvocationResult>;
}

/**
 * Moves messages from a queue to a function. The queue's visibility timeout passes on the clock: messages are received
 * with the longest one there is, and shown again when the clock says so. From a message's arrival to the end of its
 * delivery the clock is held.
 */
export class QueuePoller {
  /** As AWS reports it: `No records processed`, `OK`, or the problem. */
  lastProcessingResult = "No records processed";
  private readonly url: string;
  private readonly batch: Batch;
  private readonly redelivery: Redelivery;
  private readonly deliveries = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private stopListening = () => {};
  private cancelRetry = () => {};
  private retryMs = FIRST_RETRY_MS;
  private polling: Promise<void> | undefined;
  private isPolling = false;
  private wakeAgain = false;

  constructor(
    private readonly settings: MappingSettings,
    private readonly surroundings: PollerSurroundings,
  ) {
    const { cloud, clock, queues } = surroundings;
    this.url = queueUrl(cloud.endpoint, settings.queueArn);
    this.batch = new Batch(settings, clock, (messages) => this.startDelivery(messages));
    this.redelivery = new Redelivery(settings.queueArn, clock, queues, () => this.visibilitySeconds());
  }

  start(): void {
    const { queues } = this.surroundings;
    if (!queues.announcesArrivals) {
      this.polling = this.pollForEver();
      return;
    }
    this.stopListening = queues.onArrival(this.settings.queueArn, () => this.wake());
    this.wake();
  }

  /** Takes no more messages and waits for the deliveries under way; what was not delivered shows up in the queue again. */
  async close(): Promise<void> {
    this.closing.abort();
    this.stopListening();
    this.cancelRetry();
    await this.polling;
    await Promise.all(this.deliveries);
    await this.redelivery.add(this.batch.close());
    await this.redelivery.close();
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private wake(): void {
    if (this.closed) return;
    this.wakeAgain = true;
    if (this.isPolling) return;
    this.isPolling = true;
    this.polling = this.poll();
  }

  /** Receives until the queue is empty or every delivery allowed at once is under way. */
  private async poll(): Promise<void> {
    const release = this.surroundings.clock.hold();
    try {
      while (this.wakeAgain && !this.closed) {
        this.wakeAgain = false;
        while (this.hasCapacity() && (await this.receive(0)) > 0);
        this.retryMs = FIRST_RETRY_MS;
      }
    } catch (error) {
      this.problem(error);
      this.pollAgainLater();
    } finally {
      this.isPolling = false;
      release();
    }
  }

  /** No arrival announces the messages that a failed poll did not get. */
  private pollAgainLater(): void {
    this.cancelRetry();
    if (this.closed) return;
    const { clock } = this.surroundings;
    this.cancelRetry = clock.after(this.retryMs, () => this.wake(), { background: true });
    this.retryMs = Math.min(2 * this.retryMs, LONGEST_RETRY_MS);
  }

  private async pollForEver(): Promise<void> {
    while (!this.closed) {
      try {
        if (this.hasCapacity()) await this.receive(LONG_POLL_SECONDS);
        else await Promise.race(this.deliveries);
      } catch (error) {
        if (this.closed) return;
        this.problem(error);
        await pause(POLL_RETRY_MS, this.closing.signal);
      }
    }
  }

  private hasCapacity(): boolean {
    return !this.closed && this.deliveries.size < this.settings.maximumConcurrency;
  }

  private async receive(waitSeconds: number): Promise<number> {
    const { cloud, clock, role } = this.surroundings;
    const { Messages } = await cloud.call(
      role(),
      "sqs",
      "ReceiveMessage",
      {
        QueueUrl: this.url,
        MaxNumberOfMessages: Math.min(10, this.batch.room),
        VisibilityTimeout: MAXIMUM_VISIBILITY_SECONDS,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      },
      waitSeconds > 0 ? this.closing.signal : undefined,
    );
    const messages = (Messages ?? []) as SqsMessage[];
    this.redelivery.received(messages, clock.now());
    this.batch.add(messages);
    return messages.length;
  }

  private startDelivery(messages: SqsMessage[]): void {
    const release = this.surroundings.clock.hold();
    const delivery = this.deliver(messages).finally(() => {
      this.deliveries.delete(delivery);
      if (this.surroundings.queues.announcesArrivals) this.wake();
      release();
    });
    this.deliveries.add(delivery);
  }

  private async deliver(messages: SqsMessage[]): Promise<void> {
    const failed = new Set(await this.invoke(messages));
    const done = messages.filter((message) => !failed.has(message));
    const kept = await this.delete(done);
    await this.redelivery.add([...failed, ...kept]);
  }

  /** Returns the messages that were not processed. */
  private async invoke(messages: SqsMessage[]): Promise<SqsMessage[]> {
    const { cloud, invoke } = this.surroundings;
    try {
      const event = sqsEvent(messages, this.settings.queueArn, cloud.region);
      const { payload, error } = await invoke(JSON.stringify(event));
      this.lastProcessingResult = error ? "PROBLEM: Function call failed" : "OK";
      if (error) return messages;
      return this.settings.reportsItemFailures ? reportedFailures(JSON.parse(payload), messages) : [];
    } catch (error) {
      this.problem(error);
      return messages;
    }
  }

  /** Returns the messages that could not be deleted. */
  private async delete(messages: SqsMessage[]): Promise<SqsMessage[]> {
    const { cloud, role } = this.surroundings;
    for (let start = 0; start < messages.length; start += 10) {
      const entries = messages
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      try {
        await cloud.call(role(), "sqs", "DeleteMessageBatch", { QueueUrl: this.url, Entries: entries });
      } catch (error) {
        this.problem(error);
        return messages.slice(start);
      }
    }
    return [];
  }

  private async visibilitySeconds(): Promise<number> {
    const { cloud, role } = this.surroundings;
    const { Attributes } = await cloud.call(role(), "sqs", "GetQueueAttributes", {
      QueueUrl: this.url,
      AttributeNames: ["VisibilityTimeout"],
    });
    return Number((Attributes as Record<string, string>).VisibilityTimeout);
  }

  /** What a service refuses is the mapping's state; the cloud records it. Anything else is a bug. */
  private problem(error: unknown): void {
    if (!(error instanceof AwsError)) throw error;
    this.lastProcessingResult = `PROBLEM: ${error.message}`;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
