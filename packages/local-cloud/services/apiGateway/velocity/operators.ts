import { toText, type Value } from "./value";

type Operator = (left: Value, right: Value) => Value;

/** Arithmetic with numbers; `null` if an operand is not a number. The quotient of two integers is an integer. */
const arithmetic =
  (compute: (left: number, right: number) => number): Operator =>
  (left, right) =>
    typeof left === "number" && typeof right === "number" ? compute(left, right) : null;

const comparison =
  (holds: (left: number | string, right: number | string) => boolean): Operator =>
  (left, right) => {
    if (typeof left === "number" && typeof right === "number") return holds(left, right);
    if (typeof left === "string" && typeof right === "string") return holds(left, right);
    return false;
  };

/** Values of different classes are equal if their texts are equal. */
function equal(left: Value, right: Value): boolean {
  const [a, b] = [left ?? null, right ?? null];
  if (a === null || b === null || typeof a === typeof b) return a === b;
  return toText(a) === toText(b);
}

function divide(left: number, right: number): number {
  const quotient = left / right;
  return Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(quotient) : quotient;
}

/**
 * The binary operators that evaluate both operands
 * ({@link https://velocity.apache.org/engine/1.7/vtl-reference.html}).
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  "+": (left, right) =>
    typeof left === "string" || typeof right === "string"
      ? toText(left) + toText(right)
      : arithmetic((a, b) => a + b)(left, right),
  "-": arithmetic((a, b) => a - b),
  "*": arithmetic((a, b) => a * b),
  "/": (left, right) => (right === 0 ? null : arithmetic(divide)(left, right)),
  "%": (left, right) => (right === 0 ? null : arithmetic((a, b) => a % b)(left, right)),
  "==": equal,
  "!=": (left, right) => !equal(left, right),
  ">": comparison((a, b) => a > b),
  "<": comparison((a, b) => a < b),
  ">=": comparison((a, b) => a >= b),
  "<=": comparison((a, b) => a <= b),
};
