import type { Clock } from "../../../aws/clock";
import { AwsError } from "../../../aws/service";
import type { QueueService } from "./queue";
import type { SqsMessage } from "./sqsEvent";

/** Makes failed messages visible in their queue again once the queue's visibility timeout has elapsed on the clock. */
export class Redelivery {
  private readonly receivedAt = new WeakMap<SqsMessage, number>();
  private readonly waiting = new Map<SqsMessage, { due: number; cancel: () => void }>();
  private readonly changes = new Set<Promise<void>>();
  /** Seconds; SQS's default until the queue's timeout is known. */
  private lastVisibility = 30;

  constructor(
    private readonly queueArn: string,
    private readonly clock: Clock,
    private readonly queues: QueueService,
    private readonly visibilitySeconds: () => Promise<number>,
  ) {}

  /** Notes when the visibility timeout of these messages began, in milliseconds since the epoch. */
  received(messages: SqsMessage[], time: number): void {
    for (const message of messages) this.receivedAt.set(message, time);
  }

  async add(messages: SqsMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const timeout = (await this.currentVisibility()) * 1000;
    for (const message of messages) {
      const due = (this.receivedAt.get(message) ?? this.clock.now()) + timeout;
      const cancel = this.clock.after(due - this.clock.now(), () => {
        this.waiting.delete(message);
        this.show(message, 0);
      });
      this.waiting.set(message, { due, cancel });
    }
  }

  /** Drops the messages. */
  clear(): void {
    for (const { cancel } of this.waiting.values()) cancel();
    this.waiting.clear();
  }

  /** Lets the queue itself handle the rest of each message's timeout. */
  async close(): Promise<void> {
    for (const [message, { due, cancel }] of this.waiting) {
      cancel();
      this.show(message, Math.max(0, Math.ceil((due - this.clock.now()) / 1000)));
    }
    this.waiting.clear();
    await Promise.all(this.changes);
  }

  private show(message: SqsMessage, seconds: number): void {
    const release = this.clock.hold();
    const change = this.change(message, seconds).finally(() => {
      this.changes.delete(change);
      release();
    });
    this.changes.add(change);
  }

  /** The queue may have been deleted or purged in the meantime: then there is nothing to do. */
  private async change(message: SqsMessage, seconds: number): Promise<void> {
    try {
      await this.queues.changeVisibility(this.queueArn, message.ReceiptHandle, seconds);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  /** If the role no longer has permission to get the timeout, the last known one is used. */
  private async currentVisibility(): Promise<number> {
    try {
      this.lastVisibility = await this.visibilitySeconds();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
    return this.lastVisibility;
  }
}
