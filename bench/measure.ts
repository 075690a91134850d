/** The middle value, or the mean of the two in the middle if their number is even. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How often something runs in a second, measured by running it repeatedly for `milliseconds`. */
export async function ratePerSecond(run: () => Promise<void>, milliseconds: number): Promise<number> {
  const begun = performance.now();
  let runs = 0;
  let elapsed: number;
  do {
    await run();
    runs++;
    elapsed = performance.now() - begun;
  } while (elapsed < milliseconds);
  return (runs * 1000) / elapsed;
}

/**
 * Measures several things in turn, `rounds` times, so that other load on the machine affects all of them. Returns the
 * measurements of each, round by round.
 *
 * @param warmUp the number of rounds before the first that are not counted
 */
export async function inTurn<Name extends string>(
  rounds: number,
  measures: Record<Name, () => Promise<number>>,
  warmUp = 1,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(measures) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const value = await measures[name]();
      if (round >= 0) results[name].push(value);
    }
  }
  return results;
}

/** The median of the rounds' ratios: a slow round is slow for both. */
export const medianRatio = (numerators: number[], denominators: number[]): number =>
  median(numerators.map((numerator, round) => numerator / denominators[round]!));
