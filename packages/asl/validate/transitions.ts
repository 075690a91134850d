import { statesOf } from "./scopes";
import { at, fail, isObject, type Site } from "./site";

/** A transition from one state to another of the same scope. */
export interface Transition {
  /** The field that names the target, below its state: `/Choices[0]/Next`. */
  below: string;
  target: unknown;
  /** What is assigned on the way. */
  assign: unknown;
}

/** Where a state can lead: `Next`, `Default`, and the `Next` of each choice and catcher. */
export function transitionsOf(state: unknown, unknown: Site["report"]["unknown"]): Transition[] {
  if (unknown(state) || !isObject(state)) return [];
  const transitions: Transition[] = [];
  const add = (below: string, target: unknown, assign: unknown): void => {
    if (target !== undefined) transitions.push({ below, target, assign });
  };
  add("/Next", state.Next, state.Assign);
  for (const field of ["Choices", "Catch"]) {
    const list = state[field];
    if (unknown(list) || !Array.isArray(list)) continue;
    for (const [index, item] of list.entries()) {
      if (!unknown(item) && isObject(item)) add(`/${field}[${index}]/Next`, item.Next, item.Assign);
    }
  }
  add("/Default", state.Default, state.Assign);
  return transitions;
}

const nonTerminal: ReadonlySet<unknown> = new Set(["Pass", "Task", "Wait", "Parallel", "Map"]);

/**
 * The graph of a scope: every target exists, every state is reached, some state ends it
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html#amazon-states-language-transitions}).
 */
export function checkTransitions(scope: unknown, site: Site): void {
  const { report } = site;
  if (report.unknown(scope) || !isObject(scope)) return;
  const states = new Map(statesOf(scope, report.unknown));
  if (report.unknown(scope.States) || !isObject(scope.States)) return;
  const reached: unknown[] = scope.StartAt === undefined ? [] : [scope.StartAt];
  checkTarget(scope.StartAt, at(site, "/StartAt"), states);
  for (const [name, state] of states) {
    const there = at(site, `/States/${name}`);
    checkEnd(state, there);
    for (const { below, target } of transitionsOf(state, report.unknown))
      checkTarget(target, at(there, below), states);
  }
  if (![...states.values()].some((state) => mayEnd(state, site))) {
    const location = site.location === "/" ? undefined : site.location;
    report.add("ERROR", "MISSING_END_STATE", "Workflow has no terminal state", location);
  } else if (reached.length > 0) checkReached(reached, states, site);
}

function checkTarget(target: unknown, site: Site, states: ReadonlyMap<unknown, unknown>): void {
  if (target === undefined || site.report.unknown(target) || typeof target !== "string" || states.has(target))
    return;
  site.report.add("ERROR", "MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, site.location);
}

/** A state has a `Next` or an `End`, not both. */
function checkEnd(state: unknown, site: Site): void {
  if (site.report.unknown(state) || !isObject(state) || !nonTerminal.has(state.Type)) return;
  const ends = state.End === true || site.report.unknown(state.End);
  if (state.Next === undefined && !ends) fail(site, "One of these fields is required: [Next, End]");
  else if (state.Next !== undefined && state.End === true) {
    fail(site, "There should only be one of the following fields: [Next, End]");
  }
}

function mayEnd(state: unknown, site: Site): boolean {
  const { unknown } = site.report;
  if (unknown(state) || !isObject(state) || unknown(state.Type) || unknown(state.End)) return true;
  return state.End === true || state.Type === "Succeed" || state.Type === "Fail";
}

/** Reports the states that nothing leads to; nothing if a target is not known yet, since it could be any. */
function checkReached(start: unknown[], states: ReadonlyMap<unknown, unknown>, site: Site): void {
  const { unknown } = site.report;
  const reached = new Set<unknown>();
  const ahead = [...start];
  while (ahead.length > 0) {
    const name = ahead.pop();
    const state = states.get(name);
    if (unknown(name) || unknown(state)) return;
    if (reached.has(name)) continue;
    reached.add(name);
    for (const { target } of transitionsOf(state, unknown)) ahead.push(target);
  }
  for (const name of states.keys()) {
    if (!reached.has(name)) {
      site.report.add(
        "ERROR",
        "MISSING_TRANSITION_TARGET",
        `State "${name}" is not reachable.`,
        at(site, `/States/${name}`).location,
      );
    }
  }
}
