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
  await new Promise<void>((resolve, reject) => {
    let running = 0;
    let failed = false;
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
      while (!failed && next < count && running < concurrency) start(next++);
      if (!failed && next === count && running === 0) resolve();
    };
    proceed();
  });
  return results;
}

/**
 * Runs each job that `take` gives until it gives none; the next is taken only when `concurrency` has room for it. The
 * first failure is the whole's: `abort` then ends the others.
 */
export function runEach<Job>(
  take: () => Promise<Job | undefined>,
  concurrency: Concurrency,
  run: (job: Job) => Promise<void>,
  abort: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let running = 0;
    let taking = false;
    let exhausted = false;
    let failed = false;
    const fail = (error: unknown) => {
      if (failed) return;
      failed = true;
      abort();
      reject(error);
    };
    const start = (job: Job) => {
      running++;
      run(job).then(() => {
        running--;
        proceed();
      }, fail);
    };
    const taken = (job: Job | undefined) => {
      taking = false;
      if (failed) return;
      if (job === undefined) exhausted = true;
      else start(job);
      proceed();
    };
    const proceed = () => {
      if (failed || taking) return;
      if (exhausted) {
        if (running === 0) resolve();
      } else if (running < concurrency.limit) {
        taking = true;
        take().then(taken, fail);
      }
    };
    concurrency.watch(proceed);
    proceed();
  });
}
