import { CALL_FAULTS, type CallFault } from "../../packages/local-cloud";
import { keyOf, type Site, Sites } from "./sites";
import type { Cell, Trials } from "./trial";
import type { FaultedWorkflow, Path, Testbed } from "./workflow";

/** A row of the matrix: a call, and the path on which it is made. */
export interface Row {
  site: Site;
  /** Absent where no path reaches the call, or no fault can be injected. */
  path?: Path;
  /** Why there is no path. */
  because?: "unreached" | "inside";
}

/** What is to be tried for a workflow. */
export interface Plan {
  rows: Row[];
  /** What is broken without any fault. */
  violations: string[];
}

/**
 * Runs every path without a fault, and plans what to try: every call that is made on one, and every Task of the evaluated
 * definitions and every function, whether or not a path reaches it.
 */
export async function planOf(
  workflow: FaultedWorkflow,
  { evaluation }: Pick<Testbed, "evaluation">,
  trials: Pick<Trials, "explore">,
): Promise<Plan> {
  const rows = new Map<string, Row>();
  const violations: string[] = [];
  for (const path of workflow.paths) {
    const explored = await trials.explore(path);
    violations.push(
      ...explored.violations.map((violation) => `${path.title}, without a fault: ${violation}`),
    );
    for (const site of explored.sites) {
      const key = keyOf(site);
      if (!rows.has(key)) rows.set(key, { site, path });
    }
  }
  const sites = new Sites(evaluation);
  return { rows: [...inOrder([...rows.values()], sites), ...missing([...rows.values()], sites)], violations };
}

/** The Tasks in the order of their definitions, then the rest by name. */
function inOrder(rows: Row[], sites: Sites): Row[] {
  const tasks = sites.tasks();
  const position = ({ site }: Row) => {
    const index = tasks.indexOf(site.caller);
    return index < 0 ? tasks.length : index;
  };
  return rows.sort((a, b) => position(a) - position(b) || (keyOf(a.site) < keyOf(b.site) ? -1 : 1));
}

/** The rows of what no path reaches. */
function missing(rows: Row[], sites: Sites): Row[] {
  const inside = sites.eventSources().map((site): Row => ({ site, because: "inside" }));
  const callers = new Set(rows.map(({ site }) => site.caller));
  const invoked = [...rows, ...inside].map(({ site }) => site.call.split(" ")[1]);
  const unreached = [
    ...sites.tasks().filter((task) => !callers.has(task)),
    ...sites.functions().filter((name) => !callers.has(name) && !invoked.includes(name)),
  ];
  return [
    ...inside,
    ...unreached.map((caller): Row => ({ site: { caller, call: "no call" }, because: "unreached" })),
  ];
}

/** Whether a fault can be injected on a path: a client acts in between only where there is one. */
export const appliesTo = (fault: CallFault, path: Path): boolean =>
  fault !== "client in between" || path.act !== undefined;

/** The cells of the rows that a path reaches. */
export const cellsOf = (rows: Row[]): Cell[] =>
  rows.flatMap(({ site, path }) =>
    path ? CALL_FAULTS.filter((fault) => appliesTo(fault, path)).map((fault) => ({ site, fault, path })) : [],
  );

/** Two faults in one run: so many pairs of cells on the same path, in different calls, chosen by the seed. */
export function pairsOf(cells: readonly Cell[], count: number, seed: number): Cell[] {
  const firsts = sampleOf(cells, count, seed);
  return firsts.flatMap((first, index) => {
    const others = cells.filter(({ path, site }) => path === first.path && site !== first.site);
    const [second] = sampleOf(others, 1, seed + index + 1);
    return second ? [{ ...first, second: { site: second.site, fault: second.fault } }] : [];
  });
}

/** Chooses `count` values by the seed; the same seed always chooses the same ones. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): T[] {
  const remaining = [...all];
  const random = randomFrom(seed);
  return Array.from({ length: Math.min(count, all.length) }, () => {
    const [chosen] = remaining.splice(Math.floor(random() * remaining.length), 1);
    return chosen!;
  });
}

/** https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // Similar seeds have similar first numbers.
  for (let i = 0; i < 5; i++) next();
  return next;
}
