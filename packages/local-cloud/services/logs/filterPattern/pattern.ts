import { AwsError } from "../../../aws/service";

/** Whether a message matches. */
export type Matcher = (message: string) => boolean;

/** A value that a pattern compares with. */
export type Value = { text: string } | { regex: RegExp };

/** What AWS lets a regular expression contain; without groups, matching cannot take exponential time. */
const REGEX = /^[\w:#=@/;,\-^$?[\]{}|\\*+.\s]*$/;

/** Reads a pattern from its start to its end. Throws `InvalidParameterException`. */
export class PatternReader {
  private at = 0;

  constructor(private readonly pattern: string) {}

  get atEnd(): boolean {
    return this.at >= this.pattern.length;
  }

  skipSpaces(): void {
    while (/\s/.test(this.pattern.charAt(this.at))) this.at++;
  }

  /** Whether the text comes next; then it is read. */
  take(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Reads what the expression, which must be sticky, matches here. */
  match(expression: RegExp): string | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  expect(text: string): void {
    this.skipSpaces();
    if (!this.take(text)) throw this.invalid(`'${text}' is expected`);
  }

  /** A text in double quotes, where the opening one has been read; a backslash stands before a quote. */
  quoted(): string {
    const text = this.match(/(?:[^"\\]|\\.)*/sy) ?? "";
    if (!this.take('"')) throw this.invalid("a double quote is not closed");
    return text.replace(/\\(["\\])/g, "$1");
  }

  /** A regular expression, where the opening `%` has been read. */
  regex(): RegExp {
    const source = this.match(/[^%]*/y) ?? "";
    if (!this.take("%")) throw this.invalid("a % is not closed");
    if (!REGEX.test(source))
      throw this.invalid(`the regular expression %${source}% has a character that is not supported`);
    try {
      return new RegExp(source);
    } catch (error) {
      throw this.invalid((error as Error).message);
    }
  }

  /** A value: a text with or without quotes, or a regular expression. */
  value(end: RegExp): Value {
    this.skipSpaces();
    if (this.take('"')) return { text: this.quoted() };
    if (this.take("%")) return { regex: this.regex() };
    const text = this.match(end);
    if (!text) throw this.invalid("a value is expected");
    return { text };
  }

  invalid(why: string): AwsError {
    return new AwsError(
      "InvalidParameterException",
      `Invalid filter pattern: ${why}, at character ${this.at + 1} of '${this.pattern}'`,
    );
  }
}

export type Operator = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Reads an operator, if one is next. */
export function readOperator(reader: PatternReader): Operator | undefined {
  reader.skipSpaces();
  return reader.match(/!=|<=|>=|=|<|>/y) as Operator | undefined;
}

/** Whether a text or a number compares with a value as the operator says; numbers as numbers, texts with `*` as wildcards. */
export function compares(found: string | number, operator: Operator, value: Value): boolean {
  if ("regex" in value) return value.regex.test(String(found)) === (operator === "=");
  const [left, right] = [Number(found), Number(value.text)];
  const areNumbers = String(found).trim() !== "" && value.text.trim() !== "" && !Number.isNaN(left + right);
  switch (operator) {
    case "=":
      return areNumbers ? left === right : wildcard(value.text).test(String(found));
    case "!=":
      return !compares(found, "=", value);
    case "<":
      return areNumbers && left < right;
    case "<=":
      return areNumbers && left <= right;
    case ">":
      return areNumbers && left > right;
    default:
      return areNumbers && left >= right;
  }
}

const wildcard = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
    "s",
  );

/** `a && b || (c && d)`, of conditions that `readCondition` reads. */
export function readConditions<T>(
  reader: PatternReader,
  readCondition: () => (of: T) => boolean,
): (of: T) => boolean {
  const primary = (): ((of: T) => boolean) => {
    reader.skipSpaces();
    if (!reader.take("(")) return readCondition();
    const inner = readConditions(reader, readCondition);
    reader.expect(")");
    return inner;
  };
  const joined = (operator: string, part: () => (of: T) => boolean, all: boolean) => () => {
    const parts = [part()];
    for (reader.skipSpaces(); reader.take(operator); reader.skipSpaces()) parts.push(part());
    return (of: T) => (all ? parts.every((each) => each(of)) : parts.some((each) => each(of)));
  };
  return joined("||", joined("&&", primary, true), false)();
}
