/** A promise of the documentation and what broke it; the promise is kept if `broken` is empty. */
export interface Check {
  promise: string;
  /** What it was checked on, in a few words. */
  of: string;
  broken: string[];
}

/** `PROMISE: WHAT BROKE IT` for everything that broke a promise. */
export const violationsOf = (checks: readonly Check[]): string[] =>
  checks.flatMap(({ promise, broken }) => broken.map((each) => `${promise}: ${each}`));

/** The values by their keys, in the order of the first value of each key. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** How often each value occurs. */
export function countsOf(values: readonly string[]): Map<string, number> {
  return new Map([...grouped(values, (value) => value)].map(([value, { length }]) => [value, length]));
}
