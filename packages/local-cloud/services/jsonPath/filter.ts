import { isDeepStrictEqual } from "node:util";
import { isObject, type Json } from "../../../asl/engine";
import type { Cursor } from "./cursor";
import { plain, select } from "./select";
import type { Filter, Step } from "./steps";

type Operand = (item: Json, root: Json) => Json | undefined;

const PATTERN = Symbol("pattern");
interface Pattern {
  [PATTERN]: RegExp;
}

/** Parses the steps of a path inside a filter. */
type ParseSteps = (cursor: Cursor, atEnd: () => boolean) => Step[];

/**
 * `or := and ('||' and)*`, `and := term ('&&' term)*`.
 * @param parseSteps the path parser, which uses this one in turn
 */
export function parseFilter(cursor: Cursor, parseSteps: ParseSteps): Filter {
  const alternatives = parseChain(cursor, "||", () => parseChainOfAnd(cursor, parseSteps));
  return alternatives.length === 1
    ? alternatives[0]!
    : (item, root) => alternatives.some((filter) => filter(item, root));
}

function parseChainOfAnd(cursor: Cursor, parseSteps: ParseSteps): Filter {
  const terms = parseChain(cursor, "&&", () => parseTerm(cursor, parseSteps));
  return terms.length === 1 ? terms[0]! : (item, root) => terms.every((filter) => filter(item, root));
}

function parseChain(cursor: Cursor, operator: string, parse: () => Filter): Filter[] {
  const filters = [parse()];
  for (;;) {
    cursor.skipSpace();
    if (!cursor.take(operator)) return filters;
    filters.push(parse());
  }
}

function parseTerm(cursor: Cursor, parseSteps: ParseSteps): Filter {
  cursor.skipSpace();
  if (cursor.take("!")) {
    const negated = parseTerm(cursor, parseSteps);
    return (item, root) => !negated(item, root);
  }
  if (cursor.take("(")) {
    const inner = parseFilter(cursor, parseSteps);
    cursor.skipSpace();
    cursor.expect(")");
    return inner;
  }
  const left = parseOperand(cursor, parseSteps);
  cursor.skipSpace();
  const symbol = cursor.takeMatch(
    /==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b/y,
  );
  if (symbol === undefined) return (item, root) => left(item, root) !== undefined;
  cursor.skipSpace();
  if (symbol === "=~") return matching(left, parsePattern(cursor));
  const right = parseOperand(cursor, parseSteps);
  const compare = COMPARISONS[symbol]!;
  return (item, root) => compare(left(item, root), right(item, root));
}

function parseOperand(cursor: Cursor, parseSteps: ParseSteps): Operand {
  cursor.skipSpace();
  const steps = () => parseSteps(cursor, () => !cursor.peek(".") && !cursor.peek("["));
  if (cursor.take("@")) return pathOperand(steps(), (item) => item);
  if (cursor.take("$")) return pathOperand(steps(), (_item, root) => root);
  const literal = parseLiteral(cursor);
  return () => literal;
}

function pathOperand(steps: Step[], start: (item: Json, root: Json) => Json): Operand {
  return (item, root) => {
    const found = select(steps, start(item, root), root).map(plain);
    return found.length > 1 ? found : found[0];
  };
}

function parseLiteral(cursor: Cursor): Json {
  if (cursor.peek("'") || cursor.peek('"')) return cursor.quoted();
  if (cursor.take("[")) {
    const items: Json[] = [];
    for (;;) {
      cursor.skipSpace();
      if (cursor.take("]")) return items;
      if (items.length > 0) cursor.expect(",");
      cursor.skipSpace();
      items.push(parseLiteral(cursor));
    }
  }
  const word = cursor.takeMatch(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  if (word === undefined) throw cursor.error("expected a value");
  return JSON.parse(word) as Json;
}

function parsePattern(cursor: Cursor): Pattern {
  const source = cursor.takeMatch(/\/(?:\\.|[^\\/])+\/[imsu]*/y);
  if (source === undefined) throw cursor.error("expected a regular expression");
  const end = source.lastIndexOf("/");
  return { [PATTERN]: new RegExp(`^(?:${source.slice(1, end)})$`, source.slice(end + 1)) };
}

function matching(operand: Operand, pattern: Pattern): Filter {
  return (item, root) => {
    const value = operand(item, root);
    return typeof value === "string" && pattern[PATTERN].test(value);
  };
}

type Comparison = (left: Json | undefined, right: Json | undefined) => boolean;

const same = (one: Json, other: Json): boolean => one === other || isDeepStrictEqual(one, other);

const equal: Comparison = (left, right) =>
  left === undefined || right === undefined ? left === right : same(left, right);

const ordered =
  (test: (order: number) => boolean): Comparison =>
  (left, right) => {
    if (typeof left === "number" && typeof right === "number") return test(left - right);
    if (typeof left === "string" && typeof right === "string")
      return test(left < right ? -1 : left > right ? 1 : 0);
    return false;
  };

const items = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
const includes = (list: Json | undefined, value: Json | undefined) =>
  value !== undefined && items(list).some((item) => same(item, value));

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

const COMPARISONS: Record<string, Comparison> = {
  "==": equal,
  "!=": (left, right) => !equal(left, right),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  in: (left, right) => includes(right, left),
  nin: (left, right) => !includes(right, left),
  subsetof: (left, right) => items(left).every((item) => includes(right, item)),
  anyof: (left, right) => items(left).some((item) => includes(right, item)),
  noneof: (left, right) => !items(left).some((item) => includes(right, item)),
  contains: (left, right) =>
    typeof left === "string" ? typeof right === "string" && left.includes(right) : includes(left, right),
  size: (left, right) => sizeOf(left) === (typeof right === "number" ? right : sizeOf(right)),
  empty: (left, right) => (sizeOf(left) === 0) === right,
};
