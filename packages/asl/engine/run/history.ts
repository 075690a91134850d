import type { Clock } from "../clock";
import { runtimeFailure } from "../errors";
import { LIMITS } from "../limits";
import type { HistoryEvent, Json } from "../types";

/** The details of an event under the name that `GetExecutionHistory` gives them. */
export type EventDetails = Record<string, unknown>;

/** Numbers the events of one execution and hands them on. */
export class History {
  private closed = false;
  private latest: { value: Json; text: string } = { value: null, text: "null" };

  /**
   * @param limit the most events, the last included; Infinity for EXPRESS.
   * @param lastId the last event of an earlier run of a redriven execution.
   */
  constructor(
    private readonly clock: Clock,
    private readonly limit: number,
    private lastId: number,
    private readonly onEvent?: (event: HistoryEvent) => void,
  ) {}

  /** 0 before the first event. */
  get lastEventId(): number {
    return this.lastId;
  }

  /** False when only the last event still fits. */
  get hasRoom(): boolean {
    return !this.closed && this.lastId + 1 < this.limit;
  }

  /** Records an event and returns its id. Throws the failure that ends an execution whose history is full. */
  add(type: string, previousEventId: number, details?: () => EventDetails): number {
    if (this.closed) return this.lastId;
    if (!this.hasRoom) {
      const failure = runtimeFailure(
        `The execution reached the maximum number of history events (${this.limit}).`,
      );
      failure.ofState = false;
      throw failure;
    }
    return this.emit(type, previousEventId, details);
  }

  /** Records the execution's last event. */
  close(type: string, previousEventId: number, details: EventDetails): void {
    if (this.closed) return;
    this.closed = true;
    this.emit(type, previousEventId, () => details);
  }

  /** The JSON of a value; cached for the next call, as a state's output is the next one's input. */
  text(value: Json): string {
    if (this.latest.value === value) return this.latest.text;
    const text = JSON.stringify(value);
    this.latest = { value, text };
    return text;
  }

  private emit(type: string, previousEventId: number, details?: () => EventDetails): number {
    const id = ++this.lastId;
    this.onEvent?.({ id, previousEventId, timestamp: new Date(this.clock.now()), type, ...details?.() });
    return id;
  }
}

/** `{ error, cause }` without what is not there, no longer than the API allows. */
export function failureDetails({ error, cause }: { error?: string; cause?: string }): {
  error?: string;
  cause?: string;
} {
  return {
    ...(error !== undefined && { error: error.slice(0, LIMITS.errorCharacters) }),
    ...(cause !== undefined && { cause: cause.slice(0, LIMITS.causeCharacters) }),
  };
}

/** `inputDetails`, `outputDetails`: the local run never cuts off what it records. */
export const COMPLETE = { truncated: false };
