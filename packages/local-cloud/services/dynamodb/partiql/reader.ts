import { type AttributeValue, validationError } from "../item";
import type { Path } from "./syntax";
import { malformed, type Token, tokenize } from "./tokens";

/** Words that must be in double quotes to be names where a name may end. */
const KEYWORDS = new Set([
  "AND",
  "BETWEEN",
  "BY",
  "FROM",
  "IN",
  "INTO",
  "IS",
  "NOT",
  "OR",
  "ORDER",
  "REMOVE",
  "RETURNING",
  "SET",
  "VALUE",
  "WHERE",
]);

/** How deep conditions and values may be nested; DynamoDB's values have at most 32 levels. */
const MAXIMUM_DEPTH = 100;

/** Reads a statement from its first token to its last, with a parameter of the request for each `?`. */
export class StatementReader {
  private readonly tokens: Token[];
  private next = 0;
  private used = 0;
  private depth = 0;

  constructor(
    statement: string,
    private readonly parameters: readonly AttributeValue[],
  ) {
    this.tokens = tokenize(statement);
  }

  get token(): Token {
    return this.tokens[this.next]!;
  }

  /** Takes the next token if it is this symbol. */
  symbol(text: string): boolean {
    return this.take(this.token.kind === "symbol" && this.token.text === text);
  }

  /** Takes the next tokens if they are these words, whatever their case. */
  words(...texts: string[]): boolean {
    const follow = texts.every((text, ahead) => {
      const token = this.tokens[this.next + ahead];
      return token?.kind === "word" && token.text.toUpperCase() === text;
    });
    if (follow) this.next += texts.length;
    return follow;
  }

  /** The name of the function that is called next, in lower case, without taking it. */
  get called(): string | undefined {
    const { kind, text } = this.token;
    const after = this.tokens[this.next + 1];
    return kind === "word" && after?.kind === "symbol" && after.text === "(" ? text.toLowerCase() : undefined;
  }

  expectSymbol(text: string): void {
    if (!this.symbol(text)) throw this.unexpected(`'${text}'`);
  }

  expectWords(...texts: string[]): void {
    if (!this.words(...texts)) throw this.unexpected(texts.join(" "));
  }

  /** A name, in double quotes or not. */
  name(): string {
    const { kind, text } = this.token;
    if (kind !== "name" && (kind !== "word" || KEYWORDS.has(text.toUpperCase())))
      throw this.unexpected("a name");
    this.next++;
    return text;
  }

  /** One or more, between commas. */
  list<T>(each: () => T): T[] {
    const items = [each()];
    while (this.symbol(",")) items.push(each());
    return items;
  }

  path(): Path {
    const steps: (string | number)[] = [];
    const first = this.name();
    for (;;) {
      if (this.symbol(".")) steps.push(this.name());
      else if (this.symbol("[")) {
        steps.push(this.token.kind === "text" ? this.text() : this.position());
        this.expectSymbol("]");
      } else return [first, ...steps];
    }
  }

  /** Whether a value, rather than a path, comes next. */
  get startsValue(): boolean {
    const { kind, text } = this.token;
    if (kind === "symbol") return ["?", "{", "[", "<<", "-", "+"].includes(text);
    return kind === "text" || kind === "number" || (kind === "word" && /^(true|false|null)$/i.test(text));
  }

  value(): AttributeValue {
    if (this.symbol("?")) return this.parameter();
    if (this.symbol("{")) return { M: this.nested(() => this.members()) };
    if (this.symbol("[")) return { L: this.nested(() => this.until("]")) };
    if (this.symbol("<<")) return setOf(this.nested(() => this.until(">>")));
    if (this.words("TRUE")) return { BOOL: true };
    if (this.words("FALSE")) return { BOOL: false };
    if (this.words("NULL")) return { NULL: true };
    if (this.token.kind === "text") return { S: this.text() };
    const sign = this.symbol("-") ? "-" : "";
    if (sign === "") this.symbol("+");
    if (this.token.kind !== "number") throw this.unexpected("a value");
    return { N: sign + this.tokens[this.next++]!.text };
  }

  /** Reads what is inside of something else. Throws `ValidationException` if that is nested too deeply. */
  nested<T>(read: () => T): T {
    if (++this.depth > MAXIMUM_DEPTH) throw malformed(`it is nested more than ${MAXIMUM_DEPTH} levels deep`);
    const result = read();
    this.depth--;
    return result;
  }

  /** Checks that nothing is left. Throws `ValidationException`. */
  end(): void {
    this.symbol(";");
    if (this.token.kind !== "end") throw this.unexpected("the end of the statement");
    if (this.used !== this.parameters.length) throw wrongNumber();
  }

  unexpected(expected: string): Error {
    const { kind, text, at } = this.token;
    return malformed(`expected ${expected}, found ${kind === "end" ? text : `'${text}' at ${at}`}`);
  }

  private take(matches: boolean): boolean {
    if (matches) this.next++;
    return matches;
  }

  private text(): string {
    if (this.token.kind !== "text") throw this.unexpected("a text in single quotes");
    return this.tokens[this.next++]!.text;
  }

  private position(): number {
    const { kind, text } = this.token;
    if (kind !== "number" || !/^\d+$/.test(text)) throw this.unexpected("the position of an element");
    this.next++;
    return Number(text);
  }

  private parameter(): AttributeValue {
    const value = this.parameters[this.used++];
    if (!value) throw wrongNumber();
    return value;
  }

  private members(): Record<string, AttributeValue> {
    const members = new Map<string, AttributeValue>();
    if (!this.symbol("}")) {
      this.list(() => {
        const key = this.token.kind === "text" ? this.text() : this.name();
        this.expectSymbol(":");
        if (members.has(key)) throw validationError(`Duplicate keys in tuple. Key: ${key}`);
        members.set(key, this.value());
      });
      this.expectSymbol("}");
    }
    return Object.fromEntries(members);
  }

  private until(close: string): AttributeValue[] {
    if (this.symbol(close)) return [];
    const values = this.list(() => this.value());
    this.expectSymbol(close);
    return values;
  }
}

function setOf(values: AttributeValue[]): AttributeValue {
  if (values.length === 0) throw validationError("Empty bags are not supported");
  for (const type of ["S", "N", "B"])
    if (values.every((value) => value[type] !== undefined))
      return { [`${type}S`]: values.map((value) => value[type]) };
  throw validationError(
    "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags",
  );
}

const wrongNumber = () => validationError("Number of parameters in request and statement don't match.");
