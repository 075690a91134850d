export interface Column {
  title: string;
  align?: "left" | "right";
}

/**
 * Lays out rows below the columns' titles, two spaces apart.
 *
 * @param columns a title alone is a left-aligned column
 * @param options `underline`: whether there is a line below the titles. Default: true
 */
export function table(
  columns: readonly (Column | string)[],
  rows: readonly string[][],
  { underline = true }: { underline?: boolean } = {},
): string {
  const laidOut = columns.map((column) => (typeof column === "string" ? { title: column } : column));
  const widths = laidOut.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        laidOut[index]!.align === "right" ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join("  ")
      .trimEnd();
  return [
    line(laidOut.map(({ title }) => title)),
    ...(underline ? [line(widths.map((width) => "-".repeat(width)))] : []),
    ...rows.map(line),
  ].join("\n");
}
