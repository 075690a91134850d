import type { ExecutionRow } from "../../api";
import { MAX_LOADED_ROWS, type Pages } from "./pages";
import type { ExecutionFilter } from "./routes";

export function matches(row: ExecutionRow, filter: ExecutionFilter): boolean {
  return (
    row.mapRun === filter.mapRun &&
    (filter.machine === undefined || row.machine === filter.machine) &&
    (filter.status === undefined || row.status === filter.status) &&
    (filter.name === undefined || row.name.includes(filter.name)) &&
    (filter.from === undefined || row.startedAt >= filter.from) &&
    (filter.to === undefined || row.startedAt <= filter.to)
  );
}

/**
 * Loaded rows after some executions changed, without a request: those that are loaded are replaced, new ones come first, those that no
 * longer match the filter are taken out.
 *
 * @returns `stale`: whether the page may miss what only a request finds, such as a row that matches now and is not loaded
 */
export function withChanges(
  pages: Pages<ExecutionRow>,
  changed: readonly ExecutionRow[],
  filter: ExecutionFilter,
): { pages: Pages<ExecutionRow>; stale: boolean } {
  const places = new Map([...pages.rows].map(([index, { arn }]) => [arn, index]));
  const rows = new Map(pages.rows);
  const removed: number[] = [];
  const started: ExecutionRow[] = [];
  const newest =
    rows.get(0)?.startedAt ?? (pages.total === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  // Where the first row is not loaded, nothing says which are new.
  const mayBeNew = (time: number) => time === newest || newest === Number.POSITIVE_INFINITY;
  let stale = false;
  for (const row of changed) {
    const place = places.get(row.arn);
    const matching = matches(row, filter);
    if (place !== undefined && matching) rows.set(place, row);
    else if (place !== undefined) removed.push(place);
    else if (matching && row.startedAt > newest) started.push(row);
    else if (filter.status !== undefined || (matching && mayBeNew(row.startedAt))) stale = true;
  }
  if (removed.length === 0 && started.length === 0) return { pages: { ...pages, rows }, stale };
  started.sort((a, b) => b.startedAt - a.startedAt);
  const total = Math.max(0, pages.total - removed.length + started.length);
  const inserted = pages.inserted + started.length;
  return { pages: { total, rows: shift(rows, removed, started), inserted }, stale };
}

function shift(
  rows: ReadonlyMap<number, ExecutionRow>,
  removed: readonly number[],
  started: readonly ExecutionRow[],
): Map<number, ExecutionRow> {
  const gone = [...removed].sort((a, b) => a - b);
  const shifted = new Map<number, ExecutionRow>(started.map((row, index) => [index, row]));
  let before = 0;
  for (const [index, row] of [...rows].sort(([a], [b]) => a - b)) {
    while (before < gone.length && gone[before]! < index) before++;
    if (gone[before] === index) continue;
    const to = index - before + started.length;
    if (to < MAX_LOADED_ROWS || shifted.size < MAX_LOADED_ROWS) shifted.set(to, row);
  }
  return shifted;
}
