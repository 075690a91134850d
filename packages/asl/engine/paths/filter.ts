import { InvalidPath } from "../../jsonpath/errors";
import { JavaPattern } from "../../jsonpath/javaPattern";
import type { Criterion, Filter, Operand, Operator } from "../../jsonpath/tokens";
import { doubleOf } from "../exact/number";
import type { Json } from "../types";
import { compareValues } from "./compare";
import { readDefinite } from "./definite";
import { spend } from "./effort";
import { javaText } from "./javaText";

/**
 * Whether a filter accepts an item of `document`.
 *
 * @throws InvalidPath where a criterion cannot be applied, as a comparison of a number with a text that is none
 */
export function accepts({ filter }: { filter?: Filter }, item: Json, document: Json): boolean {
  if (!filter) throw new InvalidPath("The filter [?] has no condition");
  return filter.some((criteria) => criteria.every((criterion) => holds(criterion, item, document)));
}

function holds(criterion: Criterion, item: Json, document: Json): boolean {
  if (criterion.kind === "exists") {
    const value = readDefinite(criterion.path, item, true);
    return (value !== undefined && value !== null) === criterion.expected;
  }
  const actual = operandValue(criterion.left, item, document);
  const expected = actual === undefined ? undefined : operandValue(criterion.right, item, document);
  if (actual === undefined || expected === undefined) return false;
  return criterion.operator === "=~"
    ? matches(expected, actual)
    : compare(criterion.operator, comparable(expected), comparable(actual));
}

/** A value of the document or of the filter, or a regular expression; `undefined` if its path leads nowhere. */
function operandValue(operand: Operand, item: Json, document: Json): Json | JavaPattern | undefined {
  if (operand.kind === "literal") return operand.text;
  if (operand.kind === "pattern") return operand.pattern;
  return readDefinite(operand.path, operand.path.fromRoot ? document : item);
}

/** A regular expression is not null, and cannot be compared with anything else. */
const comparable = (value: Json | JavaPattern): Json =>
  value instanceof JavaPattern ? {} : (doubleOf(value) ?? value);

const TESTS: Record<Exclude<Operator, "=~">, (order: number) => boolean> = {
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  "<": (order) => order > 0,
  "<=": (order) => order >= 0,
  ">": (order) => order < 0,
  ">=": (order) => order <= 0,
};

function compare(operator: Exclude<Operator, "=~">, expected: Json, actual: Json): boolean {
  const ordered = operator !== "==" && operator !== "!=";
  if (ordered && (expected === null) !== (actual === null)) return false;
  const order = compareValues(expected, actual);
  return order !== undefined && TESTS[operator](order);
}

/** The pattern may be on either side; what it is matched with is the whole text of the other. */
function matches(expected: Json | JavaPattern, actual: Json | JavaPattern): boolean {
  const [pattern, target] = actual instanceof JavaPattern ? [actual, expected] : [expected, actual];
  if (!(pattern instanceof JavaPattern))
    throw new InvalidPath(`${JSON.stringify(pattern)} is no regular expression: write it between slashes`);
  if (target === null) return false;
  const text = target instanceof JavaPattern ? target.source : javaText(target);
  spend(pattern.effort(text));
  return pattern.matches(text);
}
