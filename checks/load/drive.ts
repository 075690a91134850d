/** Runs the execution with that number. Never rejects: errors are recorded. */
export type Run = (index: number) => Promise<unknown>;

/** Starts all at once; resolves when all have ended. */
export async function burst(count: number, run: Run): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

/**
 * A closed loop: each client starts its next execution when its last one has ended, until the time is up. Resolves when the
 * last executions have ended.
 */
export async function sustain(
  milliseconds: number,
  clients: number,
  run: Run,
  signal?: AbortSignal,
): Promise<void> {
  const end = performance.now() + milliseconds;
  let next = 0;
  const client = async () => {
    while (performance.now() < end && !signal?.aborted) {
      await run(next++);
      // Yields to the event loop even if `run` never waits.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}
