/** Which iteration of a Map comes before or after another one, of all or of those that failed. */
export function step(
  shown: number,
  by: 1 | -1,
  { iterations, failed }: { iterations: number; failed: readonly number[] },
  onlyFailed: boolean,
): number | undefined {
  if (onlyFailed) {
    const ordered = by === 1 ? failed : [...failed].reverse();
    return ordered.find((index) => (by === 1 ? index > shown : index < shown));
  }
  const next = shown + by;
  return next >= 0 && next < iterations ? next : undefined;
}

/** A number that a person typed, as an index; undefined if there is none such. */
export function indexOf(text: string, iterations: number): number | undefined {
  const index = Number(text);
  return text.trim() !== "" && Number.isInteger(index) && index >= 0 && index < iterations
    ? index
    : undefined;
}
