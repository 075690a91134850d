import type { Clock } from "../../../aws/clock";
import { AwsError, type Caller, type Cloud } from "../../../aws/service";
import type { InvocationResult } from "../runner";
import { Batch } from "./batch";
import type { MappingSettings } from "./mapping";
import { MAXIMUM_VISIBILITY_SECONDS, type QueueService, queueUrl } from "./queue";
import { Redelivery } from "./redelivery";
import { reportedFailures, type SqsMessage, sqsEvent } from "./sqsEvent";

/** The length of a long poll in seconds, if the queue service does not announce messages. */
const LONG_POLL_SECONDS = 20;
/** Milliseconds of real time before a failed long poll is repeated. */
const POLL_RETRY_MS = 1_000;
/** Milliseconds on the clock before any other failed poll is repeated: doubled each time, up to the maximum. */
const MIN_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

export interface PollerOptions {
  cloud: Cloud;
  clock: Clock;
  queues: QueueService;
  /** A session of the function's role. */
  role(): Caller;
  /** Invokes the function with an event. */
  invoke(payload: string): Promise<InvocationResult>;
}

/**
 * Moves messages from a queue to a function. The queue's visibility timeout runs on the clock: messages are received with
 * the maximum timeout, and made visible again at the right time on the clock. The clock is held from a message's arrival to
 * the end of its delivery.
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
  private retryMs = MIN_RETRY_MS;
  private polling: Promise<void> | undefined;
  private isPolling = false;
  private wakePending = false;

  constructor(
    private readonly settings: MappingSettings,
    private readonly options: PollerOptions,
  ) {
    const { cloud, clock, queues } = options;
    this.url = queueUrl(cloud.endpoint, settings.queueArn);
    this.batch = new Batch(settings, clock, (messages) => this.startDelivery(messages));
    this.redelivery = new Redelivery(settings.queueArn, clock, queues, () => this.visibilitySeconds());
  }

  start(): void {
    const { queues } = this.options;
    if (!queues.announcesArrivals) {
      this.polling = this.longPoll();
      return;
    }
    this.stopListening = queues.onArrival(this.settings.queueArn, () => this.wake());
    this.wake();
  }

  /** Receives no more messages and waits for deliveries in flight; undelivered messages become visible in the queue again. */
  async close(): Promise<void> {
    this.closing.abort();
    this.stopListening();
    this.cancelRetry();
    await this.polling;
    await Promise.all(this.deliveries);
    await this.redelivery.add(this.batch.close());
    await this.redelivery.close();
  }

  /** Drops the messages that wait for their batch or their redelivery, once deliveries in flight have ended. */
  async reset(): Promise<void> {
    this.batch.close();
    await Promise.all(this.deliveries);
    this.redelivery.clear();
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private wake(): void {
    if (this.closed) return;
    this.wakePending = true;
    if (this.isPolling) return;
    this.isPolling = true;
    this.polling = this.poll();
  }

  /** Receives until the queue is empty or the maximum number of deliveries is in flight. */
  private async poll(): Promise<void> {
    const release = this.options.clock.hold();
    try {
      while (this.wakePending && !this.closed) {
        this.wakePending = false;
        while (this.hasCapacity() && (await this.receive(0)) > 0);
        this.retryMs = MIN_RETRY_MS;
      }
    } catch (error) {
      this.reportProblem(error);
      this.pollAgainLater();
    } finally {
      this.isPolling = false;
      release();
    }
  }

  /** Messages that a failed poll did not receive are not announced again. */
  private pollAgainLater(): void {
    this.cancelRetry();
    if (this.closed) return;
    const { clock } = this.options;
    this.cancelRetry = clock.after(this.retryMs, () => this.wake(), { background: true });
    this.retryMs = Math.min(2 * this.retryMs, MAX_RETRY_MS);
  }

  private async longPoll(): Promise<void> {
    while (!this.closed) {
      try {
        if (this.hasCapacity()) await this.receive(LONG_POLL_SECONDS);
        else await Promise.race(this.deliveries);
      } catch (error) {
        if (this.closed) return;
        this.reportProblem(error);
        await sleep(POLL_RETRY_MS, this.closing.signal);
      }
    }
  }

  private hasCapacity(): boolean {
    return !this.closed && this.deliveries.size < this.settings.maximumConcurrency;
  }

  private async receive(waitSeconds: number): Promise<number> {
    const { cloud, clock, role } = this.options;
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
    const release = this.options.clock.hold();
    const delivery = this.deliver(messages).finally(() => {
      this.deliveries.delete(delivery);
      if (this.options.queues.announcesArrivals) this.wake();
      release();
    });
    this.deliveries.add(delivery);
  }

  private async deliver(messages: SqsMessage[]): Promise<void> {
    const failed = new Set(await this.invoke(messages));
    const done = messages.filter((message) => !failed.has(message));
    const undeleted = await this.delete(done);
    await this.redelivery.add([...failed, ...undeleted]);
  }

  /** Returns the messages that were not processed. */
  private async invoke(messages: SqsMessage[]): Promise<SqsMessage[]> {
    const { cloud, invoke } = this.options;
    try {
      const event = sqsEvent(messages, this.settings.queueArn, cloud.region);
      const { payload, error } = await invoke(JSON.stringify(event));
      this.lastProcessingResult = error ? "PROBLEM: Function call failed" : "OK";
      if (error) return messages;
      return this.settings.reportsItemFailures ? reportedFailures(JSON.parse(payload), messages) : [];
    } catch (error) {
      this.reportProblem(error);
      return messages;
    }
  }

  /** Returns the messages that could not be deleted. */
  private async delete(messages: SqsMessage[]): Promise<SqsMessage[]> {
    const { cloud, role } = this.options;
    for (let start = 0; start < messages.length; start += 10) {
      const entries = messages
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      try {
        await cloud.call(role(), "sqs", "DeleteMessageBatch", { QueueUrl: this.url, Entries: entries });
      } catch (error) {
        this.reportProblem(error);
        return messages.slice(start);
      }
    }
    return [];
  }

  private async visibilitySeconds(): Promise<number> {
    const { cloud, role } = this.options;
    const { Attributes } = await cloud.call(role(), "sqs", "GetQueueAttributes", {
      QueueUrl: this.url,
      AttributeNames: ["VisibilityTimeout"],
    });
    return Number((Attributes as Record<string, string>).VisibilityTimeout);
  }

  /** A service's error becomes the mapping's state, and the cloud records it. Anything else is a bug. */
  private reportProblem(error: unknown): void {
    if (!(error instanceof AwsError)) throw error;
    this.lastProcessingResult = `PROBLEM: ${error.message}`;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
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
