import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { moveByKey, type RowWindow, rowWindow, scrollToShow } from "../logic/windowing";

export interface RowsProps {
  /** What a screen reader calls the list. */
  label: string;
  role: "grid" | "tree" | "listbox";
  count: number;
  /** Pixels, of every row. */
  rowHeight: number;
  /** The contents of a row. It must have the attributes. */
  row(index: number, attributes: RowAttributes): ComponentChildren;
  /** The row that keys act on. */
  active: number;
  onActive(index: number): void;
  /** Enter or Space on the active row. */
  onEnter?(index: number): void;
  /** Other keys; returns whether it used the key. */
  onKey?(key: string, index: number): boolean;
  /** The rows in view. */
  onWindow?(window: RowWindow): void;
  /** Stays in view above the rows, and is as high as a row. */
  header?: ComponentChildren;
  /** As high as its rows, up to the stylesheet's limit, rather than as high as its place. */
  grows?: boolean;
  /** Whether the last row stays in view as rows are added, as long as it is in view. */
  follow?: boolean;
  /** How many rows were put before the first one so far. What is in view stays there, unless that is the first row. */
  inserted?: number;
}

export interface RowAttributes {
  id: string;
  class: string;
  style: { top: string; height: string };
}

/** Many rows of which only those in view are in the page; moved through by keys, with one focus for all. */
export function Rows(props: RowsProps) {
  const {
    label,
    role,
    count,
    rowHeight,
    row,
    active,
    onActive,
    onEnter,
    onKey,
    onWindow,
    header,
    grows,
    follow,
    inserted = 0,
  } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [view, setView] = useState({ scrollTop: 0, height: 640 });
  const window = rowWindow(view, rowHeight, count);

  const measure = () => {
    const { scrollTop, clientHeight, scrollHeight } = scroller.current!;
    const height = clientHeight - (header ? rowHeight : 0);
    atEnd.current = scrollTop + clientHeight >= scrollHeight - rowHeight;
    setView((before) =>
      before.scrollTop === scrollTop && before.height === height ? before : { scrollTop, height },
    );
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current!);
    return () => observer.disconnect();
  }, []);
  const insertedBefore = useRef(inserted);
  useLayoutEffect(() => {
    const added = inserted - insertedBefore.current;
    insertedBefore.current = inserted;
    if (added > 0 && scroller.current!.scrollTop > 0) scroller.current!.scrollTop += added * rowHeight;
  }, [inserted]);
  useLayoutEffect(() => {
    if (follow && atEnd.current) scroller.current!.scrollTop = count * rowHeight;
    measure();
  }, [count]);
  useEffect(() => onWindow?.(window), [window.first, window.end, count]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== scroller.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moveByKey(event.key, active, count, Math.floor(view.height / rowHeight));
    if (to !== undefined) {
      onActive(to);
      scroller.current!.scrollTop = scrollToShow(to, view, rowHeight);
    } else if ((event.key === "Enter" || event.key === " ") && onEnter && count > 0) onEnter(active);
    else if (!onKey?.(event.key, active)) return;
    event.preventDefault();
  };

  const indexes = Array.from({ length: window.end - window.first }, (_, index) => window.first + index);
  const shown = active >= window.first && active < window.end;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: each of its roles supports them
    <div
      class={grows ? "rows grows" : "rows"}
      role={role}
      aria-label={label}
      aria-rowcount={role === "grid" ? count + (header ? 1 : 0) : undefined}
      aria-activedescendant={shown ? `${id}-${active}` : undefined}
      tabIndex={0}
      ref={scroller}
      onScroll={measure}
      onKeyDown={onKeyDown}
    >
      {header}
      <div
        class="rows-content"
        role={role === "grid" ? "rowgroup" : "presentation"}
        style={{ height: `${count * rowHeight}px` }}
      >
        {indexes.map((index) =>
          row(index, {
            id: `${id}-${index}`,
            class: index === active ? "row active" : "row",
            style: { top: `${index * rowHeight}px`, height: `${rowHeight}px` },
          }),
        )}
      </div>
    </div>
  );
}
