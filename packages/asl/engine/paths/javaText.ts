import { doubleOf, ExactNumber } from "../exact/number";

/** A JSON value as Java's `toString()` writes it: `{a=1, b=[x, 2.0E21]}`. */
export function javaText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(javaText).join(", ")}]`;
  if (value instanceof ExactNumber && /^-?\d+$/.test(value.text)) return value.text;
  const number = doubleOf(value);
  if (number !== undefined) return numberText(number);
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${name}=${javaText(item)}`)
    .join(", ")}}`;
}

/** Whole numbers are integers; others as `Double.toString()` writes them, with an exponent below 10^-3 and from 10^7 on. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString();
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-3 && magnitude < 1e7) return String(value);
  const [digits = "", exponent = "0"] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}
