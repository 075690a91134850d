import { useCallback, useContext, useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { ClockView } from "../../api";
import { type HeardClock, LiveContext } from "./context";
import { useServer } from "./useServer";

/** A clock that does not tick by itself is asked for again as executions go on, but not often. */
const SPACING_MS = 500;

/**
 * The stack's clock as it was last heard of.
 *
 * @param waits whether what waits for it is shown as well, which changes as executions go on
 */
export function useClock(waits: boolean): [clock: HeardClock | undefined, set: (clock: ClockView) => void] {
  const { data } = useServer(
    "clock",
    waits ? "?waiting=1" : "",
    (event, clock) =>
      event.clock !== undefined || ((waits || clock?.mode !== "real") && event.executions.length > 0),
    SPACING_MS,
  );
  const [clock, setClock] = useState<HeardClock>();
  const set = useCallback((next: ClockView) => setClock({ ...next, heardAt: performance.now() }), []);
  useLayoutEffect(() => {
    if (data) set(data);
  }, [data, set]);
  return [clock, set];
}

/** The stack's present time, every second. */
export function useNow(clock: HeardClock | undefined): number {
  const [, update] = useState(0);
  const factor = clock?.mode === "real" ? 1 : clock?.mode === "scaled" ? (clock.factor ?? 1) : 0;
  useEffect(() => {
    if (factor === 0) return;
    const timer = setInterval(() => update((ticks) => ticks + 1), 1000);
    return () => clearInterval(timer);
  }, [factor]);
  return clock ? clock.now + (performance.now() - clock.heardAt) * factor : Date.now();
}

/** Whether the page hears from the stack. */
export function useConnection(): "connecting" | "connected" | "lost" | "refused" {
  const live = useContext(LiveContext);
  const [state, setState] = useState<"connecting" | "connected" | "lost" | "refused">("connecting");
  useEffect(
    () =>
      live?.onConnection((connected) =>
        setState(connected ? "connected" : live.refused ? "refused" : "lost"),
      ),
    [live],
  );
  return state;
}
