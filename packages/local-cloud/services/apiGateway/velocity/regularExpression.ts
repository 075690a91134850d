/** The inline flags of a Java pattern, such as `(?i)`, that JavaScript has too. */
const INLINE_FLAGS = /^\(\?([ims]+)\)/;

/**
 * A Java regular expression ({@link https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html}) as a
 * JavaScript one. Throws `SyntaxError` if it has no counterpart.
 */
export function javaPattern(pattern: string, options: { whole?: boolean; all?: boolean } = {}): RegExp {
  const inline = INLINE_FLAGS.exec(pattern)?.[1] ?? "";
  const quoted = pattern
    .replace(INLINE_FLAGS, "")
    .replace(/\\Q(.*?)(?:\\E|$)/gs, (_, literal: string) => literal.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  const source = options.whole ? `^(?:${quoted})$` : quoted;
  const flags = `${[...new Set(inline)].join("")}${options.all ? "g" : ""}`;
  try {
    return new RegExp(source, `${flags}u`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // In Java any character that is not a letter may be escaped, `\'`; in JavaScript only without the flag `u`.
    return new RegExp(source, flags);
  }
}

/** `String.replaceAll` and `replaceFirst` of Java: in the replacement `$1` is a group and a backslash quotes. */
export function javaReplace(text: string, pattern: string, replacement: string, all: boolean): string {
  return text.replace(javaPattern(pattern, { all }), (...match: unknown[]) => {
    const groups = match.filter((part) => typeof part === "string" || part === undefined);
    return replacement.replace(/\\(.)|\$(\d)/gs, (_, quoted?: string, group?: string) =>
      group === undefined ? (quoted ?? "") : String(groups[Number(group)] ?? ""),
    );
  });
}
