import { readFileSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../..");

/** A page of `docs/`, by its name without `.md`. */
export const page = (name: string): string => readFileSync(path.join(ROOT, "docs", `${name}.md`), "utf8");

/** The texts in backquotes. */
export const quoted = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1]!);

/** A table's rows, each cell by the head of its column. */
export type Row = Record<string, string>;

/** The rows of each table that has these columns first. */
export function rowsOf(text: string, ...columns: string[]): Row[] {
  const tables = text.match(/(^\|.*\n?)+/gm) ?? [];
  return tables.flatMap((table) => {
    const [head = [], , ...rows] = table.trim().split("\n").map(cellsOf);
    if (!columns.every((column, index) => head[index] === column)) return [];
    return rows.map((cells) => Object.fromEntries(head.map((column, index) => [column, cells[index] ?? ""])));
  });
}

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());

/** The blocks of code in this language. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]!);
