import * as fc from "fast-check";

/** Where every fuzz starts, unless `FUZZ_SEED` says otherwise. */
const DEFAULT_SEED = 20_261_120;

/** Milliseconds in real time within which everything must be answered. */
export const DEADLINE_MS = 10_000;

function wholeNumber(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined || text === "") return undefined;
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new Error(`${variable} is '${text}'; allowed: a whole number`);
}

const SEED = wholeNumber("FUZZ_SEED") ?? DEFAULT_SEED;
const RUNS = wholeNumber("FUZZ_RUNS");

/**
 * A test of `property` with generated inputs: the same ones each time. `FUZZ_SEED=7` generates others; `FUZZ_RUNS=5000`
 * sets their number per test, instead of `runs`. A failure reports its seed and the smallest input that fails.
 */
export function fuzz<T>(
  title: string,
  runs: number,
  inputs: fc.Arbitrary<T>,
  property: (input: T) => void | Promise<void>,
): void {
  it(title, async function () {
    const numRuns = RUNS ?? runs;
    this.timeout(60_000 + numRuns * 200);
    await fc.assert(fc.asyncProperty(inputs, within(property)), { seed: SEED, numRuns });
  });
}

/** Fails what takes longer than the deadline. */
const within =
  <T>(property: (input: T) => void | Promise<void>) =>
  async (input: T): Promise<void> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${DEADLINE_MS} ms`)), DEADLINE_MS);
    });
    try {
      await Promise.race([property(input), late]);
    } finally {
      clearTimeout(timer);
    }
  };
