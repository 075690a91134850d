import { readJson } from "../../validate/json";
import type { Json } from "../types";

/**
 * Reads a JSON text as AWS's `$parse` does: names and texts may be in single quotes, an object may not have a name twice,
 * and a number has to fit a double. `undefined` for anything else.
 */
export function parseJsonText(text: string): Json | undefined {
  const read = readJson(text.includes("'") ? withDoubleQuotes(text) : text);
  if ("message" in read || read.duplicates.length > 0) return undefined;
  const value = read.value as Json;
  return MAY_OVERFLOW.test(text) && !fitsDoubles(value) ? undefined : value;
}

const MAY_OVERFLOW = /\d[eE]|\d{309}/;

function fitsDoubles(value: Json): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.values(value).every(fitsDoubles);
}

/** Texts and names in single quotes as JSON writes them; what is in double quotes stays. */
function withDoubleQuotes(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|'((?:[^'\\]|\\.)*)'/gs, (quoted, inner?: string) =>
    inner === undefined
      ? quoted
      : `"${inner.replaceAll(/\\.|"/gs, (part) => (part === '"' ? '\\"' : part === "\\'" ? "'" : part))}"`,
  );
}
