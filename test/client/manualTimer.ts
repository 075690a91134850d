import type { Timer } from "../../client/polling";

/** A timer whose sleeps pass at once. */
export class ManualTimer implements Timer {
  readonly slept: number[] = [];
  private time = 0;

  /** @param onSleep what happens meanwhile. */
  constructor(private readonly onSleep: () => void | Promise<void> = () => {}) {}

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    this.time += ms;
    await this.onSleep();
    signal?.throwIfAborted();
  }
}
