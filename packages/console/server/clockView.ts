import type { LocalStack, Titles } from "../../local-stack";
import type { ClockView } from "../api";
import { invalid, readBody } from "./query";
import { statusOf } from "./stateStatus";
import type { Traces } from "./traces";

const MOST_WAITING = 50;

/** @param withWaiting whether it says what waits, which takes a look at histories */
export function clockView(
  { services, clock }: LocalStack,
  traces: Traces,
  title: Titles,
  withWaiting: boolean,
): ClockView {
  const { mode } = clock;
  const running = withWaiting
    ? services.stepFunctions.executions().filter(({ status }) => status === "RUNNING")
    : [];
  const states = running.slice(0, MOST_WAITING).flatMap((execution) =>
    traces
      .of(execution)
      .visits.filter((visit) => visit.type === "Wait" && statusOf(visit, "RUNNING") === "running")
      .map(({ state }) => ({
        what: `${title(execution.machine.arn)} ${execution.name} in ${state}`,
        arn: execution.arn,
      })),
  );
  return {
    now: clock.now(),
    mode: mode.kind,
    ...(mode.kind === "scaled" && { factor: mode.factor }),
    due: clock.timers.slice(0, MOST_WAITING),
    waiting: states.slice(0, MOST_WAITING),
  };
}

/** Changes how time passes, or moves it. */
export async function changeClock({ clock }: LocalStack, body: Buffer): Promise<void> {
  const { mode, factor, advance } = readBody(body, { mode: "any", factor: "any", advance: "any" });
  if (advance === "next") return clock.advanceToNextTimer();
  if (advance !== undefined) {
    const seconds = (advance as { seconds?: unknown } | null)?.seconds;
    if (typeof seconds !== "number" || !(seconds >= 0) || seconds > MOST_SECONDS)
      throw invalid("advance", advance, `"next", or seconds from 0 to ${MOST_SECONDS}`);
    return clock.advance({ seconds });
  }
  if (mode === "scaled") {
    if (typeof factor !== "number" || !(factor > 0) || factor > MOST_FACTOR)
      throw invalid("factor", factor, `a number above 0 up to ${MOST_FACTOR}`);
    return clock.setMode({ kind: mode, factor });
  }
  if (mode !== "real" && mode !== "skip" && mode !== "manual")
    throw invalid("mode", mode, "real, skip, manual, scaled");
  clock.setMode({ kind: mode });
}

/** A hundred years. */
const MOST_SECONDS = 3_155_760_000;
const MOST_FACTOR = 1_000_000;
