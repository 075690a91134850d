import { inEitherCase, readClass, readEscape, readQuoted, skipComment } from "./patternClasses";
import { PatternCursor, type PatternFlags } from "./patternCursor";
import type { Assertion, PatternForm, Range } from "./patternForms";

const MOST_NESTED = 200;

/** The assertions of one letter. `\G` is the start: a pattern is matched with a text once. */
const ASSERTIONS: Record<string, Assertion> = {
  A: "start",
  G: "start",
  z: "end",
  Z: "lastLineEnd",
  b: "boundary",
  B: "noBoundary",
};

const FLAG_NAMES: Record<string, keyof PatternFlags> = {
  i: "ignoreCase",
  m: "multiline",
  s: "dotAll",
  x: "comments",
};

/**
 * Translates a regular expression of Java into the source of one of JavaScript
 * ({@link https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html}). Case is ignored within ASCII only. Intersections of
 * classes cannot occur: a filter is cut at `&&`.
 *
 * @param form how its parts are written
 * @throws InvalidPath if it is not one, or has no counterpart in JavaScript: blocks of Unicode, names of characters
 */
export function translatePattern(source: string, ignoreCase: boolean, form: PatternForm): string {
  const flags = { ignoreCase, multiline: false, dotAll: false, comments: false };
  return new Translation(new PatternCursor(source), form).translate(flags);
}

class Translation {
  private groups = 0;
  private depth = 0;
  private readonly names = new Map<string, number>();

  constructor(
    private readonly cursor: PatternCursor,
    private readonly form: PatternForm,
  ) {}

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
    const range = this.quantifier();
    if (range === undefined) return atoms.join("") + last;
    const possessive = this.cursor.take("+");
    const lazy = !possessive && this.cursor.take("?");
    const repeated = this.form.repeated(last, range, lazy);
    return atoms.join("") + (possessive ? this.form.atomic(repeated) : repeated);
  }

  /** `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}` */
  private quantifier(): Range | undefined {
    const sign = this.cursor.takeMatch(/^[*+?]/);
    if (sign !== undefined) return { from: sign === "+" ? 1 : 0, to: sign === "?" ? 1 : Infinity };
    if (this.cursor.peek() !== "{") return undefined;
    const [, low, comma, high] =
      /^\{(\d+)(,?)(\d*)\}$/.exec(this.cursor.takeMatch(/^\{\d{1,10}(?:,\d{0,10})?\}/) ?? "") ?? [];
    const from = Number(low);
    const to = high ? Number(high) : comma ? Infinity : from;
    if (from <= to && from < 2 ** 31 && (to < 2 ** 31 || to === Infinity)) return { from, to };
    throw this.cursor.error("a repetition is '{n}', '{n,}' or '{n,m}' with n not above m");
  }

  /** One atom; several if they were quoted. */
  private atoms(flags: PatternFlags): string[] {
    const char = this.cursor.next();
    if (char === "\\") return this.escaped(flags);
    if (char === "(") return [this.group(flags)];
    if (char === "[") return [this.form.class(readClass(this.cursor, flags, 0))];
    if (char === ".") return [flags.dotAll ? "[^]" : "[^\\n\\r\\u0085\\u2028\\u2029]"];
    if (char === "^") return [this.form.assertion(flags.multiline ? "lineStart" : "start")];
    if (char === "$") return [this.form.assertion(flags.multiline ? "lineEnd" : "lastLineEnd")];
    if (char === "*" || char === "+" || char === "?") throw this.cursor.error(`'${char}' repeats nothing`);
    if (char === "{") {
      this.cursor.at--;
      return [""];
    }
    return [this.character(char.codePointAt(0)!, flags)];
  }

  private character(codePoint: number, flags: PatternFlags): string {
    const cases = inEitherCase(codePoint, flags);
    return cases.length === 1 ? this.form.character(codePoint) : this.form.class(`[${cases.join("")}]`);
  }

  private escaped(flags: PatternFlags): string[] {
    if (this.cursor.take("Q"))
      return readQuoted(this.cursor).map((char) => this.character(char.codePointAt(0)!, flags));
    const part = readEscape(this.cursor);
    if (part)
      return [
        part.codePoint === undefined ? this.form.class(part.text) : this.character(part.codePoint, flags),
      ];
    const char = this.cursor.next();
    if (Object.hasOwn(ASSERTIONS, char)) return [this.form.assertion(ASSERTIONS[char]!)];
    if (char === "R") return ["(?:\\r\\n|[\\n\\x0b\\f\\r\\x85\\u2028\\u2029])"];
    if (char === "X") return [this.form.grapheme()];
    if (char === "k") return [this.namedReference(flags)];
    if (/^[1-9]$/.test(char)) return [this.reference(char, flags)];
    throw this.cursor.error(`there is no escape \\${char}`);
  }

  private namedReference(flags: PatternFlags): string {
    const name = this.cursor.takeMatch(/^<[a-zA-Z][a-zA-Z0-9]*>/)?.slice(1, -1) ?? "";
    const group = this.names.get(name);
    if (group === undefined) throw this.cursor.error(`there is no group with the name '${name}' before \\k`);
    return this.form.reference(group, flags.ignoreCase);
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
    return number > this.groups ? "[]" : this.form.reference(number, flags.ignoreCase);
  }

  /** A group after its opening parenthesis, or flags for the rest of the one around it. */
  private group(flags: PatternFlags): string {
    if (!this.cursor.take("?")) return this.capturing(flags);
    const kind = this.cursor.takeMatch(/^(?:[:=!>]|<[=!])/);
    if (kind === ">") return this.form.atomic(this.closed(flags));
    if (kind === ":") return `(?:${this.closed(flags)})`;
    if (kind !== undefined) return this.form.lookaround(kind, this.closed(flags));
    const name = this.cursor.takeMatch(/^<[a-zA-Z][a-zA-Z0-9]*>/)?.slice(1, -1);
    if (name === undefined) return this.flagged(flags);
    if (this.names.has(name)) throw this.cursor.error(`there are two groups with the name '${name}'`);
    this.names.set(name, this.groups + 1);
    return this.capturing(flags);
  }

  private capturing(flags: PatternFlags): string {
    const group = ++this.groups;
    return this.form.group(group, this.closed(flags));
  }

  private closed(flags: PatternFlags): string {
    const inner = this.alternatives(flags);
    if (!this.cursor.take(")")) throw this.cursor.error("a '(' is not closed");
    return inner;
  }

  /** `(?i)`, `(?s-i:…)`; of the other flags, `d`, `u` and `U`, the effect on characters outside ASCII is left out. */
  private flagged(flags: PatternFlags): string {
    const [on = "", off = ""] = (this.cursor.takeMatch(/^[idmsuxU]*(?:-[idmsuxU]*)?/) ?? "").split("-");
    const changed = { ...flags };
    for (const letter of on) if (FLAG_NAMES[letter]) changed[FLAG_NAMES[letter]] = true;
    for (const letter of off) if (FLAG_NAMES[letter]) changed[FLAG_NAMES[letter]] = false;
    if (this.cursor.take(":")) return `(?:${this.closed(changed)})`;
    if (!this.cursor.take(")")) throw this.cursor.error("unknown flags or group after '(?'");
    Object.assign(flags, changed);
    return "";
  }
}
