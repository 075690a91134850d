/**
 * Runs a request again when what it answers changed: one at a time, not more often than every `spacing` milliseconds, and less often if
 * its answers take long, so that the stack has most of its time for its own work.
 */
export class Refetch {
  private running = false;
  private wanted = false;
  private closed = false;
  private nextAt = Number.NEGATIVE_INFINITY;
  private timer: ReturnType<Timers["setTimeout"]> | undefined;

  constructor(
    private readonly request: () => Promise<void>,
    private readonly spacing: number,
    private readonly timers: Timers,
  ) {}

  /** Several calls while a request is in flight make one more. */
  trigger(): void {
    this.wanted = true;
    if (this.running || this.timer !== undefined || this.closed) return;
    const wait = this.nextAt - this.timers.now();
    if (wait <= 0) void this.run();
    else
      this.timer = this.timers.setTimeout(() => {
        this.timer = undefined;
        void this.run();
      }, wait);
  }

  close(): void {
    this.closed = true;
    if (this.timer !== undefined) this.timers.clearTimeout(this.timer);
  }

  /** The request reports its own errors; one that fails does not end what follows. */
  private async run(): Promise<void> {
    this.running = true;
    this.wanted = false;
    const startedAt = this.timers.now();
    try {
      await this.request();
    } finally {
      this.running = false;
      this.nextAt = startedAt + Math.max(this.spacing, (this.timers.now() - startedAt) * PAUSE);
      if (this.wanted) this.trigger();
    }
  }
}

/** Of the time from one request to the next, an answer may take one part in so many. */
const PAUSE = 4;

export interface Timers {
  now(): number;
  // biome-ignore lint/suspicious/noExplicitAny: a timer is a number in a browser and an object in Node
  setTimeout(callback: () => void, milliseconds: number): any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  clearTimeout(timer: any): void;
}
