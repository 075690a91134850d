import { ExactNumber } from "../exact/number";
import type { Json } from "../types";

/** Fills each `{}` of the template with the next argument; `\{` and `\}` are braces, `\\` a backslash. */
export function format(template: string, args: Json[]): string {
  let used = 0;
  const filled = template.replace(/\\(['\\{}])|\{\}/g, (_match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (used === args.length) throw new Error("there are more {} in the template than arguments");
    return spell(args[used++]!);
  });
  if (used !== args.length) throw new Error("there are more arguments than {} in the template");
  return filled;
}

/** Texts as they are, numbers as JSON, arrays and objects as Java spells lists and maps: `{a=1, b=[x]}`. */
function spell(value: Json): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map(spell).join(", ")}]`;
  if (value instanceof ExactNumber) return value.text;
  if (value === null || typeof value !== "object") return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}=${spell(item)}`);
  return `{${entries.join(", ")}}`;
}
