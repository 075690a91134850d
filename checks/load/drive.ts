/** Carries out the execution of that number. Never rejects: what goes wrong is recorded. */
export type Run = (index: number) => Promise<unknown>;

/** All at once; resolves when all have ended. */
export async function burst(count: number, run: Run): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => run(index)));
}

/**
 * A closed loop: so many clients, each of which begins the next execution when its last one has ended, until the time is up.
 * Resolves when the last ones have ended.
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
      // Also where nothing is waited for, time must be able to pass.
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}
