import { setTimeout } from "node:timers/promises";

/** Time, as polling needs it. Tests give one of their own. */
export interface Timer {
  /** Milliseconds since any fixed moment. */
  now(): number;
  /** Rejects with the signal's reason once it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemTimer: Timer = {
  now: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await setTimeout(ms, undefined, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

export interface PollOptions {
  /** Milliseconds until polling gives up. Default: 5 minutes. `Infinity` for never. */
  timeoutMs?: number;
  /** Milliseconds until the second look; each further delay is half as long again. Default: 100. */
  firstDelayMs?: number;
  /** The longest delay between two looks, in milliseconds. Default: 5 seconds. */
  maxDelayMs?: number;
  /** Ends the polling: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Default: the system's clock. */
  timer?: Timer;
}

const BACKOFF = 1.5;

/** What was polled for did not come in time. */
export class PollTimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Calls `look` until it gives something else than undefined, with growing delays. Looks a last time at the deadline.
 *
 * @param what that is waited for, as a part of the error's message: `execution x to end`.
 * @throws PollTimeoutError at the deadline, or what `look` throws.
 */
export async function poll<T>(
  what: string,
  look: () => Promise<T | undefined>,
  options: PollOptions = {},
): Promise<T> {
  const {
    timeoutMs = 300_000,
    firstDelayMs = 100,
    maxDelayMs = 5_000,
    signal,
    timer = systemTimer,
  } = options;
  const deadline = timer.now() + timeoutMs;
  let delay = Math.min(firstDelayMs, maxDelayMs);
  for (;;) {
    signal?.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    const left = deadline - timer.now();
    if (left <= 0) throw new PollTimeoutError(`Waited ${timeoutMs / 1000} s for ${what}, in vain.`);
    await timer.sleep(Math.min(delay, left), signal);
    delay = Math.min(delay * BACKOFF, maxDelayMs);
  }
}
