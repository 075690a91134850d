import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { Live } from "../../api";
import { Recent } from "../logic/recent";
import { Refetch, type Timers } from "../logic/refetch";
import { LiveContext } from "./context";
import { EVERYTHING } from "./live";
import { type Answers, readSized } from "./requests";

export const TIMERS: Timers = {
  now: () => performance.now(),
  setTimeout: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clearTimeout: (timer) => window.clearTimeout(timer as number),
};

/** Between two requests for the same thing. */
const SPACING_MS = 120;

/** What was shown lately is shown at once when it is opened again, and then as it is now. */
const recent = new Recent<unknown>({ values: 12, characters: 4_000_000 });

export interface Loaded<Answer> {
  data: Answer | undefined;
  error: string | undefined;
  reload(): void;
}

/**
 * What the server answers to a request, and again when it changed.
 *
 * @param query undefined: nothing is requested
 * @param changed whether a live event may have changed the answer; as a rule for as long as the query is the same
 */
export function useServer<Path extends keyof Answers>(
  path: Path,
  query: string | undefined,
  changed: (live: Live, data: Answers[Path] | undefined) => boolean,
  spacing = SPACING_MS,
): Loaded<Answers[Path]> {
  const live = useContext(LiveContext);
  const key = query === undefined ? undefined : path + query;
  const [state, setState] = useState<{ key?: string; data?: Answers[Path]; error?: string }>({});
  const refetch = useRef<Refetch>(undefined);
  const isChanged = useRef(changed);
  isChanged.current = changed;

  useEffect(() => {
    if (key === undefined || query === undefined) return;
    const abort = new AbortController();
    const load = async () => {
      try {
        const { value: data, characters } = await readSized(path, query, abort.signal);
        if (abort.signal.aborted) return;
        recent.set(key, data, characters);
        setState({ key, data });
      } catch (error) {
        if (!abort.signal.aborted)
          setState((before) => ({
            key,
            error: (error as Error).message,
            ...(before.key === key && before.data !== undefined && { data: before.data }),
          }));
      }
    };
    const each = new Refetch(load, spacing, TIMERS);
    refetch.current = each;
    each.trigger();
    const unsubscribe = live?.subscribe((event) => {
      const data = recent.get(key) as Answers[Path] | undefined;
      if (event === EVERYTHING || isChanged.current(event, data)) each.trigger();
    });
    return () => {
      unsubscribe?.();
      each.close();
      abort.abort();
    };
  }, [key]);

  const present = state.key === key ? state : {};
  return {
    data: present.data ?? (key === undefined ? undefined : (recent.get(key) as Answers[Path] | undefined)),
    error: present.error,
    reload: () => refetch.current?.trigger(),
  };
}

export const never = (): boolean => false;
