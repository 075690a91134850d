/** Control characters, and those that turn the direction of text: they could hide or overwrite what is next to them. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line of text without anything that a terminal or a browser would act on. */
export const printable = (text: string): string => text.replace(/\s+/g, " ").replace(UNPRINTABLE, "�");

/** Text for HTML on GitHub: without markup, mentions, and links to issues and pages. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/[@#](?=\w)/g, "$&<!-- -->")
    .replace(/(https?|ftp)(?=:\/\/)|www(?=\.)/gi, "$&<!-- -->");
}

/**
 * Text for a paragraph, a list or a table of GitHub's Markdown (https://github.github.com/gfm/): as in
 * {@link escapeHtml}, and no end of a table's cell.
 */
export function escapeMarkdown(text: string): string {
  return escapeHtml(
    printable(text)
      .replace(/[\\`*_[\]{}|~$]/g, "\\$&")
      .replace(/^([#+-]|\d+[.)])(?=\s|$)/, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`),
  );
}

/** A fenced block whose fence no line inside can close. */
export function fenced(language: string, lines: string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...lines.map((line) => line.replace(UNPRINTABLE, "�")), fence].join("\n");
}
