import { bad, faint } from "../terminal";
import type { Finding } from "./findings";

const WIDEST = 80;
const INDENT = "    ";

/**
 * A finding for people and editors, in lines of at most 80 columns where file, code and pointer let it:
 *
 * ```
 * order.asl.json:7:15: error: Missing 'Next' target: Leave
 *     MISSING_TRANSITION_TARGET /States/Greet/Next
 * ```
 */
export function renderFinding(
  { file, line, column, severity, code, message, pointer }: Finding,
  width = WIDEST,
): string {
  const widest = Math.min(width, WIDEST);
  const visible = (text: string) => text.replace(CONTROLS, escaped);
  const place = `${visible(file)}:${line}:${column}: ${severity}: `;
  const [first, ...rest] = wrap(visible(message.replace(/\s*\n\s*/g, " ")), widest, place.length);
  const colored = severity === "error" ? place.replace(severity, bad(severity)) : place;
  const where = [code, visible(pointer)].filter(Boolean);
  const last = INDENT.length + where.join(" ").length > widest ? where : [where.join(" ")];
  return [
    `${colored}${first}`,
    ...rest.map((each) => INDENT + each),
    ...last.map((each) => faint(INDENT + each)),
  ].join("\n");
}

/** What a terminal would obey: a file decides over its findings' texts. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Breaks a text at its blanks, within words that are longer than a line too. */
function wrap(text: string, width: number, taken: number): string[] {
  const room = width - INDENT.length;
  const lines = [""];
  let left = width - taken;
  for (const word of text.split(" ").flatMap((each) => pieces(each, room))) {
    const line = lines.at(-1)!;
    const length = line.length + (line ? 1 : 0) + word.length;
    if (length <= left) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else {
      lines.push(word);
      left = room;
    }
  }
  return lines;
}

const pieces = (word: string, length: number): string[] =>
  word.match(new RegExp(`.{1,${length}}`, "gsu")) ?? [""];

/** `2 files: 1 error, 3 warnings` */
export function summary(files: number, findings: readonly Finding[]): string {
  const count = (number: number, name: string) => `${number} ${name}${number === 1 ? "" : "s"}`;
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return `${count(files, "file")}: ${count(errors, "error")}, ${count(findings.length - errors, "warning")}`;
}
