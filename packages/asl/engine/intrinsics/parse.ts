import { Cursor } from "../paths/cursor";
import { compilePath, type Path } from "../paths/path";
import type { Json } from "../types";

/** A call of an intrinsic function, or an argument of one. */
export type Node =
  | { kind: "call"; text: string; name: string; args: Node[] }
  | { kind: "path"; path: Path }
  /** A text as written between its quotes, escapes included: `States.Format` treats `\{` in its own way. */
  | { kind: "text"; raw: string }
  | { kind: "value"; value: Json };

/** Parses `States.Format('{}', $.name)`. Throws an `Error` that says where it is malformed. */
export function parseIntrinsic(text: string): Node {
  const cursor = new Cursor(text);
  cursor.skipSpace();
  const node = parseCall(cursor);
  cursor.skipSpace();
  if (!cursor.done) throw cursor.error("expected the end of the expression");
  return node;
}

function parseCall(cursor: Cursor): Node {
  const start = cursor.position;
  const name = cursor.takeMatch(/States\.\w+/y);
  if (name === undefined) throw cursor.error("expected an intrinsic function");
  cursor.skipSpace();
  cursor.expect("(");
  const args: Node[] = [];
  cursor.skipSpace();
  while (!cursor.take(")")) {
    if (args.length > 0) cursor.expect(",");
    cursor.skipSpace();
    args.push(parseArgument(cursor));
    cursor.skipSpace();
  }
  return { kind: "call", text: cursor.text.slice(start, cursor.position), name, args };
}

function parseArgument(cursor: Cursor): Node {
  if (cursor.peek("'")) return { kind: "text", raw: rawText(cursor) };
  if (cursor.peek("$")) return { kind: "path", path: compilePath(pathText(cursor)) };
  if (cursor.peek("States.")) return parseCall(cursor);
  const literal = cursor.takeMatch(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  if (literal === undefined)
    throw cursor.error("expected a text in single quotes, a number, a path or a function");
  return { kind: "value", value: JSON.parse(literal) as Json };
}

function rawText(cursor: Cursor): string {
  const quoted = cursor.takeMatch(/'(?:\\[\s\S]|[^'\\])*'/y);
  if (quoted === undefined) throw cursor.error("missing '");
  return quoted.slice(1, -1);
}

/** A path ends at the comma or parenthesis that is not inside its own brackets or quotes. */
function pathText(cursor: Cursor): string {
  const path = cursor.takeMatch(
    /\$(?:\[(?:'(?:\\[\s\S]|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|\[[^\]]*\]|[^\]'"[])*\]|\(\)|[^,()[\]])*/y,
  );
  return path!.trimEnd();
}

/** Resolves the escapes of a text: `\'`, `\\`, `\{`, `\}`. */
export function unescapeText(raw: string): string {
  return raw.replace(/\\(['\\{}])/g, "$1");
}
