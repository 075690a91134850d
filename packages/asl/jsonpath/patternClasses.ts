import type { PatternCursor, PatternFlags } from "./patternCursor";

/** A character or class as JavaScript writes it in a class with the flag `v`, and its code point if it is a single one. */
export interface ClassPart {
  text: string;
  codePoint?: number;
}

/** A literal character, safe anywhere in an expression of JavaScript: `\x61`, `\u20ac`; only the form `\u{1f600}` needs the flag `v`. */
export function literal(codePoint: number): string {
  const hex = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return isPlain(codePoint) ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
}

/** Whether it is one UTF-16 unit, and no half of a pair. */
export const isPlain = (codePoint: number): boolean =>
  codePoint < 0xd800 || (codePoint > 0xdfff && codePoint <= 0xffff);

const single = (codePoint: number): ClassPart => ({ text: literal(codePoint), codePoint });

const CONTROLS: Record<string, number> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 };

const HORIZONTAL = "\\t\\x20\\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000";
const VERTICAL = "\\n\\x0b\\f\\r\\x85\\u2028\\u2029";

/** The classes of one letter; the capital letter is the complement. */
const SHORTHANDS: Record<string, string> = {
  d: "0-9",
  w: "a-zA-Z_0-9",
  s: "\\t\\n\\x0b\\f\\r\\x20",
  h: HORIZONTAL,
  v: VERTICAL,
};

/** Java's POSIX classes, which are of ASCII, and those of `Character`. */
const NAMED: Record<string, string> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\0-\\x7f",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
  Graph: "\\x21-\\x7e",
  Print: "\\x20-\\x7e",
  Blank: "\\t\\x20",
  Cntrl: "\\0-\\x1f\\x7f",
  XDigit: "0-9a-fA-F",
  Space: "\\t\\n\\x0b\\f\\r\\x20",
  javaLowerCase: "\\p{Lowercase}",
  javaUpperCase: "\\p{Uppercase}",
  javaWhitespace: "\\t-\\r\\x1c-\\x1f\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000",
  javaDigit: "\\p{Nd}",
  javaLetter: "\\p{L}",
  javaLetterOrDigit: "\\p{L}\\p{Nd}",
  javaAlphabetic: "\\p{Alphabetic}",
  L1: "\\0-\\xff",
  all: "\\0-\\u{10ffff}",
};

/** What follows a backslash, inside of a class or outside, if it is a character or a class; else the cursor stays where it is. */
export function readEscape(cursor: PatternCursor): ClassPart | undefined {
  const char = cursor.peek();
  if (char === undefined) throw cursor.error("a backslash must be followed by a character");
  const lower = char.toLowerCase();
  if (Object.hasOwn(SHORTHANDS, lower)) {
    cursor.next();
    return { text: `[${char === lower ? "" : "^"}${SHORTHANDS[lower]}]` };
  }
  if (lower === "p") return readProperty(cursor);
  const codePoint = readCodePoint(cursor, char);
  return codePoint === undefined ? undefined : single(codePoint);
}

function readCodePoint(cursor: PatternCursor, char: string): number | undefined {
  if (Object.hasOwn(CONTROLS, char)) {
    cursor.next();
    return CONTROLS[char];
  }
  if (char === "0") return readNumber(cursor, /^0([0-3]?[0-7]{1,2})/, 8);
  if (char === "x") return readNumber(cursor, /^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/, 16);
  if (char === "u") return readNumber(cursor, /^u([0-9a-fA-F]{4})/, 16);
  if (char === "c") {
    cursor.next();
    return cursor.next().codePointAt(0)! ^ 64;
  }
  return /^[a-zA-Z0-9]$/.test(char) ? undefined : cursor.next().codePointAt(0)!;
}

function readNumber(cursor: PatternCursor, pattern: RegExp, radix: number): number {
  const match = cursor.takeMatch(pattern);
  const number = match === undefined ? Number.NaN : Number.parseInt(match.replace(/[xu{}]/g, ""), radix);
  if (number <= 0x10ffff) return number;
  throw cursor.error("a number of a character is missing or too large");
}

/** `\p{Lower}`, `\pL`, `\p{IsGreek}`, `\P{…}` */
function readProperty(cursor: PatternCursor): ClassPart {
  const complement = cursor.next() === "P";
  const name = cursor.takeMatch(/^\{[^}]*\}/)?.slice(1, -1) ?? cursor.next();
  const own = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  const text = own ?? unicodeProperty(name);
  if (text === undefined) throw cursor.error(`there is no class \\p{${name}} here`);
  return { text: `[${complement ? "^" : ""}${text}]` };
}

/** A category, script or property of Unicode, with the prefixes that Java takes. Blocks (`InGreek`) have no counterpart. */
function unicodeProperty(name: string): string | undefined {
  const [, key, value] = /^(\w+)=(\w+)$/.exec(name) ?? [];
  const bare = name.replace(/^Is/, "");
  const candidates =
    key === undefined
      ? [bare, capitalized(bare), `Script=${capitalized(bare)}`]
      : { script: [`Script=${value}`], sc: [`Script=${value}`], general_category: [value], gc: [value] }[
          key.toLowerCase()
        ];
  return candidates?.map((candidate) => `\\p{${candidate}}`).find(isProperty);
}

const capitalized = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();

function isProperty(text: string): boolean {
  try {
    new RegExp(text, "v");
    return true;
  } catch {
    return false;
  }
}

/** A class after its opening bracket: ranges, escapes and classes within it. */
export function readClass(cursor: PatternCursor, flags: PatternFlags, depth: number): string {
  if (depth > 50) throw cursor.error("classes are nested more than 50 deep");
  const parts: string[] = [];
  const negated = cursor.take("^");
  for (let first = true; first || cursor.peek() !== "]"; ) {
    if (flags.comments && skipComment(cursor)) continue;
    if (cursor.take("[")) parts.push(flattened(readClass(cursor, flags, depth + 1)));
    else if (cursor.take("\\Q"))
      for (const char of readQuoted(cursor)) parts.push(...inEitherCase(char.codePointAt(0)!, flags));
    else parts.push(readRange(cursor, flags));
    first = false;
  }
  cursor.next();
  return `[${negated ? "^" : ""}${parts.join("")}]`;
}

/** A class within a class: united with what is beside it, unless it is a complement. */
const flattened = (text: string): string => (text.startsWith("[^") ? text : text.slice(1, -1));

function readRange(cursor: PatternCursor, flags: PatternFlags): string {
  const from = readClassPart(cursor);
  const rangeFollows = cursor.peek() === "-" && cursor.peek(1) !== "]" && cursor.peek(1) !== "[";
  if (from.codePoint === undefined) return flattened(from.text);
  if (!rangeFollows || cursor.peek(1) === undefined) return inEitherCase(from.codePoint, flags).join("");
  cursor.next();
  const to = readClassPart(cursor).codePoint;
  if (to === undefined || to < from.codePoint)
    throw cursor.error("a range must go up from one character to another");
  return rangeInEitherCase(from.codePoint, to, flags);
}

function readClassPart(cursor: PatternCursor): ClassPart {
  const char = cursor.next();
  if (char !== "\\") return single(char.codePointAt(0)!);
  const part = readEscape(cursor);
  if (!part) throw cursor.error(`\\${cursor.peek()} is not allowed in a class`);
  return part;
}

/** A character, and if case makes no difference its counterpart in ASCII. */
export function inEitherCase(codePoint: number, flags: PatternFlags): string[] {
  const char = String.fromCodePoint(codePoint);
  if (!flags.ignoreCase || !/^[a-zA-Z]$/.test(char)) return [literal(codePoint)];
  return [literal(codePoint), literal(codePoint ^ 0x20)];
}

function rangeInEitherCase(from: number, to: number, flags: PatternFlags): string {
  const ranges = [`${literal(from)}-${literal(to)}`];
  for (const [a, z] of flags.ignoreCase
    ? ([
        [0x41, 0x5a],
        [0x61, 0x7a],
      ] as const)
    : []) {
    const [low, high] = [Math.max(from, a), Math.min(to, z)];
    if (low <= high) ranges.push(`${literal(low ^ 0x20)}-${literal(high ^ 0x20)}`);
  }
  return ranges.join("");
}

/** After `\Q`: everything up to `\E`, or to the end, as it stands. */
export function readQuoted(cursor: PatternCursor): string[] {
  const characters: string[] = [];
  while (cursor.peek() !== undefined && !cursor.take("\\E")) characters.push(cursor.next());
  return characters;
}

/** With the flag `x`: white space, and from `#` to the end of the line. */
export function skipComment(cursor: PatternCursor): boolean {
  const char = cursor.peek();
  if (char === undefined || !/^[\t-\r #]$/.test(char)) return false;
  cursor.next();
  if (char === "#")
    while (cursor.peek() !== undefined && !/^[\n\r\u0085\u2028\u2029]$/.test(cursor.peek()!)) cursor.next();
  return true;
}
