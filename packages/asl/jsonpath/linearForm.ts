import { isPlain, literal } from "./patternClasses";
import type { Assertion, PatternForm, Range } from "./patternForms";

/** Thrown where an expression has no linear form. */
export class NotLinear extends Error {}

/** V8 takes `{n,m}` up to this, and none in another. */
const MOST_REPEATED = 16;
/** What is repeated more often is written out, up to so many characters. */
const LONGEST_REPETITION = 4_000;
const MOST_EXPANSIONS = 8;

/**
 * The form that V8's linear engine can match: without flags, lookaround and references. It tells no more than whether a text matches, so
 * that nothing is captured, and a lazy repetition is as good as a greedy one. It is for texts without surrogates; some
 * assertions are only for fewer.
 */
export class LinearForm implements PatternForm {
  private readonly excluded = ["\\ud800-\\udfff"];
  private readonly expansions = new Map<string, string>();

  /** Finds characters of texts that it is not for. */
  excludes(): RegExp {
    return new RegExp(`[${this.excluded.join("")}]`);
  }

  character(codePoint: number): string {
    return isPlain(codePoint) ? literal(codePoint) : "[]";
  }

  class(text: string): string {
    if (/^\[\^?[^[\]]*\]$/.test(text) && !/\\(?:[pP]|u\{)/.test(text)) return text;
    const known = this.expansions.get(text);
    if (known !== undefined) return known;
    if (this.expansions.size === MOST_EXPANSIONS) throw new NotLinear();
    const expanded = expand(text);
    this.expansions.set(text, expanded);
    return expanded;
  }

  /** In a text of one line, lines start and end where the text does. In one of ASCII, JavaScript's words are Java's. */
  assertion(assertion: Assertion): string {
    if (assertion === "start") return "^";
    if (assertion === "end") return "$";
    const ofWords = assertion === "boundary" || assertion === "noBoundary";
    this.excluded.push(ofWords ? "\\x80-\\uffff" : "\\n\\r\\x85\\u2028\\u2029");
    if (ofWords) return assertion === "boundary" ? "\\b" : "\\B";
    return assertion === "lineStart" ? "^" : "$";
  }

  repeated(atom: string, { from, to }: Range): string {
    const once = `(?:${atom})`;
    if (to === Infinity && from <= 1) return `${once}${from === 0 ? "*" : "+"}`;
    const most = to === Infinity ? from : to;
    if (most <= MOST_REPEATED && !atom.includes("{")) return `${once}{${from},${to === Infinity ? "" : to}}`;
    if ((once.length + 5) * most > LONGEST_REPETITION) throw new NotLinear();
    if (to === Infinity) return `${once.repeat(from)}${once}*`;
    return once.repeat(from) + `(?:${once}`.repeat(to - from) + ")?".repeat(to - from);
  }

  atomic(): string {
    throw new NotLinear();
  }

  group(_number: number, inner: string): string {
    return `(?:${inner})`;
  }

  reference(): string {
    throw new NotLinear();
  }

  lookaround(): string {
    throw new NotLinear();
  }

  grapheme(): string {
    throw new NotLinear();
  }
}

/** All characters of one UTF-16 unit, without surrogates. */
const plainCharacters = (): string => {
  const from = (start: number, end: number) =>
    Array.from({ length: end - start }, (_, index) => String.fromCharCode(start + index)).join("");
  return from(0, 0xd800) + from(0xe000, 0x10000);
};
let allPlain: string | undefined;

/** A class without properties of Unicode and classes in it: the ranges of what it has of {@link plainCharacters}. */
function expand(text: string): string {
  allPlain ??= plainCharacters();
  const runs = allPlain.matchAll(new RegExp(`${text}+`, "gv"));
  const ranges = Array.from(
    runs,
    ([run]) => `${literal(run.charCodeAt(0))}-${literal(run.charCodeAt(run.length - 1))}`,
  );
  return `[${ranges.join("")}]`;
}
