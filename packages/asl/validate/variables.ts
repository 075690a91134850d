import { referencesOf } from "./references";
import { languageOf, scopesIn, statesOf } from "./scopes";
import { at, isObject, type Site } from "./site";
import { transitionsOf } from "./transitions";

type Names = ReadonlySet<string>;

/**
 * The variables of a machine: each is assigned on some way to where it is read, in the same scope or around it
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html}).
 */
export function checkVariables(scope: unknown, site: Site, outer: Names = new Set()): void {
  const { unknown } = site.report;
  const available = availableIn(scope, site, outer);
  if (!available) return;
  for (const [name, state] of statesOf(scope, unknown)) {
    const there = at(site, `/States/${name}`);
    const variables = available.get(name);
    if (!variables) continue; // nothing leads here: reported by the transitions
    checkReferences(state, variables, there);
    checkShadowing(state, outer, there);
    for (const inner of scopesIn(state, unknown)) {
      checkVariables(
        inner.value,
        at(there, inner.below),
        inner.kind === "distributed" ? new Set() : variables,
      );
    }
  }
}

function checkReferences(state: unknown, variables: Names, site: Site): void {
  const language = languageOf(state, site.machineLanguage);
  for (const { variable, below } of referencesOf(state, language, site.report.unknown)) {
    if (variables.has(variable)) continue;
    const known =
      variables.size === 0
        ? "none is assigned before"
        : `assigned before: ${[...variables].sort().join(", ")}`;
    const message = `The variable '$${variable}' is not assigned on any way to this state; ${known}`;
    site.report.add("ERROR", "UNDEFINED_VARIABLE", message, at(site, below).location);
  }
}

function checkShadowing(state: unknown, outer: Names, site: Site): void {
  const assigned = [
    ...assignedIn(isObject(state) ? state.Assign : undefined, site),
    ...transitionsOf(state, site.report.unknown).flatMap(({ assign }) => [...assignedIn(assign, site)]),
  ];
  for (const variable of new Set(assigned)) {
    if (!outer.has(variable)) continue;
    const message = `The variable '$${variable}' belongs to an enclosing scope and cannot be assigned inside a Map or Parallel`;
    site.report.add("ERROR", "SHADOWED_VARIABLE", message, at(site, "/Assign").location);
  }
}

/** The variables that may be assigned when each state starts; `undefined` if what is not known yet could assign any. */
function availableIn(scope: unknown, site: Site, outer: Names): Map<string, Set<string>> | undefined {
  const { unknown } = site.report;
  const states = new Map(statesOf(scope, unknown));
  if (!isObject(scope) || typeof scope.StartAt !== "string" || unknown(scope.StartAt)) return undefined;
  const available = new Map([[scope.StartAt, new Set(outer)]]);
  const ahead = [scope.StartAt];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const state = states.get(name);
    if (unknown(state)) return undefined;
    for (const { target, assign } of transitionsOf(state, unknown)) {
      if (unknown(target) || unknown(assign)) return undefined;
      if (typeof target !== "string") continue;
      const before = available.get(target);
      const after = new Set([...(before ?? []), ...(available.get(name) ?? []), ...assignedIn(assign, site)]);
      if (before && after.size === before.size) continue;
      available.set(target, after);
      ahead.push(target);
    }
  }
  return available;
}

function assignedIn(assign: unknown, site: Site): string[] {
  if (site.report.unknown(assign) || !isObject(assign)) return [];
  return Object.keys(assign).map((name) => name.replace(/\.\$$/, ""));
}
