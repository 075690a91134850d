import { type State, type Transition, transitionsOf } from "../../diagram";

/** A visit that ended, in the history. */
interface EndedVisit {
  type: string;
  error?: string;
  attempts: readonly { result?: string }[];
}

/** Whether a visit that ended had failed. An intrinsic function that fails is caught without an event of its own. */
export const hasFailed = ({ error, type, attempts }: EndedVisit): boolean =>
  error !== undefined || (type === "Task" && attempts.at(-1)?.result === undefined);

/**
 * The transition that a visit was left by, or those of which one was, where the history does not tell: it names no rule of a Choice, and
 * no error of a Map or Parallel.
 *
 * @param next the name of the state that it went to; undefined: to the end
 */
export function transitionsTaken(
  state: State | undefined,
  visit: EndedVisit,
  next: string | undefined,
): Transition[] {
  const possible = (state ? transitionsOf(state) : []).filter((each) => each.next === next);
  if (possible.length < 2) return possible;
  const failed = hasFailed(visit);
  const left = possible.filter(({ kind }) => (kind === "catch") === failed);
  if (!failed || !visit.error) return left;
  const catchers = catchersOf(state!, visit.error);
  return left.filter(({ field }) => catchers.includes(field));
}

/** The first catcher that matches an error, https://states-language.net/#errors, and those before it that may have matched. */
function catchersOf({ Catch = [] }: State, error: string): string[] {
  const fields: string[] = [];
  for (const [index, { ErrorEquals: names }] of Catch.entries()) {
    const any = names.includes("States.ALL") || (names.includes("States.TaskFailed") && error !== TIMEOUT);
    const matches = any || names.includes(error);
    // A history has the same name for both.
    if (matches || (error === TIMEOUT && names.includes("States.HeartbeatTimeout")))
      fields.push(`Catch/${index}`);
    if (matches) break;
  }
  return fields;
}

const TIMEOUT = "States.Timeout";
