const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;
const LARGEST_LONG = (1n << 63n) - 1n;

/**
 * The first `nextDouble()` of a `java.util.Random` with a seed, as AWS's `$random` gives it
 * ({@link https://docs.oracle.com/javase/8/docs/api/java/util/Random.html}). A seed that is no whole number is cast to one, as
 * Java does: towards zero, within a `long`, NaN to 0.
 */
export function javaRandom(seed: number): number {
  let state = (toLong(seed) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint): number => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(state >> (48n - bits));
  };
  const high = next(26n);
  return (high * 2 ** 27 + next(27n)) / 2 ** 53;
}

function toLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= 2 ** 63) return LARGEST_LONG;
  return value <= -(2 ** 63) ? -LARGEST_LONG - 1n : BigInt(Math.trunc(value));
}
