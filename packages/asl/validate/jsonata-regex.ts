/**
 * What a regular expression has that JavaScript, where it is parsed, and Java, on which Step Functions runs, read differently.
 * Undefined if there is nothing of the kind.
 * @param source the expression between its slashes.
 */
export function differenceInJava(source: string): string | undefined {
  let inClass = false;
  for (const [token] of source.matchAll(TOKENS)) {
    const difference = inClass ? differenceInClass(token) : differenceOutside(token);
    if (difference !== undefined) return difference;
    if (token.startsWith("[")) inClass = true;
    else if (token === "]") inClass = false;
  }
  return undefined;
}

/** An escape, an opened class with what negates it, a lookbehind up to its end, a group's name, a repetition, or a character. */
const TOKENS = /\\(?:u\{|k<[^>]*>|.)|\[\^?\]?|\(\?<[=!](?:\\.|[^)\\])*\)|\(\?<[^>]*>|\{\d+(?:,\d*)?\}|&&|./gs;

/** Letters that both escape to the same; `\s` is ASCII's on AWS, and is read so here. */
const SHARED_ESCAPES = /^\\(?:[\W\d_]|[bBdDfnrsStuwWx]|k<[A-Za-z][A-Za-z\d]*>|c)$/;

function differenceInClass(token: string): string | undefined {
  if (token.startsWith("["))
    return "an unescaped '[' in a class, which opens a nested class in Java: write '\\['";
  if (token === "&&") return "'&&' in a class, which is an intersection in Java: write '&' once";
  return token === "\\b" || token === "\\B"
    ? `'${token}' in a class, an error in Java`
    : differenceOfEscape(token);
}

function differenceOutside(token: string): string | undefined {
  if (token === "[]" || token === "[^]")
    return `'${token}', which is not closed in Java: write '[^\\s\\S]' or '[\\s\\S]'`;
  if (/^\(\?<[=!]/.test(token))
    return /[^\\](?:[*+]|,\})/.test(token)
      ? "a lookbehind without a longest match, an error in Java"
      : undefined;
  if (token.startsWith("(?<"))
    return /^\(\?<[A-Za-z][A-Za-z\d]*>$/.test(token)
      ? undefined
      : `the group name '${token.slice(3, -1)}', an error in Java: use ASCII letters and digits`;
  if (token === "{") return "a literal '{', an error in Java: write '\\{'";
  return differenceOfEscape(token);
}

function differenceOfEscape(token: string): string | undefined {
  if (!token.startsWith("\\") || SHARED_ESCAPES.test(token)) return undefined;
  return `the escape '${token}', which is another one or an error in Java`;
}
