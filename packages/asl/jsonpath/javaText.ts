import { InvalidPath } from "./errors";

/** Java's `String.trim()`: everything up to U+0020 goes, other spaces stay. */
export function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

/** The text without the given characters at its end. */
export function stripEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

const LARGEST_INT = 2 ** 31 - 1;

/** Java's `Integer.parseInt()`: 32 bits. */
export function parseInteger(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= -LARGEST_INT - 1 && value <= LARGEST_INT) return value + 0;
  throw new InvalidPath(`'${text}' is not an index: allowed is a whole number of 32 bits`);
}
