import { dateTime } from "./timestamps";

/** Values that are written as an element each, without one around them: a flattened list. */
export class Repeated {
  constructor(readonly values: readonly unknown[]) {}
}

/**
 * A value as XML elements, as the `query` protocol writes them: members of an object become elements, of a list
 * `member` elements, of a Map `entry` elements with `key` and `value`; `undefined` is left out.
 */
export function toXml(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Repeated) return value.values.map((each) => toXml(name, each)).join("");
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: unknown): string {
  if (value instanceof Date) return dateTime(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map((member) => toXml("member", member)).join("");
  if (value instanceof Map) {
    const entries = [...value].map(
      ([key, entry]) => `<entry>${toXml("key", key)}${toXml("value", entry)}</entry>`,
    );
    return entries.join("");
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([member, of]) => toXml(member, of))
      .join("");
  }
  return escapeXml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#xD;",
};

/** Characters that XML cannot represent at all are replaced by U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"'\r]/g, (char) => ENTITIES[char] ?? char)
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
