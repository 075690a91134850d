import { doubleOf } from "../exact/number";
import { parseTimestamp } from "../timestamp";
import type { Json } from "../types";

/** Compares the value of a choice rule's `Variable` with the rule's operand. Values of another type never match. */
export type Comparison = (value: Json, operand: Json) => boolean;

/** Reads a value as the type that a family of operators compares; `undefined` if it is not of that type. */
type Reader<T> = (value: Json) => T | undefined;

const asString: Reader<string> = (value) => (typeof value === "string" ? value : undefined);
const asNumber: Reader<number> = doubleOf;
const asBoolean: Reader<boolean> = (value) => (typeof value === "boolean" ? value : undefined);
const asTimestamp: Reader<number> = (value) =>
  typeof value === "string" ? parseTimestamp(value) : undefined;

function compare<T>(read: Reader<T>, test: (value: T, operand: T) => boolean): Comparison {
  return (value, operand) => {
    const [left, right] = [read(value), read(operand)];
    return left !== undefined && right !== undefined && test(left, right);
  };
}

function family<T extends string | number>(name: string, read: Reader<T>): Record<string, Comparison> {
  return {
    [`${name}Equals`]: compare(read, (value, operand) => value === operand),
    [`${name}LessThan`]: compare(read, (value, operand) => value < operand),
    [`${name}GreaterThan`]: compare(read, (value, operand) => value > operand),
    [`${name}LessThanEquals`]: compare(read, (value, operand) => value <= operand),
    [`${name}GreaterThanEquals`]: compare(read, (value, operand) => value >= operand),
  };
}

/**
 * The comparisons that take a constant, and with `Path` after their name a second path
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html}).
 */
export const COMPARISONS: Record<string, Comparison> = {
  ...family("String", asString),
  ...family("Numeric", asNumber),
  ...family("Timestamp", asTimestamp),
  BooleanEquals: compare(asBoolean, (value, operand) => value === operand),
};

/** The tests of a value's type; the operand says whether it must hold. */
export const TYPE_TESTS: Record<string, (value: Json) => boolean> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === "string",
  IsNumeric: (value) => doubleOf(value) !== undefined,
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: (value) => asTimestamp(value) !== undefined,
};

/** `*` matches any text, `\*` for the character itself. */
export function compilePattern(pattern: string): RegExp {
  const source = pattern.replace(/\\\\|\\\*|\*|[.+?^${}()|[\]\\]/g, (part) => {
    if (part === "*") return "[\\s\\S]*";
    return part.length === 2 ? `\\${part[1]}` : `\\${part}`;
  });
  return new RegExp(`^${source}$`);
}
