import type { Json } from "../types";

/** How many jobs run at a time; it can change while they do. */
export class Concurrency {
  private onRise = () => {};

  constructor(private current: number) {}

  get limit(): number {
    return this.current;
  }

  set limit(limit: number) {
    this.current = limit;
    this.onRise();
  }

  /** Calls `listener` whenever the limit was changed. */
  watch(listener: () => void): void {
    this.onRise = listener;
  }
}

/**
 * Runs `count` jobs, at most as many at a time as `concurrency` allows, and returns their results in order. The first
 * failure is the whole's: `abort` then ends the others.
 */
export function runAll(
  count: number,
  concurrency: number | Concurrency,
  run: (index: number) => Promise<Json>,
  abort: () => void,
): Promise<Json[]> {
  const allowed = typeof concurrency === "number" ? new Concurrency(concurrency) : concurrency;
  const results = new Array<Json>(count);
  let next = 0;
  let running = 0;
  let failed = false;
  return new Promise((resolve, reject) => {
    const start = (index: number) => {
      running++;
      run(index).then(
        (result) => {
          results[index] = result;
          running--;
          proceed();
        },
        (error: unknown) => {
          if (failed) return;
          failed = true;
          abort();
          reject(error);
        },
      );
    };
    const proceed = () => {
      while (!failed && next < count && running < allowed.limit) start(next++);
      if (!failed && next === count && running === 0) resolve(results);
    };
    allowed.watch(proceed);
    proceed();
  });
}
