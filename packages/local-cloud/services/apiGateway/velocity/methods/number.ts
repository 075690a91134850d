import { TemplateError, toText, type Value } from "../value";
import { defineMethods } from "./signatures";

type Numeric = bigint | number;

/** `java.lang.Integer`, `Long` and `Double` */
export const NUMBER = defineMethods<Numeric>({
  "byteValue()": (self) => BigInt.asIntN(8, truncated(self)),
  "compareTo(number)": (self, other: Numeric) => {
    if (typeof self !== typeof other)
      throw new TemplateError(`${toText(self)} and ${toText(other)} are of two classes`);
    return self < other ? -1n : self > other ? 1n : 0n;
  },
  "doubleValue()": (self) => Number(self),
  "equals(any)": (self, other: Value) => self === other,
  "floatValue()": (self) => Math.fround(Number(self)),
  "hashCode()": (self) => (typeof self === "bigint" ? BigInt.asIntN(32, self ^ (self >> 32n)) : 0n),
  "intValue()": (self) =>
    typeof self === "bigint" ? BigInt.asIntN(32, self) : clamped(self, -(2n ** 31n), 2n ** 31n - 1n),
  "isInfinite()": (self) => typeof self === "number" && Math.abs(self) === Number.POSITIVE_INFINITY,
  "isNaN()": (self) => typeof self === "number" && Number.isNaN(self),
  "longValue()": (self) =>
    typeof self === "bigint" ? BigInt.asIntN(64, self) : clamped(self, -(2n ** 63n), 2n ** 63n - 1n),
  "max(number, number)": (_, a: Numeric, b: Numeric) => (a > b ? a : b),
  "min(number, number)": (_, a: Numeric, b: Numeric) => (a < b ? a : b),
  "parseDouble(text)": (_, text: string) => parseDouble(text),
  "parseInt(text)": (_, text: string) => parseInteger(text, 32),
  "parseLong(text)": (_, text: string) => parseInteger(text, 64),
  "shortValue()": (self) => BigInt.asIntN(16, truncated(self)),
  "toBinaryString(number)": (_, value: Numeric) => BigInt.asUintN(32, truncated(value)).toString(2),
  "toHexString(number)": (_, value: Numeric) => BigInt.asUintN(32, truncated(value)).toString(16),
  "toString()": (self) => toText(self),
  "toString(number)": (_, value: Numeric) => toText(value),
  "valueOf(text)": (self, text: string) =>
    typeof self === "bigint"
      ? parseInteger(text, BigInt.asIntN(32, self) === self ? 32 : 64)
      : parseDouble(text),
  "valueOf(number)": (self, value: Numeric) => (typeof self === "bigint" ? truncated(value) : Number(value)),
});

/** `java.lang.Boolean` */
export const BOOLEAN = defineMethods<boolean>({
  "booleanValue()": (self) => self,
  "compareTo(boolean)": (self, other: boolean) => BigInt(Number(self) - Number(other)),
  "equals(any)": (self, other: Value) => self === other,
  "hashCode()": (self) => (self ? 1231n : 1237n),
  "parseBoolean(text)": (_, text: string) => text.toLowerCase() === "true",
  "toString()": (self) => String(self),
  "valueOf(text)": (_, text: string) => text.toLowerCase() === "true",
});

const truncated = (value: Numeric): bigint =>
  typeof value === "bigint" ? value : clamped(value, -(2n ** 31n), 2n ** 31n - 1n);

function clamped(value: number, least: bigint, most: bigint): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value <= Number(least)) return least;
  return value >= Number(most) ? most : BigInt(Math.trunc(value));
}

function parseInteger(text: string, bits: 32 | 64): bigint {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace("+", "")) : undefined;
  if (value === undefined || BigInt.asIntN(bits, value) !== value) throw notNumber(text);
  return value;
}

function parseDouble(text: string): number {
  const trimmed = text.trim();
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?$/.test(trimmed)) throw notNumber(text);
  return Number(trimmed.replace(/[dDfF]$/, ""));
}

const notNumber = (text: string) => new TemplateError(`${JSON.stringify(text)} is not such a number`);
