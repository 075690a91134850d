import { cut } from "./shorten";

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Makes a cell fit where the table is too wide. Default: the column keeps its width. */
  shrink?(cell: string, width: number): string;
}

export interface TableOptions {
  /** Whether there is a line below the titles. Default: true. */
  underline?: boolean;
  /** How many columns of characters there are. Default: as many as are needed, and nothing is cut. */
  width?: number | undefined;
}

/** A column that shrinks has no fewer characters than this. */
const LEAST_WIDTH = 8;
const GAP = "  ";

/**
 * Lays out rows below the columns' titles, two spaces apart.
 *
 * @param columns a title alone is a left-aligned column
 */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly string[][],
  { underline = true, width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
  const laidOut = columns.map((column): Column => (typeof column === "string" ? { title: column } : column));
  const needed = laidOut.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]!.length)),
  );
  const widths = fitted(laidOut, needed, width);
  const line = (cells: readonly string[]) => {
    const padded = cells.map((cell, index) =>
      laidOut[index]!.align === "right" ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
    );
    return cut(padded.join(GAP).trimEnd(), width);
  };
  return [
    line(laidOut.map(({ title }) => title)),
    ...(underline ? [line(widths.map((each) => "-".repeat(each)))] : []),
    ...rows.map((row) =>
      line(
        row.map((cell, index) =>
          cell.length > widths[index]! ? laidOut[index]!.shrink!(cell, widths[index]!) : cell,
        ),
      ),
    ),
  ].join("\n");
}

/** The columns' widths, those that shrink made smaller until the table fits, the last one first. */
function fitted(columns: readonly Column[], needed: readonly number[], width: number): number[] {
  const widths = [...needed];
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width;
  for (let index = columns.length - 1; index >= 0 && excess > 0; index--) {
    if (!columns[index]!.shrink) continue;
    const least = Math.max(LEAST_WIDTH, columns[index]!.title.length);
    const less = Math.min(excess, Math.max(0, widths[index]! - least));
    widths[index]! -= less;
    excess -= less;
  }
  return widths;
}
