import type { TokenKind } from "./patterns";
import type { Expression, Node, Reference, Step } from "./syntax";
import { Lexer, TemplateSyntaxError, type Token } from "./tokens";
import { toReference } from "./toReference";

/** By precedence, the weakest first. */
const OPERATORS: readonly TokenKind[][] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const VALUES: readonly TokenKind[] = [
  "identifier",
  "braceOpen",
  "string",
  "integer",
  "decimal",
  "listStart",
  "mapStart",
  "true",
  "false",
];

/** Parses references and expressions. */
export class ExpressionParser {
  protected readonly lexer: Lexer;
  /** The position of the next token. */
  protected index = 0;
  private readonly tokens: Token[] = [];

  /** @param parse parses a text in double quotes */
  constructor(
    source: string,
    private readonly parse: (source: string) => Node[],
  ) {
    this.lexer = new Lexer(source);
  }

  unexpected({ kind, image, offset }: Token): TemplateSyntaxError {
    const what = kind === "eof" ? "the end" : JSON.stringify(image);
    return new TemplateSyntaxError(`${what} is unexpected at ${this.lexer.place(offset)}`);
  }

  /** Tokens are read when they are needed, since the parser changes the state of the lexer. */
  protected peek(ahead = 0): Token {
    while (this.tokens.length <= this.index + ahead) this.tokens.push(this.lexer.next());
    return this.tokens[this.index + ahead]!;
  }

  protected take(): Token {
    const token = this.peek();
    this.index++;
    return token;
  }

  protected takeIf(kind: TokenKind): boolean {
    if (this.peek().kind !== kind) return false;
    this.index++;
    return true;
  }

  protected expect(kind: TokenKind): Token {
    const token = this.peek();
    if (token.kind !== kind) throw this.unexpected(token);
    return this.take();
  }

  /** What was parsed since then, with what precedes the tokens. */
  protected sourceSince(start: number): string {
    return this.tokens
      .slice(start, this.index)
      .map(({ before, image }) => before + image)
      .join("");
  }

  protected rawSince(start: number): string {
    return this.tokens
      .slice(start, this.index)
      .map(({ image }) => image)
      .join("");
  }

  protected referenceFollows(): boolean {
    const { kind } = this.peek();
    return kind === "identifier" || (kind === "braceOpen" && this.peek(1).kind === "identifier");
  }

  protected valueFollows(ahead: number, also?: TokenKind): boolean {
    const { kind } = this.peek(ahead);
    return kind === also || VALUES.includes(kind);
  }

  protected expression(level = 0): Expression {
    const operators = OPERATORS[level];
    if (!operators) return this.unary();
    const start = this.index;
    let left = this.expression(level + 1);
    while (operators.includes(this.peek().kind)) {
      const operator = this.take().kind;
      const right = this.expression(level + 1);
      left = { type: "operation", operator, left, right, source: this.sourceSince(start).trim() };
    }
    return left;
  }

  private unary(): Expression {
    const start = this.index;
    const space = this.peek().kind === "whitespace" ? 1 : 0;
    if (this.peek(space).kind !== "!") return this.primary();
    this.takeIf("whitespace");
    this.take();
    const operand = this.unary();
    return { type: "not", operand, source: this.sourceSince(start).trim() };
  }

  private primary(): Expression {
    this.takeIf("whitespace");
    let value: Expression;
    if (this.takeIf("open")) {
      value = this.expression();
      this.expect("close");
    } else {
      value = this.value();
    }
    this.takeIf("whitespace");
    return value;
  }

  private parameter(): Expression {
    this.takeIf("whitespace");
    const value = this.value();
    this.takeIf("whitespace");
    return value;
  }

  protected value(): Expression {
    const token = this.peek();
    const source = token.image;
    switch (token.kind) {
      case "string":
        this.take();
        return this.text(token);
      case "integer":
        this.take();
        return { type: "literal", value: BigInt(source), source };
      case "decimal":
        this.take();
        return { type: "literal", value: Number(source), source };
      case "true":
      case "false":
        this.take();
        return { type: "literal", value: token.kind === "true", source };
      case "listStart":
        return this.range() ?? this.list();
      case "mapStart":
        return this.map();
      default:
        return this.reference();
    }
  }

  private text({ image }: Token): Expression {
    const quote = image[0]!;
    const unescaped =
      quote === '"' ? image.slice(1, -1).replace(/\\u([\dA-Fa-f]{4})/g, fromCode) : image.slice(1, -1);
    const value = unescaped.replaceAll(quote + quote, quote);
    if (quote === "'" || !/[$#]/.test(image)) return { type: "literal", value, source: image };
    // As in Velocity, a blank ends a directive or a reference at the end of the text.
    const dropsLast = !value.includes("##");
    return { type: "template", nodes: this.parse(dropsLast ? `${value} ` : value), dropsLast, source: image };
  }

  /** `[from..to]`, or nothing if that is not what follows. */
  private range(): Expression | undefined {
    const start = this.index;
    this.take();
    const from = this.bound();
    if (!from || !this.takeIf("range")) {
      this.index = start;
      return undefined;
    }
    const to = this.bound();
    if (!to) throw this.unexpected(this.peek());
    this.expect("listEnd");
    return { type: "range", from, to, source: this.sourceSince(start) };
  }

  private bound(): Expression | undefined {
    this.takeIf("whitespace");
    if (this.peek().kind !== "integer" && !this.referenceFollows()) return undefined;
    const bound = this.value();
    this.takeIf("whitespace");
    return bound;
  }

  private list(): Expression {
    const start = this.index;
    this.take();
    const items: Expression[] = [];
    if (this.peek().kind !== "listEnd") {
      do items.push(this.parameter());
      while (this.takeIf("comma"));
    }
    this.expect("listEnd");
    return { type: "list", items, source: this.sourceSince(start) };
  }

  private map(): Expression {
    const start = this.index;
    this.take();
    const entries: [Expression, Expression][] = [];
    const space = this.peek().kind === "whitespace" ? 1 : 0;
    if (this.valueFollows(space)) {
      do {
        const key = this.parameter();
        this.expect("colon");
        entries.push([key, this.parameter()]);
      } while (this.takeIf("comma"));
    } else {
      this.takeIf("whitespace");
    }
    if (!this.takeIf("mapEnd")) this.expect("braceClose");
    return { type: "map", entries, source: this.sourceSince(start) };
  }

  protected reference(): Reference {
    const start = this.index;
    const first = this.peek();
    const braces = this.takeIf("braceOpen");
    const name = this.expect("identifier");
    const steps: Step[] = this.indexes();
    while (this.peek().kind === "dot" && this.peek(1).kind === "identifier") {
      this.take();
      steps.push(this.methodFollows() ? this.method() : { type: "property", name: this.take().image });
      steps.push(...this.indexes());
    }
    if (braces) this.expect("braceClose");
    const source = this.sourceSince(start + 1);
    return toReference(first, braces ? name : undefined, source, steps);
  }

  private methodFollows(): boolean {
    if (this.peek(1).kind !== "open") return false;
    const { kind } = this.peek(2);
    return kind === "closeMethod" || kind === "whitespace" || VALUES.includes(kind);
  }

  private method(): Step {
    const name = this.take().image;
    const args: Expression[] = [];
    this.expect("open");
    if (this.peek().kind !== "closeMethod") {
      do args.push(this.parameter());
      while (this.takeIf("comma"));
    }
    this.expect("closeMethod");
    return { type: "method", name, args };
  }

  private indexes(): Step[] {
    const steps: Step[] = [];
    while (this.takeIf("indexStart")) {
      this.takeIf("whitespace");
      const { kind } = this.peek();
      if (!["string", "integer", "true", "false"].includes(kind) && !this.referenceFollows()) {
        throw this.unexpected(this.peek());
      }
      steps.push({ type: "index", key: this.value() });
      this.takeIf("whitespace");
      this.expect("indexEnd");
    }
    return steps;
  }
}

const fromCode = (_: string, code: string) => String.fromCharCode(Number.parseInt(code, 16));
