import type { Clock } from "../../../aws/clock";
import type { MappingSettings } from "./mapping";
import type { SqsMessage } from "./sqsEvent";

/** The maximum size of an event in bytes: a batch is delivered before it gets larger. */
const EVENT_LIMIT = 6 * 1024 * 1024;
/** The size of a record in bytes, without its message. */
const RECORD_OVERHEAD = 1024;

/** Collects messages until a batch is full, an event would be too large, or the batching window ends. */
export class Batch {
  private messages: SqsMessage[] = [];
  private bytes = 0;
  private cancelWindow = () => {};

  constructor(
    private readonly settings: MappingSettings,
    private readonly clock: Clock,
    private readonly deliver: (messages: SqsMessage[]) => void,
  ) {}

  /** How many more messages fit in the batch. */
  get room(): number {
    return this.settings.batchSize - this.messages.length;
  }

  add(messages: SqsMessage[]): void {
    for (const message of messages) {
      const size = JSON.stringify(message).length + RECORD_OVERHEAD;
      if (this.bytes + size > EVENT_LIMIT) this.flush();
      if (this.messages.length === 0) this.openWindow();
      this.messages.push(message);
      this.bytes += size;
      if (this.room <= 0) this.flush();
    }
    if (this.settings.windowSeconds === 0) this.flush();
  }

  /** Ends the window and returns the collected messages. */
  close(): SqsMessage[] {
    this.cancelWindow();
    const collected = this.messages;
    this.messages = [];
    this.bytes = 0;
    return collected;
  }

  private openWindow(): void {
    const { windowSeconds } = this.settings;
    if (windowSeconds > 0) this.cancelWindow = this.clock.after(windowSeconds * 1000, () => this.flush());
  }

  private flush(): void {
    const collected = this.close();
    if (collected.length > 0) this.deliver(collected);
  }
}
