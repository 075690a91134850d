import { InvalidPath } from "./errors";
import { parseFilter } from "./filter";
import { parseInteger } from "./javaText";
import type { JsonPath, Token } from "./tokens";

/** A part of a path that is read from left to right. Reading past its end is an error. */
class Fragment {
  at = 0;

  constructor(readonly text: string) {}

  get char(): string {
    const char = this.text[this.at];
    if (char === undefined) throw new InvalidPath(`Could not analyze path component: ${this.text}`);
    return char;
  }

  next(): string {
    this.at++;
    return this.char;
  }
}

/**
 * The step of a `[…]`, determined by the first character in it that begins one; what stands before that is skipped, so that `[x1]` is `[1]`.
 *
 * @param compileOperand compiles a path in a filter
 * @throws InvalidPath
 */
export function bracketToken(text: string, compileOperand: (path: string) => JsonPath): Token {
  if (text === "[*]") return { kind: "wildcard" };
  if (/^\[\s*\?[\s,*?]*\]$/.test(text)) return { kind: "filter", text: "" };
  const start = text.search(/[?'\d:@-]/);
  if (start === -1) throw new InvalidPath(`Could not analyze path component: ${text}`);
  const fragment = new Fragment(text);
  fragment.at = start;
  if (fragment.char === "?") {
    const condition = filterText(text.slice(text.lastIndexOf("[", start)));
    return { kind: "filter", ...parseFilter(condition, compileOperand) };
  }
  if (fragment.char === "'") return { kind: "names", names: readNames(fragment) };
  return fragment.char === "@" ? readFromEnd(fragment) : readIndexes(fragment);
}

/** From the opening bracket to the one that closes it: one in single quotes, or in parentheses, does not. */
function filterText(text: string): string {
  const fragment = new Fragment(text);
  let parentheses = 0;
  let brackets = 0;
  let quoted = false;
  for (let before = " "; ; before = fragment.char, fragment.at++) {
    const char = fragment.char;
    if (char === "'" && before !== "\\") quoted = !quoted;
    if (quoted) continue;
    if (char === "(") parentheses++;
    else if (char === ")") parentheses--;
    else if (char === "[") brackets++;
    else if (char === "]") {
      brackets--;
      if (parentheses !== 0) continue;
      if (brackets !== 0) throw new InvalidPath("Filter brackets are not balanced");
      return text.slice(0, fragment.at + 1);
    }
  }
}

/** What stands between single quotes, up to the first bracket that closes; there are no escapes. */
function readNames(fragment: Fragment): string[] {
  const names: string[] = [];
  let name: string | undefined;
  for (; fragment.char !== "]"; fragment.at++) {
    if (fragment.char !== "'") {
      if (name !== undefined) name += fragment.char;
    } else if (name === undefined) name = "";
    else {
      names.push(name);
      name = undefined;
    }
  }
  return names;
}

/** `[(@.length-1)]`, `[(@.size()-1)]` */
function readFromEnd(fragment: Fragment): Token {
  fragment.next();
  let property = "";
  for (let char = fragment.next(); char !== "-"; char = fragment.next()) {
    if (char !== " " && char !== "(" && char !== ")") property += char;
  }
  if (property !== "size" && property !== "length") {
    throw new InvalidPath(
      `Invalid function: @.${property}. Supported functions are: [(@.length - n)] and [(@.size() - n)]`,
    );
  }
  let offset = "";
  for (; fragment.char !== ")"; fragment.at++) if (fragment.char !== " ") offset += fragment.char;
  return { kind: "fromEnd", offset: parseInteger(offset) };
}

/** `[1]`, `[0,2]`, `[1:3]`. What follows the second bound of a slice, such as a step, is one number more and has no effect. */
function readIndexes(fragment: Fragment): Token {
  const numbers: number[] = [];
  const found = { comma: false, from: false, to: false };
  let digits = "";
  const readDigits = () => {
    for (; /[\d -]/.test(fragment.char); fragment.at++) if (fragment.char !== " ") digits += fragment.char;
  };
  const take = () => {
    numbers.push(parseInteger(digits));
    digits = "";
  };
  for (readDigits(); /[,:]/.test(fragment.char); readDigits()) {
    const sign: string = fragment.char;
    const isSlice = sign === ":";
    const fromStart = isSlice && digits === "";
    if (!fromStart) take();
    if (isSlice) {
      fragment.next();
      readDigits();
      if (fromStart) found.to = true;
      else if (digits === "") found.from = true;
      if (fromStart || digits !== "") take();
      if (fragment.char === "]") break;
    } else found.comma = true;
    fragment.next();
  }
  if (digits !== "") take();
  return indexToken(numbers, found);
}

function indexToken(numbers: number[], found: { comma: boolean; from: boolean; to: boolean }): Token {
  const [first = 0, second] = numbers;
  if (numbers.length === 1 && !found.from && !found.to) return { kind: "index", index: first };
  if (found.comma) return { kind: "indexes", indexes: numbers };
  if (found.from) return { kind: "slice", from: first };
  return found.to ? { kind: "slice", to: first } : { kind: "slice", from: first, to: second };
}
