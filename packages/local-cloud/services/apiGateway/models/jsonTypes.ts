import { WholeDouble } from "../velocity/value";

/** The types of JSON values, by which a schema's `type` says what it takes. */
export type JsonType = "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** A number as it was written: `1.0` is no integer. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof WholeDouble) return "number";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value as "boolean" | "object" | "string";
}

export const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === "object";

/** The JSON text of a value, with numbers as `BigDecimal` prints them without zeros at the end: `1E+3`, `4.5`. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`)
      .join(",")}}`;
  }
  if (typeof value === "bigint") return String(value);
  if (value instanceof WholeDouble) return shortened(Number(value));
  if (typeof value === "number") return String(value).replace("e", "E");
  return JSON.stringify(value);
}

/** A whole number with a fraction or an exponent. */
function shortened(value: number): string {
  const [, sign = "", digits = "", zeros = ""] = /^(-?)(\d*?)(0*)$/.exec(BigInt(value).toString()) ?? [];
  if (zeros === "" || digits === "") return `${sign}${digits || "0"}`;
  const exponent = zeros.length + digits.length - 1;
  return `${sign}${digits[0]}${digits.length > 1 ? `.${digits.slice(1)}` : ""}E+${exponent}`;
}

/** Numbers are equal by value, `1` and `1.0` too, and all else by what is in it. */
export function equivalent(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return sameNumber(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => equivalent(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const names = Object.keys(a);
    return (
      names.length === Object.keys(b).length &&
      names.every((name) => Object.hasOwn(b, name) && equivalent(a[name], b[name]))
    );
  }
  return a === b;
}

const isNumber = (value: unknown) => typeOf(value) === "integer" || typeOf(value) === "number";

/** The value of a number that keeps how it was written. */
export const numberOf = (value: unknown): number | bigint =>
  typeof value === "bigint" ? value : Number(value);

/** Whether two numbers are equal, though one may be an integer of any size and the other not. */
export const sameNumber = (a: unknown, b: unknown): boolean =>
  !(numberOf(a) < numberOf(b)) && !(numberOf(a) > numberOf(b));

/** Whether one number is a multiple of the other, exactly. */
export function isMultiple(value: number | bigint, of: number): boolean {
  const [a, b] = [decimal(value), decimal(of)];
  const scale = Math.max(a.scale, b.scale);
  const unscaled = (part: { digits: bigint; scale: number }) =>
    part.digits * 10n ** BigInt(scale - part.scale);
  return unscaled(a) % unscaled(b) === 0n;
}

function decimal(value: number | bigint): { digits: bigint; scale: number } {
  const [, whole = "", fraction = "", exponent = "0"] =
    /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}
