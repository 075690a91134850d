/**
 * Placeholders that a template fills in before the definition reaches Step Functions: `${Name}`, as in SAM's `DefinitionSubstitutions`,
 * `Fn::Sub`, the CDK, the Serverless Framework and Terraform. As a whole value, within a text, or without quotes.
 */

/** What stands for `{`, `}` and `"` of a placeholder, one character for each: no position changes, and no parser sees them. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const INNER_OPEN = "\uE002";
const INNER_CLOSE = "\uE003";
const QUOTE = "\uE004";

/** The text with its placeholders masked, so that it can be parsed. Each character keeps its place. */
export function mask(text: string, { quoted }: { quoted: boolean }): string {
  let masked = "";
  let end = 0;
  for (let start = text.indexOf("${"); start !== -1; start = text.indexOf("${", Math.max(end, start + 1))) {
    const close = closing(text, start + 2);
    if (close === undefined) continue;
    const inner = text
      .slice(start + 2, close)
      .replaceAll("{", INNER_OPEN)
      .replaceAll("}", INNER_CLOSE)
      .replaceAll('"', QUOTE)
      .replace(/\\|\p{Cc}/gu, " ");
    masked += `${text.slice(end, start)}$${OPEN}${inner}${CLOSE}`;
    end = close + 1;
  }
  masked += text.slice(end);
  return quoted ? masked.replace(BARE, quoteBare) : masked;
}

const LONGEST = 2000;

/** Where the placeholder whose content starts at `from` is closed; undefined if it is not closed on its line, or is too long. */
function closing(text: string, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < Math.min(text.length, from + LONGEST); at++) {
    const character = text[at];
    if (character === "\n") return undefined;
    if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at;
  }
  return undefined;
}

/** A text of JSON, or what is outside of texts and has a placeholder: `${Seconds}`, `1${Zeros}`. */
const BARE = new RegExp(
  `"(?:\\\\.|[^"\\\\])*"|[\\w.+-]{0,40}(?:\\$${OPEN}[^${CLOSE}]*${CLOSE}[\\w.+-]*)+`,
  "gsu",
);

/** JSON has no value without quotes but numbers and words: it becomes a text of the same length. */
const quoteBare = (found: string): string =>
  found.startsWith('"') ? found : `"${toText(found.slice(1, -1))}"`;

/** The first and last character made room for the quotes; what is left still has a placeholder's mark. */
const toText = (inside: string): string => (inside.includes(OPEN) ? inside : `${OPEN}${inside.slice(1)}`);

/** What a masked text was before. */
export const unmask = (text: string): string => text.replace(MARKS, (mark) => WRITTEN[mark]!);

const WRITTEN: Readonly<Record<string, string>> = {
  [OPEN]: "{",
  [CLOSE]: "}",
  [INNER_OPEN]: "{",
  [INNER_CLOSE]: "}",
  [QUOTE]: '"',
};
const MARKS = /[\uE000-\uE004]/g;

/** A text that is as good as a placeholder. */
export const unknownText = (text: string): string => `${OPEN}${text}`;

export const hasPlaceholder = (text: string): boolean => text.includes(OPEN);
