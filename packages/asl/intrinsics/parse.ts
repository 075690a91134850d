import { trim } from "../jsonpath/javaText";
import { compileStatesPath, type StatesPath } from "../jsonpath/statesPath";
import { type IntrinsicName, isIntrinsic, signatureOf } from "./signatures";

/** A call of an intrinsic function. */
export interface IntrinsicCall {
  kind: "call";
  text: string;
  name: IntrinsicName;
  args: IntrinsicArgument[];
}

/** A path, as given. */
export interface PathSelector {
  kind: "path";
  text: string;
  path: StatesPath;
}

export type IntrinsicArgument =
  | IntrinsicCall
  | PathSelector
  /** A text as written between its quotes, escapes included: `States.Format` treats `\{` in its own way. */
  | { kind: "text"; raw: string }
  | { kind: "value"; value: number | boolean | null };

/** More functions than this inside one another are rejected. */
const MOST_NESTED = 10;

/**
 * Parses what stands in a field whose name ends in `.$`: a path, or a call of an intrinsic function.
 *
 * @throws Error that says what is wrong with it
 */
export function parseSelector(text: string): PathSelector | IntrinsicCall {
  if (!trim(text).startsWith("$")) return parseIntrinsic(text);
  return { kind: "path", text, path: compileStatesPath(text) };
}

/**
 * Parses a call such as `States.Format('{}', $.name)`. Blanks after it are ignored, blanks before it are not.
 *
 * @throws Error that says where it is malformed, or what the function takes
 */
export function parseIntrinsic(text: string): IntrinsicCall {
  const parser = new Parser(text.trimEnd());
  const call = parser.call(1);
  if (!parser.done) throw parser.error("expected the end of the expression");
  return call;
}

class Parser {
  private position = 0;

  constructor(private readonly text: string) {}

  get done(): boolean {
    return this.position === this.text.length;
  }

  call(depth: number): IntrinsicCall {
    const start = this.position;
    const name = this.take(/States\.\w+/y);
    if (name === undefined)
      throw this.error("expected a text in single quotes, a number, a path or an intrinsic function");
    if (!isIntrinsic(name)) throw this.error(`there is no intrinsic function ${name}`);
    if (depth > MOST_NESTED) throw this.error(`intrinsic functions are nested more than ${MOST_NESTED} deep`);
    this.expect(/\(\s*/y, "'('");
    const args: IntrinsicArgument[] = [];
    while (this.take(/\s*\)/y) === undefined) {
      if (args.length > 0) this.expect(/\s*,\s*/y, "',' or ')'");
      args.push(this.argument(depth));
    }
    const [least, most] = signatureOf(name).arity;
    if (args.length < least || args.length > most) {
      const allowed = least === most ? least : `${least} to ${most}`;
      throw this.error(`${name} takes ${allowed} arguments, but has ${args.length}`);
    }
    return { kind: "call", text: this.text.slice(start, this.position), name, args };
  }

  /** In quotes, only `'`, `{`, `}` and `\` can be escaped. */
  private argument(depth: number): IntrinsicArgument {
    if (this.text[this.position] === "$") return this.path();
    if (this.text[this.position] === "'") {
      const quoted = this.take(/'(?:[^'\\]|\\['{}\\])*'/y);
      if (quoted === undefined)
        throw this.error("a text is not closed, or has an escape other than \\' \\{ \\} \\\\");
      return { kind: "text", raw: quoted.slice(1, -1) };
    }
    const value = this.take(/(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=\s*[,)])/y);
    return value === undefined ? this.call(depth + 1) : { kind: "value", value: JSON.parse(value) };
  }

  private path(): IntrinsicArgument {
    const end = this.endOfPath();
    const text = this.text.slice(this.position, end).trimEnd();
    const path = compileStatesPath(text);
    this.position = end;
    return { kind: "path", text, path };
  }

  /** The comma or parenthesis that is not inside the path's own brackets. */
  private endOfPath(): number {
    let depth = 0;
    let quoted = false;
    for (let at = this.position; at < this.text.length; at++) {
      const char = this.text[at];
      if (quoted) {
        if (char === "\\") at++;
        else if (char === "'") quoted = false;
      } else if (depth > 0 && char === "'") quoted = true;
      else if (depth === 0 && (char === "," || char === ")")) return at;
      else if (char === "[" || char === "(") depth++;
      else if (char === "]" || char === ")") depth--;
    }
    return this.text.length;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.position += match.length;
    return match;
  }

  private expect(pattern: RegExp, what: string): void {
    if (this.take(pattern) === undefined) throw this.error(`expected ${what}`);
  }

  error(what: string): Error {
    return new Error(`${what} at position ${this.position} of ${JSON.stringify(this.text)}`);
  }
}

/** Resolves the escapes of a text: `\'`, `\\`, `\{`, `\}`. */
export function unescapeText(raw: string): string {
  return raw.replace(/\\(['\\{}])/g, "$1");
}
