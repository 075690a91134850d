import { isIndex } from "./order";

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const COLON = 58;
const BACKSLASH = 92;

/** Whether `JSON.parse` and `JSON.stringify` change a text of JSON, apart from its spaces and escapes. */
export function changes(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      const mayBeIndex = end - at < 12 && isDigit(text.charCodeAt(at + 1));
      if (mayBeIndex && isIndex(text.slice(at + 1, end)) && isName(text, end)) return true;
      at = end;
    } else if (code === MINUS || isDigit(code)) {
      const end = endOfNumber(text, at);
      if (isChanged(text, at, end)) return true;
      at = end - 1;
    }
  }
  return false;
}

const isDigit = (code: number): boolean => code >= ZERO && code < COLON;

/** Where the closing quote is. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}

function isName(text: string, quote: number): boolean {
  let at = quote + 1;
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === COLON;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isPartOfNumber(text.charCodeAt(end))) end++;
  return end;
}

/** A digit, `+`, `-`, `.`, `e` or `E`. */
const isPartOfNumber = (code: number): boolean =>
  isDigit(code) || code === 43 || code === MINUS || code === 46 || code === 101 || code === 69;

/** Whether JavaScript writes a number differently. It does not change a short integer, except `-0`. */
function isChanged(text: string, start: number, end: number): boolean {
  if (end - start < 16 && isShortInteger(text, start, end)) return false;
  const number = text.slice(start, end);
  return String(Number(number)) !== number;
}

function isShortInteger(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (!isDigit(text.charCodeAt(at))) return false;
  return isDigit(text.charCodeAt(start)) || text.charCodeAt(start + 1) !== ZERO;
}
