/** Lines of unchanged text that are shown around a change. */
const CONTEXT = 2;

/**
 * The difference of two texts as lines that begin with `-`, `+` or a space, with two lines of context, and `…` where lines
 * are left out. Empty where the texts are equal.
 */
export function lineDiff(before: string[], after: string[]): string[] {
  const all = aligned(before, after);
  const isShown = all.map((_, index) =>
    all.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => !line.startsWith(" ")),
  );
  return all.flatMap((line, index) => {
    if (isShown[index]) return [line];
    return isShown[index - 1] || (index === 0 && isShown.includes(true)) ? ["  …"] : [];
  });
}

/** Both texts as one, by their longest common subsequence. */
function aligned(before: string[], after: string[]): string[] {
  // common[i][j]: the length of the longest one of before[i…] and after[j…].
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i]![j] =
        before[i] === after[j]
          ? common[i + 1]![j + 1]! + 1
          : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push(`  ${before[i]}`);
      i++;
      j++;
    } else if (i < before.length && (j === after.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push(`- ${before[i++]}`);
    } else {
      lines.push(`+ ${after[j++]}`);
    }
  }
  return lines;
}
