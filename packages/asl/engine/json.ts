import { doubleOf, ExactNumber } from "./exact/number";
import type { Json } from "./types";

export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}

export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/** The name AWS's messages give to a JSON value's type. */
export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof ExactNumber) return "number";
  return typeof value as "boolean" | "number" | "string" | "object";
}

/** Sets an own property, `__proto__` included: a key from data never reaches a prototype. */
export function setOwn(target: JsonObject, key: string, value: Json): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Numbers, strings, booleans, arrays and objects compared by value. */
export function deepEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]!));
  }
  if (a instanceof ExactNumber || b instanceof ExactNumber) return sameNumber(a, b);
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key]!, b[key]!))
  );
}

/** Exact numbers are compared by their text, others by their value. */
function sameNumber(a: Json, b: Json): boolean {
  if (a instanceof ExactNumber && b instanceof ExactNumber && a.text === b.text) return true;
  const [left, right] = [doubleOf(a), doubleOf(b)];
  return left === right && (Number.isSafeInteger(left) || !Number.isInteger(left));
}

/** A whole number given as a number or as its digits; `undefined` for anything else. */
export function integerOf(value: Json): number | undefined {
  const number = typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : doubleOf(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
}

/** A number given as such or as its digits. */
export function numberOf(value: Json): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : doubleOf(value);
  return number !== undefined && Number.isFinite(number) ? number : undefined;
}

/** The value inside a sentence: strings bare, everything else as JSON. */
export function display(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
