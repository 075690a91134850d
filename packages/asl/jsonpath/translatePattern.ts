import { inEitherCase, readClass, readEscape, readQuoted, skipComment } from "./patternClasses";
import { PatternCursor, type PatternFlags } from "./patternCursor";

const MOST_NESTED = 200;

const LINE_END = "[\\n\\r\\u0085\\u2028\\u2029]";
const WORD = "[\\p{L}\\p{Nd}_]";
/** Where the text ends, or the line end begins that it ends with. */
const BEFORE_LAST_LINE_END = `(?:(?=\\r\\n$)|(?<!\\r)(?=\\n$)|(?=[\\r\\u0085\\u2028\\u2029]?$))`;

/** The assertions of one letter. `\G` is the start: a pattern is matched with a text once. */
const ASSERTIONS: Record<string, string> = {
  A: "^",
  G: "^",
  z: "$",
  Z: BEFORE_LAST_LINE_END,
  b: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  B: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
};

const SEQUENCES: Record<string, string> = {
  R: "(?:\\r\\n|[\\n\\x0b\\f\\r\\x85\\u2028\\u2029])",
  X: "(?:\\r\\n|\\P{M}\\p{M}*|\\p{M}+)",
};

const FLAG_NAMES: Record<string, keyof PatternFlags> = {
  i: "ignoreCase",
  m: "multiline",
  s: "dotAll",
  x: "comments",
};

/**
 * Translates a regular expression of Java into the source of one of JavaScript with the flag `v`
 * ({@link https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html}). Atomic groups and possessive quantifiers become
 * lookaheads; case is ignored within ASCII only. Intersections of classes cannot occur: a filter is cut at `&&`.
 *
 * @throws InvalidPath if it is not one, or has no counterpart in JavaScript: blocks of Unicode, names of characters
 */
export function translatePattern(source: string, ignoreCase: boolean): string {
  const flags = { ignoreCase, multiline: false, dotAll: false, comments: false };
  return new Translation(new PatternCursor(source)).translate(flags);
}

class Translation {
  private groups = 0;
  private atomics = 0;
  private depth = 0;
  private readonly names = new Map<string, number>();

  constructor(private readonly cursor: PatternCursor) {}

  translate(flags: PatternFlags): string {
    const translated = this.alternatives(flags);
    if (this.cursor.peek() !== undefined) throw this.cursor.error("a ')' closes nothing");
    return translated;
  }

  /** Up to the end of the group or expression. Flags that are set in it hold for the rest of it. */
  private alternatives(outer: PatternFlags): string {
    if (++this.depth > MOST_NESTED)
      throw this.cursor.error(`groups are nested more than ${MOST_NESTED} deep`);
    const flags = { ...outer };
    let translated = "";
    for (let char = this.cursor.peek(); char !== undefined && char !== ")"; char = this.cursor.peek()) {
      if (flags.comments && skipComment(this.cursor)) continue;
      translated += this.cursor.take("|") ? "|" : this.quantified(flags);
    }
    this.depth--;
    return translated;
  }

  private quantified(flags: PatternFlags): string {
    const atoms = this.atoms(flags);
    const last = atoms.pop() ?? "";
    while (flags.comments && skipComment(this.cursor));
    const quantifier = this.quantifier();
    if (quantifier === undefined) return atoms.join("") + last;
    const repeated = `(?:${last})${quantifier}`;
    if (this.cursor.take("+")) return atoms.join("") + this.atomic(repeated);
    return `${atoms.join("")}${repeated}${this.cursor.take("?") ? "?" : ""}`;
  }

  /** `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}` */
  private quantifier(): string | undefined {
    const sign = this.cursor.takeMatch(/^[*+?]/);
    if (sign !== undefined || this.cursor.peek() !== "{") return sign;
    const range = this.cursor.takeMatch(/^\{\d{1,10}(?:,\d{0,10})?\}/);
    const [from = Number.NaN, to = from] = (range ?? "").slice(1, -1).split(",").filter(Boolean).map(Number);
    if (range !== undefined && from <= to && to < 2 ** 31) return range;
    throw this.cursor.error("a repetition is '{n}', '{n,}' or '{n,m}' with n not above m");
  }

  /** What cannot be backtracked into. */
  private atomic(inner: string): string {
    const name = `atomic${this.atomics++}`;
    return `(?:(?=(?<${name}>${inner}))\\k<${name}>)`;
  }

  /** One atom; several if they were quoted. */
  private atoms(flags: PatternFlags): string[] {
    const char = this.cursor.next();
    if (char === "\\") return this.escaped(flags);
    if (char === "(") return [this.group(flags)];
    if (char === "[") return [readClass(this.cursor, flags, 0)];
    if (char === ".") return [flags.dotAll ? "[^]" : "[^\\n\\r\\u0085\\u2028\\u2029]"];
    if (char === "^") return [flags.multiline ? `(?:^|(?<=${LINE_END})(?<!\\r(?=\\n))(?=[^]))` : "^"];
    if (char === "$")
      return [flags.multiline ? `(?:$|(?=${LINE_END})(?<!\\r(?=\\n)))` : BEFORE_LAST_LINE_END];
    if (char === "*" || char === "+" || char === "?") throw this.cursor.error(`'${char}' repeats nothing`);
    if (char === "{") {
      this.cursor.at--;
      return [""];
    }
    return [this.character(char.codePointAt(0)!, flags)];
  }

  private character(codePoint: number, flags: PatternFlags): string {
    const cases = inEitherCase(codePoint, flags);
    return cases.length === 1 ? cases[0]! : `[${cases.join("")}]`;
  }

  private escaped(flags: PatternFlags): string[] {
    if (this.cursor.take("Q"))
      return readQuoted(this.cursor).map((char) => this.character(char.codePointAt(0)!, flags));
    const part = readEscape(this.cursor);
    if (part) return [part.codePoint === undefined ? part.text : this.character(part.codePoint, flags)];
    const char = this.cursor.next();
    if (Object.hasOwn(ASSERTIONS, char)) return [ASSERTIONS[char]!];
    if (Object.hasOwn(SEQUENCES, char)) return [SEQUENCES[char]!];
    if (char === "k") return [this.namedReference(flags)];
    if (/^[1-9]$/.test(char)) return [this.reference(char, flags)];
    throw this.cursor.error(`there is no escape \\${char}`);
  }

  private namedReference(flags: PatternFlags): string {
    const name = this.cursor.takeMatch(/^<[a-zA-Z][a-zA-Z0-9]*>/)?.slice(1, -1) ?? "";
    const group = this.names.get(name);
    if (group === undefined) throw this.cursor.error(`there is no group with the name '${name}' before \\k`);
    return referenceTo(group, flags);
  }

  /** Further digits belong to the number while there are so many groups before. A group that does not exist never matches. */
  private reference(first: string, flags: PatternFlags): string {
    let number = Number(first);
    for (
      let digit = this.cursor.peek();
      digit !== undefined && /^\d$/.test(digit);
      digit = this.cursor.peek()
    ) {
      if (number * 10 + Number(digit) > this.groups) break;
      number = number * 10 + Number(digit);
      this.cursor.next();
    }
    return number > this.groups ? "(?!)" : referenceTo(number, flags);
  }

  /** A group after its opening parenthesis, or flags for the rest of the one around it. */
  private group(flags: PatternFlags): string {
    if (!this.cursor.take("?")) return this.closed(`(?<group${++this.groups}>`, flags);
    const kind = this.cursor.takeMatch(/^(?:[:=!>]|<[=!])/);
    if (kind === ">") return this.atomic(this.closed("(?:", flags));
    if (kind !== undefined) return `(?:${this.closed(`(?${kind}`, flags)})`;
    const name = this.cursor.takeMatch(/^<[a-zA-Z][a-zA-Z0-9]*>/)?.slice(1, -1);
    if (name === undefined) return this.flagged(flags);
    if (this.names.has(name)) throw this.cursor.error(`there are two groups with the name '${name}'`);
    this.names.set(name, ++this.groups);
    return this.closed(`(?<group${this.groups}>`, flags);
  }

  private closed(opening: string, flags: PatternFlags): string {
    const inner = this.alternatives(flags);
    if (!this.cursor.take(")")) throw this.cursor.error("a '(' is not closed");
    return `${opening}${inner})`;
  }

  /** `(?i)`, `(?s-i:…)`; of the other flags, `d`, `u` and `U`, the effect on characters outside ASCII is left out. */
  private flagged(flags: PatternFlags): string {
    const [on = "", off = ""] = (this.cursor.takeMatch(/^[idmsuxU]*(?:-[idmsuxU]*)?/) ?? "").split("-");
    const changed = { ...flags };
    for (const letter of on) if (FLAG_NAMES[letter]) changed[FLAG_NAMES[letter]] = true;
    for (const letter of off) if (FLAG_NAMES[letter]) changed[FLAG_NAMES[letter]] = false;
    if (this.cursor.take(":")) return this.closed("(?:", changed);
    if (!this.cursor.take(")")) throw this.cursor.error("unknown flags or group after '(?'");
    Object.assign(flags, changed);
    return "";
  }
}

const referenceTo = (group: number, flags: PatternFlags): string =>
  flags.ignoreCase ? `(?i:\\k<group${group}>)` : `\\k<group${group}>`;
