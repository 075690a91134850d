import { WholeDouble } from "./velocity/value";

/**
 * For `JSON.parse`: reads numbers as Java does, where the runtime passes their source (Node 21 and later). A whole number with
 * a fraction or an exponent stays a floating-point number, and a great integer is exact.
 */
export function readNumbers(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== "number" || source === undefined || !Number.isInteger(value)) return value;
  if (/[.eE]/.test(source)) return new WholeDouble(value);
  return Number.isSafeInteger(value) ? value : BigInt(source);
}
