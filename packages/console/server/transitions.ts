import { type Definition, type State, stateAt } from "../../asl";
import { type Transition, transitionsOf } from "../../diagram";
import type { TracedVisit } from "../../local-stack";
import type { ExecutionView } from "../api";

/** Whether a visit that ended had failed. An intrinsic function that fails is caught without an event of its own. */
export const hasFailed = ({ failure, type, attempts }: TracedVisit): boolean =>
  failure !== undefined || (type === "Task" && attempts.at(-1)?.result === undefined);

/** Which transitions of a definition were taken, by the ids that they have in its drawing. */
export function transitionsTaken(
  visits: readonly TracedVisit[],
  definition: Definition,
): Pick<ExecutionView, "taken" | "perhaps"> {
  const taken: Record<string, number> = {};
  const perhaps: Record<string, number> = {};
  const count = (ids: readonly string[]) => {
    const counts = ids.length === 1 ? taken : perhaps;
    for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  };
  const leaving = new Map<string, Leaving>();
  for (const visit of visits) {
    const { id, previous, redriven, state: name, exitedAt, next } = visit;
    const graph = id.slice(0, id.lastIndexOf("/States/"));
    // After a redrive, a branch may begin at another state.
    if (!previous && !redriven && startOf(definition, graph) === name) count([`${graph}/StartAt`]);
    if (exitedAt === undefined || (next === undefined && hasFailed(visit))) continue;
    const state = leaving.get(id) ?? leavingOf(stateAt(definition, id));
    leaving.set(id, state);
    count(possible(state, visit).map(({ field }) => `${id}/${field}`));
  }
  return { taken, perhaps };
}

const startOf = (definition: Definition, graph: string): string | undefined =>
  (stateAt(definition, graph) as Definition | undefined)?.StartAt;

interface Leaving {
  transitions: Transition[];
  catchers: readonly { ErrorEquals: string[] }[];
}

const leavingOf = (state: State | undefined): Leaving => ({
  transitions: state ? transitionsOf(state) : [],
  catchers: state?.Catch ?? [],
});

/**
 * The transition that a visit was left by, or those of which one was, where the history does not tell: it names no rule of a Choice, and
 * no error of a Map or Parallel.
 */
function possible({ transitions, catchers }: Leaving, visit: TracedVisit): Transition[] {
  const between = transitions.filter(({ next }) => next === visit.next);
  if (between.length < 2) return between;
  const failed = hasFailed(visit);
  const left = between.filter(({ kind }) => (kind === "catch") === failed);
  const error = failed ? visit.failure?.error : undefined;
  if (error === undefined) return left;
  const fields = catchersOf(catchers, error);
  return left.filter(({ field }) => fields.includes(field));
}

/** The first catcher that matches an error, https://states-language.net/#errors, and those before it that may have matched. */
function catchersOf(catchers: Leaving["catchers"], error: string): string[] {
  const fields: string[] = [];
  for (const [index, { ErrorEquals: names }] of catchers.entries()) {
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
