import { parsePath, variableOf } from "./paths";

/**
 * The intrinsic functions and how many arguments each takes
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html}).
 */
const functions: Record<string, { arguments: readonly [least: number, most: number]; text?: true }> = {
  Array: { arguments: [0, Number.POSITIVE_INFINITY] },
  ArrayContains: { arguments: [2, 2] },
  ArrayGetItem: { arguments: [2, 2], text: true },
  ArrayLength: { arguments: [1, 1] },
  ArrayPartition: { arguments: [2, 2] },
  ArrayRange: { arguments: [3, 3] },
  ArrayUnique: { arguments: [1, 1] },
  Base64Decode: { arguments: [1, 1], text: true },
  Base64Encode: { arguments: [1, 1], text: true },
  Format: { arguments: [1, Number.POSITIVE_INFINITY], text: true },
  Hash: { arguments: [2, 2], text: true },
  JsonMerge: { arguments: [3, 3] },
  JsonToString: { arguments: [1, 1], text: true },
  MathAdd: { arguments: [2, 2] },
  MathRandom: { arguments: [2, 3] },
  StringSplit: { arguments: [2, 2] },
  StringToJson: { arguments: [1, 1] },
  UUID: { arguments: [0, 0], text: true },
};

export interface Intrinsic {
  /** Whether its result can be a string. */
  text: boolean;
  /** Names of the variables that its arguments read. */
  variables: string[];
}

/** Reads a call such as `States.Format('{}', $.name)`; `undefined` if it is not a valid one. */
export function parseIntrinsic(source: string): Intrinsic | undefined {
  const cursor = { source: source.trimEnd(), offset: 0 };
  const variables: string[] = [];
  const name = readCall(cursor, variables);
  if (name === undefined || cursor.offset !== cursor.source.length) return undefined;
  return { text: functions[name]?.text ?? false, variables };
}

interface Cursor {
  readonly source: string;
  offset: number;
}

function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.offset;
  const found = pattern.exec(cursor.source);
  if (!found) return undefined;
  cursor.offset = pattern.lastIndex;
  return found[1] ?? found[0];
}

function readCall(cursor: Cursor, variables: string[]): string | undefined {
  const name = take(cursor, /States\.(\w+)\(\s*/y);
  const arity =
    name === undefined || !Object.hasOwn(functions, name) ? undefined : functions[name]?.arguments;
  if (!arity) return undefined;
  let count = 0;
  while (take(cursor, /\s*\)/y) === undefined) {
    if (count > 0 && take(cursor, /\s*,\s*/y) === undefined) return undefined;
    if (!readArgument(cursor, variables)) return undefined;
    count++;
  }
  return count >= arity[0] && count <= arity[1] ? name : undefined;
}

/** A literal: in quotes, only `'`, `{`, `}` and `\` can be escaped. */
const literal = /'(?:[^'\\]|\\['{}\\])*'|(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=\s*[,)])/uy;

function readArgument(cursor: Cursor, variables: string[]): boolean {
  if (take(cursor, literal) !== undefined) return true;
  if (cursor.source.charAt(cursor.offset) !== "$") return readCall(cursor, variables) !== undefined;
  const end = endOfPath(cursor.source, cursor.offset);
  const path = parsePath(cursor.source.slice(cursor.offset, end).trimEnd());
  if (typeof path === "string") return false;
  const variable = variableOf(path);
  if (variable) variables.push(variable);
  cursor.offset = end;
  return true;
}

/** The offset of the comma or parenthesis that ends the argument starting at `offset`. */
function endOfPath(source: string, offset: number): number {
  let depth = 0;
  let quoted = "";
  for (let index = offset; index < source.length; index++) {
    const character = source.charAt(index);
    if (quoted) {
      if (character === "\\") index++;
      else if (character === quoted) quoted = "";
    } else if (depth > 0 && (character === "'" || character === '"')) quoted = character;
    else if (depth === 0 && (character === "," || character === ")")) return index;
    else if (character === "[" || character === "(") depth++;
    else if (character === "]" || character === ")") depth--;
  }
  return source.length;
}
