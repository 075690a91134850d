/** The engine's time: for Wait states, timeouts, heartbeats and retry delays. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once `ms` milliseconds of this clock have passed. Returns a function that cancels the call. */
  after(ms: number, fn: () => void): () => void;
  /** Reports that real work is in flight, until the returned function is called: a clock that skips time waits for that. */
  hold(): () => void;
}
