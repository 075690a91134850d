import { InvalidPath } from "../../jsonpath/errors";
import { stripEnd } from "../../jsonpath/javaText";
import type { Json } from "../types";

const isNull = (value: Json): boolean => value === null || value === "null";

/**
 * How `expected`, the right side of a comparison, is ordered against `actual`: below, at or above 0; `undefined` if the two cannot be compared.
 * Texts are compared with texts by UTF-16 units; a text against a number is read as one, against true or false as a boolean, but not the
 * reverse: literals are texts. Nulls come first, and the text `null` is one.
 *
 * @throws InvalidPath if a text against a number is none
 */
export function compareValues(expected: Json, actual: Json): number | undefined {
  if (expected === actual && typeof expected !== "string") return 0;
  if (isNull(expected) || isNull(actual)) return Number(isNull(actual)) - Number(isNull(expected));
  if (typeof expected === "string" && typeof actual === "string")
    return compareTexts(expected.replaceAll("\\'", "'"), actual);
  if (typeof actual === "number" && (typeof expected === "number" || typeof expected === "string"))
    return compareNumbers(expected, actual);
  if (typeof actual !== "boolean") return undefined;
  if (typeof expected === "boolean") return Number(expected) - Number(actual);
  return typeof expected === "string"
    ? Number(expected.toLowerCase() === "true") - Number(actual)
    : undefined;
}

const compareTexts = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** With at most 15 digits, a decimal and the number of 64 bits next to it are ordered alike. */
const SHORT_NUMBER = /^-?(?:\d{1,15}|\d{1,8}\.\d{1,7})$/;

function compareNumbers(expected: number | string, actual: number): number {
  if (typeof expected === "number" || SHORT_NUMBER.test(expected)) return Number(expected) - actual;
  return compareDecimals(decimalOf(expected), decimalOf(String(actual)));
}

/** `0.digits × 10^exponent`; `digits` neither starts nor ends with a zero, and is empty for 0. */
interface Decimal {
  sign: number;
  exponent: number;
  digits: string;
}

/** Reads a number of any length as Java's `BigDecimal` does. */
function decimalOf(text: string): Decimal {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,10}))?$/.exec(text) ?? [];
  const exponent = Number(power);
  if (whole + fraction === "" || Math.abs(exponent) >= 2 ** 31)
    throw new InvalidPath(`'${text}' is compared with a number, and is none`);
  const significant = (whole + fraction).replace(/^0+/, "");
  const leadingZeros = whole.length + fraction.length - significant.length;
  const digits = stripEnd(significant, "0");
  if (digits === "") return { sign: 0, exponent: 0, digits };
  return { sign: sign === "-" ? -1 : 1, exponent: exponent + whole.length - leadingZeros, digits };
}

function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.sign !== other.sign) return one.sign - other.sign;
  return one.sign * (one.exponent - other.exponent || compareTexts(one.digits, other.digits));
}
