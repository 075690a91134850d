import { javaPattern, javaReplace } from "../regularExpression";
import { TemplateError, toText, type Value } from "../value";
import { defineMethods, within } from "./signatures";

const int = BigInt;

/** `java.lang.String` ({@link https://docs.oracle.com/javase/8/docs/api/java/lang/String.html}) */
export const TEXT = defineMethods<string>({
  "charAt(int)": (self, index: bigint) => self.charAt(within(index, self.length - 1)),
  "codePointAt(int)": (self, index: bigint) => int(self.codePointAt(within(index, self.length - 1))!),
  "compareTo(text)": (self, other: string) => compare(self, other),
  "compareToIgnoreCase(text)": (self, other: string) => compare(folded(self), folded(other)),
  "concat(text)": (self, other: string) => self + other,
  "contains(text)": (self, other: string) => self.includes(other),
  "contentEquals(text)": (self, other: string) => self === other,
  "endsWith(text)": (self, other: string) => self.endsWith(other),
  "equals(any)": (self, other: Value) => self === other,
  "equalsIgnoreCase(text)": (self, other: string) => folded(self) === folded(other),
  "getBytes()": (self) => [...Buffer.from(self, "utf8")].map((byte) => BigInt.asIntN(8, int(byte))),
  "hashCode()": (self) => hashCode(self),
  "indexOf(text)": (self, other: string) => int(self.indexOf(other)),
  "indexOf(text, int)": (self, other: string, from: bigint) => int(self.indexOf(other, Number(from))),
  "intern()": (self) => self,
  "isBlank()": (self) => self.trim() === "",
  "isEmpty()": (self) => self === "",
  "join(text, list)": (_, delimiter: string, items: Value[]) => items.map(toText).join(delimiter),
  "lastIndexOf(text)": (self, other: string) => int(self.lastIndexOf(other)),
  "lastIndexOf(text, int)": (self, other: string, from: bigint) =>
    from < 0n ? -1n : int(self.lastIndexOf(other, Number(from))),
  "length()": (self) => int(self.length),
  "matches(text)": (self, pattern: string) =>
    compiled(() => javaPattern(pattern, { whole: true })).test(self),
  "regionMatches(int, text, int, int)": (self, at: bigint, other: string, from: bigint, length: bigint) =>
    self.substr(Number(at), Number(length)) === other.substr(Number(from), Number(length)),
  "repeat(int)": (self, count: bigint) => {
    if (count < 0n || self.length * Number(count) > MAX_REPEATED) {
      throw new TemplateError(`repeat(${count}) is too long or negative`);
    }
    return self.repeat(Number(count));
  },
  "replace(text, text)": (self, from: string, to: string) => self.replaceAll(from, () => to),
  "replaceAll(text, text)": (self, pattern: string, to: string) =>
    compiled(() => javaReplace(self, pattern, to, true)),
  "replaceFirst(text, text)": (self, pattern: string, to: string) =>
    compiled(() => javaReplace(self, pattern, to, false)),
  "split(text)": (self, pattern: string) => split(self, pattern, 0),
  "split(text, int)": (self, pattern: string, limit: bigint) => split(self, pattern, Number(limit)),
  "startsWith(text)": (self, other: string) => self.startsWith(other),
  "startsWith(text, int)": (self, other: string, from: bigint) => self.startsWith(other, Number(from)),
  "strip()": (self) => self.trim(),
  "substring(int)": (self, from: bigint) => self.slice(within(from, self.length)),
  "substring(int, int)": (self, from: bigint, to: bigint) => {
    const end = within(to, self.length);
    return self.slice(within(from, end), end);
  },
  "toCharArray()": (self) => self.split(""),
  "toLowerCase()": (self) => self.toLowerCase(),
  "toString()": (self) => self,
  "toUpperCase()": (self) => self.toUpperCase(),
  "trim()": (self) => self.trim(),
  "valueOf(any)": (_, value: Value) => toText(value),
});

const MAX_REPEATED = 10_000_000;

/** Java's order is that of code units, and the difference says how far apart they are. */
function compare(a: string, b: string): bigint {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = a.charCodeAt(index) - b.charCodeAt(index);
    if (difference !== 0) return int(difference);
  }
  return int(a.length - b.length);
}

const folded = (text: string) => text.toUpperCase().toLowerCase();

function hashCode(text: string): bigint {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0;
  return int(hash);
}

/** With a limit of 0, Java drops the empty texts at the end; a positive limit is the most parts. */
function split(text: string, pattern: string, limit: number): string[] {
  if (text === "") return [""];
  const separator = compiled(() => javaPattern(pattern, { all: true }));
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(separator)) {
    if (limit > 0 && parts.length === limit - 1) break;
    const end = match.index + match[0].length;
    // An empty match at the beginning or at the end separates nothing.
    if (end === 0 || (match[0] === "" && match.index === text.length)) continue;
    parts.push(text.slice(from, match.index));
    from = end;
  }
  parts.push(text.slice(from));
  if (limit !== 0) return parts;
  return parts.slice(0, parts.findLastIndex((part) => part !== "") + 1);
}

function compiled<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TemplateError(error.message, { cause: error });
  }
}
