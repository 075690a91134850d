import { bracketToken } from "./bracket";
import { InvalidPath } from "./errors";
import { trim } from "./javaText";
import { isDefinite, type JsonPath, keyOf, type Token } from "./tokens";

/**
 * Compiles a path as Jayway JsonPath 2.0.0 does, the library that Step Functions reads paths with
 * ({@link https://github.com/json-path/JsonPath/tree/json-path-2.0.0}). It is older and more lenient than what is documented today:
 * a name ends only at `.`, `[` or a blank, a dot before a bracket is skipped, and so is what a bracket does not need.
 *
 * @throws InvalidPath
 */
export function compileJsonPath(text: string): JsonPath {
  return compile(text, false);
}

/** An operand of a filter, which must be definite. */
const compileOperand = (text: string): JsonPath => compile(text, true);

function compile(text: string, inFilter: boolean): JsonPath {
  let path = trim(text);
  if (path === "") throw new InvalidPath("a path must not be empty");
  if (!/^[$@]/.test(path)) path = `$.${path}`;
  if (path.endsWith("..")) throw new InvalidPath("A path can not end with a scan.");
  const fromRoot = path.startsWith("$");
  if (path.length > 1 && path[1] !== "." && path[1] !== "[") throw new InvalidPath(`Invalid path ${path}`);
  const tokens = readTokens(path, inFilter);
  const definite = tokens.every(isDefinite);
  if (inFilter && !definite) throw indefinite(path);
  const keys = tokens.map(keyOf).filter((key) => key !== undefined);
  return { tokens, definite, fromRoot, keys: keys.length === tokens.length ? keys : undefined };
}

const indefinite = (path: string) => new InvalidPath(`the predicate path: ${path} is not definite`);

function readTokens(path: string, inFilter: boolean): Token[] {
  const tokens: Token[] = [];
  let at = 1;
  while (at < path.length) {
    const char = path[at]!;
    if (char === " ") throw new InvalidPath("Space not allowed in path");
    if (char === "$") {
      tokens.push({ kind: "root" });
      at++;
    } else if (char === "[") {
      const end = endOfBracket(path, at);
      const fragment = path.slice(at, end);
      // A filter within a filter is never definite; without this, each would be compiled inside the other.
      if (inFilter && /^[^'\d:@-]*\?/.test(fragment)) throw indefinite(path);
      tokens.push(bracketToken(fragment, compileOperand));
      at = end;
    } else if (char === "." && path[at + 1] === ".") {
      tokens.push({ kind: "scan" });
      at += 2;
    } else if (char === ".") {
      if (at + 1 === path.length) throw new InvalidPath("a path must not end with a dot");
      const end = endOfName(path, at + 1);
      const name = path.slice(at + 1, end);
      if (name !== "") tokens.push(name === "*" ? { kind: "wildcard" } : nameToken(name));
      at = end;
    } else if (char === "*") {
      tokens.push({ kind: "wildcard" });
      at++;
    } else {
      const end = endOfName(path, at);
      tokens.push(nameToken(path.slice(at, end)));
      at = end;
    }
  }
  return tokens;
}

/** A name after a dot is read as if it stood in brackets: `.it's` is `['it's']`, which is `['it']`. */
function nameToken(name: string): Token {
  return /['\]]/.test(name) ? bracketToken(`['${name}']`, compileOperand) : { kind: "names", names: [name] };
}

function endOfName(path: string, start: number): number {
  let end = start;
  while (end < path.length && path[end] !== "." && path[end] !== "[" && path[end] !== " ") end++;
  return end;
}

/** After the bracket that closes the one at `start`, whatever is quoted between them; the end of the path if none does. */
function endOfBracket(path: string, start: number): number {
  let open = 0;
  for (let at = start; at < path.length; at++) {
    if (path[at] === "[") open++;
    else if (path[at] === "]" && --open === 0) return at + 1;
  }
  return path.length;
}
