import {
  CANDIDATES,
  type LexerState,
  PATTERNS,
  type PatternName,
  PREFIXES,
  type TokenKind,
} from "./patterns";

/** A template is not valid Velocity; the message is the reason, in one line. */
export class TemplateSyntaxError extends Error {
  override readonly name = "TemplateSyntaxError";
}

export interface Token {
  kind: TokenKind;
  /** As it is in the template, with the `$` or `#` before it. */
  image: string;
  /** What precedes it and looked like a reference or a directive: a lone `$` or `#`. */
  before: string;
  /** Where it begins in the template. */
  offset: number;
}

/**
 * The lexer of Velocity 1.7: its grammar, `Parser.jjt`, reads a template with states on a stack, so that text outside of
 * references and directives is any text. What follows from that, as when white space is dropped, follows here too.
 */
export class Lexer {
  private position = 0;
  private state: LexerState = "text";
  private opened = 0;
  private closed = 0;
  private inComment = false;
  private inSet = false;
  private readonly stack: { state: LexerState; opened: number; closed: number }[] = [];

  constructor(private readonly source: string) {}

  /** Throws {@link TemplateSyntaxError}. */
  next(): Token {
    let before = "";
    let offset = this.position;
    for (;;) {
      if (this.position >= this.source.length) {
        if (offset < this.position) throw this.unexpected("the end");
        return { kind: "eof", image: "", before, offset };
      }
      const [kind, length] = this.match();
      const state = this.state;
      this.position += length;
      if (PREFIXES.has(kind)) {
        this.begin(kind);
        continue;
      }
      let image = this.source.slice(offset, this.position);
      if (kind === "commented" || kind === "referenceEnd" || kind === "directiveEnd") {
        if (kind !== "commented") {
          this.position--;
          this.pop();
          before += loneSigns(image);
        }
        offset = this.position;
        continue;
      }
      if (kind === "integer" && image.endsWith("..")) {
        image = image.slice(0, -2);
        this.position -= 2;
      }
      if (kind === "dot") {
        image = image.slice(0, -1);
        this.position--;
      }
      this.accept(kind, state);
      return { kind, image, before, offset };
    }
  }

  /** Whether a parenthesis comes next, perhaps after white space. */
  parenthesisFollows(): boolean {
    const space = /[ \t\n\r]*\(/y;
    space.lastIndex = this.position;
    return space.test(this.source);
  }

  /** A directive begins: its arguments come next. */
  enterDirective(): void {
    this.state = "directive";
  }

  /** What looked like a directive is none, or has no arguments. */
  leaveDirective(): void {
    this.pop();
  }

  leaveSet(): void {
    this.inSet = false;
  }

  /** Where the offset is in the template, as `line 1, column 1`. */
  place(offset: number): string {
    const lines = this.source.slice(0, offset).split(/\r\n|\n|\r/);
    return `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  }

  private match(): [kind: PatternName, length: number] {
    let best: PatternName | undefined;
    let length = 0;
    for (const name of CANDIDATES[this.state]) {
      const pattern = PATTERNS[name];
      pattern.lastIndex = this.position;
      if (!pattern.test(this.source) || pattern.lastIndex - this.position <= length) continue;
      best = name;
      length = pattern.lastIndex - this.position;
    }
    if (!best) throw this.unexpected(JSON.stringify(this.source[this.position]));
    return [best, length];
  }

  private unexpected(what: string): TemplateSyntaxError {
    return new TemplateSyntaxError(`${what} is unexpected at ${this.place(this.position)}`);
  }

  private begin(kind: PatternName): void {
    if (this.inComment) return;
    if (kind === "hash") {
      if (this.state === "reference" || this.state === "member") this.pop();
      this.push("beforeDirective");
    } else if (kind === "dollar" || kind === "dollarBang") {
      if (this.state === "reference") this.pop();
      this.push("reference");
    } else {
      if (kind === "formalCommentStart") this.position--;
      this.inComment = true;
      this.push(
        kind === "textBlockStart" ? "textBlock" : kind === "commentStart" ? "comment" : "formalComment",
      );
    }
  }

  private accept(kind: PatternName, state: LexerState): void {
    switch (kind) {
      case "indexStart":
        this.push("index");
        return;
      case "indexEnd":
      case "end":
      case "else":
      case "braceClose":
        this.pop();
        return;
      case "open":
        this.opened++;
        if (state === "member") this.state = "method";
        return;
      case "close":
        this.closeParenthesis();
        return;
      case "closeMethod":
        this.state = "reference";
        return;
      case "dot":
        this.state = "member";
        return;
      case "set":
        if (this.inComment) return;
        this.push("directive");
        this.inSet = true;
        this.opened++;
        return;
      case "lineCommentStart":
        if (this.inComment) return;
        if (state === "reference") this.pop();
        this.inComment = true;
        this.push("lineComment");
        return;
      case "lineCommentEnd":
      case "formalComment":
      case "comment":
      case "textBlock":
        this.inComment = false;
        this.pop();
        return;
      case "string":
        if (state === "directive" && !this.inSet && this.opened === 0) this.pop();
        return;
      case "if":
      case "elseif":
        this.state = "directive";
        return;
      case "integer":
        if (this.opened === 0 && !this.inSet && state !== "method" && state !== "index") this.pop();
        return;
      case "decimal":
        if (this.opened === 0 && !this.inSet && state !== "method") this.pop();
        return;
      default:
        return;
    }
  }

  /** Returns to the state below the one that the parenthesis closes. */
  private closeParenthesis(): void {
    while (this.opened === 0) if (!this.pop()) return;
    if (this.opened === this.closed + 1) this.pop();
    else this.closed++;
  }

  private push(state: LexerState): void {
    this.stack.push({ state: this.state, opened: this.opened, closed: this.closed });
    this.opened = 0;
    this.state = state;
  }

  private pop(): boolean {
    const below = this.stack.pop();
    this.state = below?.state ?? "text";
    this.opened = below?.opened ?? 0;
    if (below) this.closed = below.closed;
    return below !== undefined;
  }
}

/** The signs of references and directives that were none, with the backslashes before a `$`. */
const loneSigns = (image: string): string => (image.match(/\\*\$|#/g) ?? []).join("");
