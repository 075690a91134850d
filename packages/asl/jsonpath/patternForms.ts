import { literal } from "./patternClasses";

/** How often something is repeated; `to` may be infinite. */
export interface Range {
  from: number;
  to: number;
}

/** `lastLineEnd` is where the text ends, or where the line end begins that it ends with. */
export type Assertion = "start" | "end" | "lineStart" | "lineEnd" | "lastLineEnd" | "boundary" | "noBoundary";

/** How the parts of a regular expression of Java are written in JavaScript. */
export interface PatternForm {
  character(codePoint: number): string;
  /** @param text the class with its brackets, as the flag `v` reads it */
  class(text: string): string;
  assertion(assertion: Assertion): string;
  repeated(atom: string, range: Range, lazy: boolean): string;
  /** What cannot be backtracked into. */
  atomic(inner: string): string;
  /** @param number its number, from 1 */
  group(number: number, inner: string): string;
  reference(group: number, ignoreCase: boolean): string;
  /** @param kind `=`, `!`, `<=`, `<!` */
  lookaround(kind: string, inner: string): string;
  /** `\X` */
  grapheme(): string;
}

const LINE_END = "[\\n\\r\\u0085\\u2028\\u2029]";
const WORD = "[\\p{L}\\p{Nd}_]";

const ASSERTIONS: Record<Assertion, string> = {
  start: "^",
  end: "$",
  lineStart: `(?:^|(?<=${LINE_END})(?<!\\r(?=\\n))(?=[^]))`,
  lineEnd: `(?:$|(?=${LINE_END})(?<!\\r(?=\\n)))`,
  lastLineEnd: "(?:(?=\\r\\n$)|(?<!\\r)(?=\\n$)|(?=[\\r\\u0085\\u2028\\u2029]?$))",
  boundary: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  noBoundary: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
};

/** The form for any expression and any text, with the flag `v`. Atomic groups become lookaheads. */
export class FullForm implements PatternForm {
  private atomics = 0;

  character(codePoint: number): string {
    return literal(codePoint);
  }

  class(text: string): string {
    return text;
  }

  assertion(assertion: Assertion): string {
    return ASSERTIONS[assertion];
  }

  repeated(atom: string, { from, to }: Range, lazy: boolean): string {
    return `(?:${atom}){${from},${to === Infinity ? "" : to}}${lazy ? "?" : ""}`;
  }

  atomic(inner: string): string {
    const name = `atomic${this.atomics++}`;
    return `(?:(?=(?<${name}>${inner}))\\k<${name}>)`;
  }

  group(number: number, inner: string): string {
    return `(?<group${number}>${inner})`;
  }

  reference(group: number, ignoreCase: boolean): string {
    return ignoreCase ? `(?i:\\k<group${group}>)` : `\\k<group${group}>`;
  }

  lookaround(kind: string, inner: string): string {
    return `(?:(?${kind}${inner}))`;
  }

  grapheme(): string {
    return "(?:\\r\\n|\\P{M}\\p{M}*|\\p{M}+)";
  }
}
