import type { Json } from "../types";

/**
 * Runs `count` jobs, at most `concurrency` at a time, and returns their results in order. The first failure is the
 * whole's: `abort` then ends the others.
 */
export async function runAll(
  count: number,
  concurrency: number,
  run: (index: number) => Promise<Json>,
  abort: () => void,
): Promise<Json[]> {
  const results = new Array<Json>(count);
  let next = 0;
  let failed = false;
  const work = async () => {
    while (!failed && next < count) {
      const index = next++;
      try {
        results[index] = await run(index);
      } catch (error) {
        if (!failed) {
          failed = true;
          abort();
        }
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, work));
  return results;
}
