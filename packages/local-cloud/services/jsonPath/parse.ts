import { Cursor } from "./cursor";
import { parseFilter } from "./filter";
import type { Filter, Step } from "./steps";

export interface ParsedPath {
  steps: Step[];
  /** True when the path denotes one value at most: no wildcard, descent, slice, filter or list of indexes. */
  definite: boolean;
}

/** Functions of Jayway JsonPath. */
const PATH_FUNCTIONS = ["length", "size", "min", "max", "avg", "sum", "stddev", "keys", "first", "last"];

/** Parses a JSONPath. Throws an `Error` that says where it is malformed. */
export function parsePath(text: string): ParsedPath {
  const cursor = new Cursor(text);
  cursor.expect("$");
  const steps = parseSteps(cursor, () => cursor.done);
  return { steps, definite: isDefinite(steps) };
}

/** Parses steps until `atEnd`; inside a filter a path ends before an operator, a comma or a bracket. */
export function parseSteps(cursor: Cursor, atEnd: () => boolean): Step[] {
  const steps: Step[] = [];
  while (!atEnd()) {
    if (cursor.take("..")) {
      steps.push({ kind: "descend" });
      if (cursor.peek("[")) continue;
      steps.push(parseDotted(cursor));
    } else if (cursor.take(".")) {
      steps.push(parseDotted(cursor));
    } else if (cursor.take("[")) {
      steps.push(parseBracket(cursor));
    } else {
      throw cursor.error("expected '.' or '['");
    }
  }
  return steps;
}

function parseDotted(cursor: Cursor): Step {
  if (cursor.take("*")) return { kind: "wildcard" };
  const name = cursor.takeMatch(/[^\s.[\](),'"=!<>&|]+/y);
  if (name === undefined) throw cursor.error("expected a property name");
  if (cursor.take("(")) {
    cursor.skipSpace();
    cursor.expect(")");
    if (!PATH_FUNCTIONS.includes(name)) throw cursor.error(`unknown function ${name}()`);
    return { kind: "function", name };
  }
  return { kind: "names", names: [name] };
}

function parseBracket(cursor: Cursor): Step {
  cursor.skipSpace();
  let step: Step;
  if (cursor.take("*")) step = { kind: "wildcard" };
  else if (cursor.take("?")) step = { kind: "filter", filter: parseFilterStep(cursor) };
  else if (cursor.peek("'") || cursor.peek('"'))
    step = { kind: "names", names: parseList(cursor, () => cursor.quoted()) };
  else step = parseIndexes(cursor);
  cursor.skipSpace();
  cursor.expect("]");
  return step;
}

function parseFilterStep(cursor: Cursor): Filter {
  cursor.skipSpace();
  cursor.expect("(");
  const filter = parseFilter(cursor, parseSteps);
  cursor.skipSpace();
  cursor.expect(")");
  return filter;
}

function parseIndexes(cursor: Cursor): Step {
  const from = parseInteger(cursor);
  if (!cursor.take(":")) {
    if (from === undefined) throw cursor.error("expected an index, a name in quotes, '*' or '?('");
    const indexes = [from];
    while (takeComma(cursor)) indexes.push(requireInteger(cursor));
    return { kind: "indexes", indexes };
  }
  const to = parseInteger(cursor);
  const step = cursor.take(":") ? (parseInteger(cursor) ?? 1) : 1;
  if (step <= 0) throw cursor.error("expected a positive step");
  return { kind: "slice", from, to, step };
}

function parseList<T>(cursor: Cursor, parse: () => T): T[] {
  const items = [parse()];
  while (takeComma(cursor)) items.push(parse());
  return items;
}

function takeComma(cursor: Cursor): boolean {
  cursor.skipSpace();
  const taken = cursor.take(",");
  cursor.skipSpace();
  return taken;
}

function parseInteger(cursor: Cursor): number | undefined {
  cursor.skipSpace();
  const digits = cursor.takeMatch(/-?\d+/y);
  cursor.skipSpace();
  return digits === undefined ? undefined : Number(digits);
}

function requireInteger(cursor: Cursor): number {
  const integer = parseInteger(cursor);
  if (integer === undefined) throw cursor.error("expected an index");
  return integer;
}

/** A function makes one value of whatever stands before it. */
function isDefinite(steps: Step[]): boolean {
  return (
    steps.at(-1)?.kind === "function" ||
    steps.every((step) => step.kind === "names" || (step.kind === "indexes" && step.indexes.length === 1))
  );
}
