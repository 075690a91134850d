/** Text of a drawing. Nothing measures it where it is laid out, so that widths are those of a wide sans-serif font. */

/** In em, from the widest of Arial, Helvetica, Segoe UI, Roboto and DejaVu Sans. */
const WIDTHS: [characters: RegExp, em: number][] = [
  [/[ijl|'!.,:;]/, 0.34],
  [/[ftrI()[\]{}\s\\/"*-]/, 0.46],
  [/[mwMW@%]/, 1],
  [/[A-Z<>=+~_&$#?]/, 0.78],
  [/[ -~]/, 0.64],
];
/** Any other script. */
const WIDEST_EM = 1.1;

const emOf = (character: string): number =>
  WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? WIDEST_EM;

/** Pixels. */
export const widthOf = (text: string, fontSize: number): number =>
  Math.ceil([...text].reduce((sum, character) => sum + emOf(character), 0) * fontSize);

export interface TextBlock {
  lines: string[];
  width: number;
  height: number;
}

/** Breaks a text at blanks, and within words that are too long, into at most `most` lines; a text that has more is cut with `…`. */
export function wrap(
  text: string,
  { fontSize, width, most }: { fontSize: number; width: number; most: number },
): TextBlock {
  const lines: string[] = [];
  let line = "";
  for (const word of text.replace(/\s+/g, " ").trim().split(" ")) {
    for (const part of breakWord(word, fontSize, width)) {
      const longer = line && `${line} ${part}`;
      if (line && widthOf(longer, fontSize) <= width) line = longer;
      else {
        if (line) lines.push(line);
        line = part;
      }
    }
  }
  lines.push(line);
  const shown =
    lines.length > most ? [...lines.slice(0, most - 1), shorten(lines[most - 1]!, fontSize, width)] : lines;
  const widest = Math.max(...shown.map((each) => widthOf(each, fontSize)));
  return { lines: shown, width: widest, height: shown.length * lineHeight(fontSize) };
}

export const lineHeight = (fontSize: number): number => Math.round(fontSize * 1.35);

/** A word in parts that fit, broken after a punctuation mark or before a capital letter where it has one. */
function breakWord(word: string, fontSize: number, width: number): string[] {
  const parts: string[] = [];
  let rest = [...word];
  while (widthOf(rest.join(""), fontSize) > width) {
    let end = 1;
    while (widthOf(rest.slice(0, end + 1).join(""), fontSize) <= width) end++;
    const breaks = (at: number) => /[^\p{L}\p{N}]/u.test(rest[at - 1]!) || /\p{Lu}/u.test(rest[at]!);
    let at = end;
    while (at > end / 2 && !breaks(at)) at--;
    if (at <= end / 2) at = end;
    parts.push(rest.slice(0, at).join(""));
    rest = rest.slice(at);
  }
  return [...parts, rest.join("")];
}

function shorten(line: string, fontSize: number, width: number): string {
  const characters = [...line];
  while (characters.length > 0 && widthOf(`${characters.join("")}…`, fontSize) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
