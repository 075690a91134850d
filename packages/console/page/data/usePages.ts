import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { missingPage, noPages, PAGE_ROWS, type Pages, withPage } from "../logic/pages";
import type { RowWindow } from "../logic/windowing";

export interface LoadedPages<Row> {
  pages: Pages<Row>;
  error: string | undefined;
  /** Whether the first answer has come. */
  ready: boolean;
  /** To call with the rows in view. */
  show(window: RowWindow): void;
  /** Requests the rows in view again; resolves when they are there. */
  reload(): Promise<void>;
  change(next: (pages: Pages<Row>) => Pages<Row>): void;
}

/**
 * Rows that are requested in pages as they come into view.
 *
 * @param key what is listed; another key starts afresh
 */
export function usePages<Row>(
  key: string,
  request: (offset: number, signal: AbortSignal) => Promise<{ rows: Row[]; total: number }>,
): LoadedPages<Row> {
  const [state, setState] = useState<{ key: string; pages: Pages<Row>; ready: boolean; error?: string }>();
  const inView = useRef<RowWindow>({ first: 0, end: 1 });
  const abort = useRef<AbortController>(undefined);
  /** By offset: whether to request it once more after the answer in flight, which may be older than what changed. */
  const loading = useRef(new Map<number, boolean>());
  const latest = useRef<Pages<Row>>(noPages());
  const requestNow = useRef(request);
  requestNow.current = request;

  const put = useCallback(
    (pages: Pages<Row>) => {
      latest.current = pages;
      setState({ key, pages, ready: true });
    },
    [key],
  );

  const load = useCallback(
    async (offset: number, again = false): Promise<void> => {
      const signal = abort.current?.signal;
      if (!signal) return;
      if (loading.current.has(offset)) {
        if (again) loading.current.set(offset, true);
        return;
      }
      loading.current.set(offset, false);
      try {
        const page = await requestNow.current(offset, signal);
        if (!signal.aborted) put(withPage(latest.current, offset, page));
      } catch (error) {
        if (signal.aborted) return;
        loading.current.delete(offset);
        setState({ key, pages: latest.current, ready: true, error: (error as Error).message });
        return;
      }
      if (signal.aborted) return;
      const once = loading.current.get(offset);
      loading.current.delete(offset);
      const missing = missingPage(latest.current, inView.current);
      if (once) await load(offset);
      else if (missing !== undefined && missing !== offset) await load(missing);
    },
    [key, put],
  );

  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    loading.current = new Map();
    latest.current = noPages();
    inView.current = { first: 0, end: 1 };
    void load(0);
    return () => controller.abort();
  }, [load]);

  const show = useCallback(
    (window: RowWindow) => {
      inView.current = window;
      const missing = missingPage(latest.current, window);
      if (missing !== undefined) void load(missing);
    },
    [load],
  );

  const reload = useCallback(async () => {
    const { first, end } = inView.current;
    const firstPage = Math.floor(first / PAGE_ROWS) * PAGE_ROWS;
    for (let offset = firstPage; offset < Math.max(end, firstPage + 1); offset += PAGE_ROWS)
      await load(offset, true);
  }, [load]);

  const change = useCallback(
    (next: (pages: Pages<Row>) => Pages<Row>) => {
      const pages = next(latest.current);
      if (pages !== latest.current) put(pages);
    },
    [put],
  );

  const present = state?.key === key ? state : undefined;
  return {
    pages: present?.pages ?? noPages(),
    error: present?.error,
    ready: present?.ready ?? false,
    show,
    reload,
    change,
  };
}
