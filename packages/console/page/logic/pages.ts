import type { RowWindow } from "./windowing";

/** Rows that are loaded in pages, as they come into view. Those not loaded are undefined. */
export interface Pages<Row> {
  total: number;
  rows: ReadonlyMap<number, Row>;
  /** How many rows were put before the first one since the first page was loaded. */
  inserted: number;
}

/** Rows of a request. */
export const PAGE_ROWS = 100;

/** Loaded rows that are kept; those farthest from the view are forgotten. */
export const MAX_LOADED_ROWS = 2000;

export const noPages = <Row>(): Pages<Row> => ({ total: 0, rows: new Map(), inserted: 0 });

export function withPage<Row>(
  pages: Pages<Row>,
  offset: number,
  loaded: { rows: readonly Row[]; total: number },
): Pages<Row> {
  const rows = new Map(pages.rows);
  for (const [index, row] of loaded.rows.entries()) rows.set(offset + index, row);
  for (const index of rows.keys()) if (index >= loaded.total) rows.delete(index);
  return { ...pages, total: loaded.total, rows: rows.size > MAX_LOADED_ROWS ? near(rows, offset) : rows };
}

/** The offset of the first page that has a row in view and is not loaded. */
export function missingPage<Row>({ total, rows }: Pages<Row>, { first, end }: RowWindow): number | undefined {
  for (let index = first; index < Math.min(end, total); index++)
    if (!rows.has(index)) return Math.floor(index / PAGE_ROWS) * PAGE_ROWS;
  return undefined;
}

function near<Row>(rows: ReadonlyMap<number, Row>, offset: number): Map<number, Row> {
  const distance = (index: number) => Math.abs(index - offset - PAGE_ROWS / 2);
  const kept = [...rows].sort(([a], [b]) => distance(a) - distance(b)).slice(0, MAX_LOADED_ROWS / 2);
  return new Map(kept);
}
