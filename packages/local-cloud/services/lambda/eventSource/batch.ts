import type { Clock } from "../../../aws/clock";
import type { MappingSettings } from "./mapping";
import type { SqsMessage } from "./sqsEvent";

/** Bytes of an event: a batch ends early before it gets larger. */
const EVENT_LIMIT = 6 * 1024 * 1024;
/** Bytes that a record has beside its message. */
const RECORD_OVERHEAD = 1024;

/** Gathers messages until a batch is full, as many bytes as an event may have, or its window is over. */
export class Batch {
  private messages: SqsMessage[] = [];
  private bytes = 0;
  private cancelWindow = () => {};

  constructor(
    private readonly settings: MappingSettings,
    private readonly clock: Clock,
    private readonly deliver: (messages: SqsMessage[]) => void,
  ) {}

  /** How many more messages the batch takes. */
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

  /** Ends the window; returns what was gathered. */
  close(): SqsMessage[] {
    this.cancelWindow();
    const gathered = this.messages;
    this.messages = [];
    this.bytes = 0;
    return gathered;
  }

  private openWindow(): void {
    const { windowSeconds } = this.settings;
    if (windowSeconds > 0) this.cancelWindow = this.clock.after(windowSeconds * 1000, () => this.flush());
  }

  private flush(): void {
    const gathered = this.close();
    if (gathered.length > 0) this.deliver(gathered);
  }
}
