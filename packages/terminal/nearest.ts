/** `; did you mean start?` for a word that is mistyped in few of its letters, else an empty text. */
export function nearest(given: string, allowed: readonly string[]): string {
  const [closest] = allowed
    .map((word) => ({ word, distance: distance(given, word) }))
    .filter((each) => each.distance <= Math.max(1, Math.round(each.word.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return closest ? `; did you mean ${closest.word}?` : "";
}

/** Levenshtein's: how many letters are to be inserted, deleted or replaced. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
