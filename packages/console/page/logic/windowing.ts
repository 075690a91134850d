/** Which of many rows of one height are in view, so that only these are in the page. */

export interface RowWindow {
  /** The first row to render, and the one after the last. */
  first: number;
  end: number;
}

/** Rows above and below what is in view, so that scrolling does not show blanks. */
const OVERSCAN = 8;

export function rowWindow(
  { scrollTop, height }: { scrollTop: number; height: number },
  rowHeight: number,
  count: number,
): RowWindow {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - OVERSCAN;
  const end = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + OVERSCAN;
  const last = Math.min(count, Math.max(0, end));
  return { first: Math.min(Math.max(0, first), last), end: last };
}

/** The scroll position nearest to the present one at which a row is wholly in view. */
export function scrollToShow(
  row: number,
  { scrollTop, height }: { scrollTop: number; height: number },
  rowHeight: number,
): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  if (top + rowHeight > scrollTop + height) return Math.max(0, top + rowHeight - height);
  return scrollTop;
}

/** The row that a key moves to, or undefined if the key does not move. */
export function moveByKey(key: string, row: number, count: number, pageRows: number): number | undefined {
  if (count === 0) return undefined;
  const target: Record<string, number> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + Math.max(1, pageRows),
    PageUp: row - Math.max(1, pageRows),
    Home: 0,
    End: count - 1,
  };
  const to = target[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}
