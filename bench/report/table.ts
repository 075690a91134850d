/** A Markdown table; the columns after the first are numbers. */
export function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, index) => (index === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

export const ratio = (value: number): string => `${value.toFixed(2)} ×`;
export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
export const seconds = (value: number): string => `${value.toFixed(1)} s`;
export const megabytes = (value: number): string => `${Math.round(value)} MB`;
export const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;
export const perSecond = (value: number): string => `${Math.round(value).toLocaleString("en-US")}/s`;
export const dollars = (value: number): string => value.toFixed(2);
