import type { Clock } from "../aws/clock";

/** Holds the clock from the start of a call to its end, but not while the call only waits. */
export class CallHold {
  private release: (() => void) | undefined;
  private waits = 0;
  private ended = false;

  constructor(private readonly clock: Clock) {
    this.release = clock.hold();
  }

  /** Waits for `work` without holding the clock. */
  readonly idle = async <T>(work: Promise<T>): Promise<T> => {
    this.waits++;
    this.update();
    try {
      return await work;
    } finally {
      this.waits--;
      this.update();
    }
  };

  /** Ends the hold: the call has been answered. */
  end(): void {
    this.ended = true;
    this.update();
  }

  private update(): void {
    const held = !this.ended && this.waits === 0;
    if (held) {
      this.release ??= this.clock.hold();
    } else {
      this.release?.();
      this.release = undefined;
    }
  }
}
