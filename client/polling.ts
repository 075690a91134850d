import { setTimeout } from "node:timers/promises";

/** Time, as polling needs it. Tests pass their own. */
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
  /** Milliseconds until the second call; each further delay is 1.5 times the one before. Default: 100. */
  firstDelayMs?: number;
  /** The longest delay between two calls, in milliseconds. Default: 5 seconds. */
  maxDelayMs?: number;
  /** Ends the polling: it rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Default: the system's clock. */
  timer?: Timer;
}

const BACKOFF = 1.5;

/** Polling timed out. */
export class PollTimeoutError extends Error {
  override readonly name = "TimeoutError";
}

/**
 * Calls `check` with growing delays until it resolves to something other than undefined, the last time at the deadline.
 *
 * @param what is waited for, as a part of the error's message: `execution x to end`.
 * @throws PollTimeoutError at the deadline, or what `check` throws.
 */
export async function poll<T>(
  what: string,
  check: () => Promise<T | undefined>,
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
    const found = await check();
    if (found !== undefined) return found;
    const left = deadline - timer.now();
    if (left <= 0) throw new PollTimeoutError(`Timed out after ${timeoutMs / 1000} s waiting for ${what}.`);
    await timer.sleep(Math.min(delay, left), signal);
    delay = Math.min(delay * BACKOFF, maxDelayMs);
  }
}
