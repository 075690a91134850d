/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** How often something runs in a second, over `milliseconds` of running it again and again. */
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
 * Measures several things in turn, `rounds` times, so that what else the machine does falls on all of them. Gives for each
 * its measurements, round by round.
 *
 * @param warmUp how many rounds before the first are not counted
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

/** The median of the ratios of each round: what is slow in one round is slow for both. */
export const medianRatio = (numerators: number[], denominators: number[]): number =>
  median(numerators.map((numerator, round) => numerator / denominators[round]!));
