import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ClockView, StackView } from "../../api";
import type { Route } from "../logic/routes";
import type { LiveEvents } from "./live";

/** Apart from the rest, since the rest is loaded with it. */
export const LiveContext = createContext<LiveEvents | undefined>(undefined);

/** A clock with the moment, by `performance.now()`, at which it was heard of: since then it has ticked on. */
export interface HeardClock extends ClockView {
  heardAt: number;
}

/** What every view may use. */
export interface Console {
  stack: StackView;
  clock: HeardClock | undefined;
  setClock(clock: ClockView): void;
  /** @param replace whether going back leads to the view before the present one */
  go(route: Route, replace?: boolean): void;
  /** Says something for a moment, also to screen readers. */
  say(message: string): void;
  /** Shows what went wrong until it is dismissed. */
  fail(error: unknown): void;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (!console) throw new Error("There is no console around this component");
  return console;
}
