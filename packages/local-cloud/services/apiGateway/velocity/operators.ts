import { toText, type Value } from "./value";

type Operator = (left: Value, right: Value) => Value;

/** Arithmetic of two integers is exact, and of other numbers that of floating-point numbers; `null` without two numbers. */
const arithmetic =
  (
    exact: (left: bigint, right: bigint) => bigint,
    compute: (left: number, right: number) => number,
  ): Operator =>
  (left, right) => {
    if (typeof left === "bigint" && typeof right === "bigint") return exact(left, right);
    return isNumber(left) && isNumber(right) ? compute(Number(left), Number(right)) : null;
  };

const isNumber = (value: Value): value is bigint | number =>
  typeof value === "bigint" || typeof value === "number";

/** Nothing is divided by 0. */
const unlessZero =
  (operator: Operator): Operator =>
  (left, right) =>
    isNumber(right) && Number(right) === 0 ? null : operator(left, right);

/** Only numbers are less or greater than others. */
const comparison =
  (holds: (order: number) => boolean): Operator =>
  (left, right) => {
    if (!isNumber(left) || !isNumber(right)) return false;
    return holds(left < right ? -1 : left > right ? 1 : 0);
  };

/** Numbers are equal by value, lists and maps by what is in them, and values of different classes if their texts are equal. */
function equal(left: Value, right: Value): boolean {
  if (isNumber(left) && isNumber(right))
    return Number(left) === Number(right) && (typeof left !== typeof right || left === right);
  const [a, b] = [left ?? null, right ?? null];
  if (a === null || b === null) return a === b;
  return sameClass(a, b) ? javaEquals(a, b) : toText(a) === toText(b);
}

function sameClass(a: NonNullable<Value>, b: NonNullable<Value>): boolean {
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b);
  if (a instanceof Map || b instanceof Map) return a instanceof Map && b instanceof Map;
  return typeof a === typeof b;
}

/** `Object.equals` of Java, for which `1` and `1.0` are not equal. */
export function javaEquals(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => javaEquals(item, b[index]));
  }
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && [...a].every(([key, member]) => b.has(key) && javaEquals(member, b.get(key)));
  }
  return (a ?? null) === (b ?? null);
}

/** Texts are joined; what has no value is joined by its source. */
export function add(left: Value, right: Value, sources: { left: string; right: string }): Value {
  if (typeof left === "string" || typeof right === "string") {
    return textOr(left, sources.left) + textOr(right, sources.right);
  }
  return sum(left, right);
}

const sum = arithmetic(
  (a, b) => a + b,
  (a, b) => a + b,
);

const textOr = (value: Value, source: string) =>
  value === null || value === undefined ? source : toText(value);

/**
 * The binary operators that evaluate both operands, besides `+`
 * ({@link https://velocity.apache.org/engine/1.7/vtl-reference.html}).
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "-": arithmetic(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  "*": arithmetic(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  "/": unlessZero(
    arithmetic(
      (a, b) => a / b,
      (a, b) => a / b,
    ),
  ),
  "%": unlessZero(
    arithmetic(
      (a, b) => a % b,
      (a, b) => a % b,
    ),
  ),
  "==": equal,
  "!=": (left, right) => !equal(left, right),
  ">": comparison((order) => order > 0),
  "<": comparison((order) => order < 0),
  ">=": comparison((order) => order >= 0),
  "<=": comparison((order) => order <= 0),
};
