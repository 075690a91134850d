import { type Machine, machinesOf } from "./definition";
import type { Block } from "./document";
import { difference, money } from "./money";
import { costOf, type Usage } from "./prices";
import { shortestRun } from "./rounds";
import { requestsOf } from "./runCost";
import type { Snapshot } from "./snapshot";

/** The least that an execution of a state machine takes. */
export interface LeastRun {
  /** URN of the state machine. */
  urn: string;
  aliases: readonly string[];
  /** The state machine's name in the program. */
  machine: string;
  /** `STANDARD` or `EXPRESS` */
  type: string;
  /** The states on the shortest way to an end. */
  states: string[];
  /** Transitions or requests of Step Functions, calls of other services, audited data events. */
  usage: Usage;
  /** US dollars for a million executions. */
  dollars: number;
}

/** What an execution of each state machine takes at least. Those whose definition is not known, or has no end, are left out. */
export function leastRuns(snapshot: Snapshot): LeastRun[] {
  return machinesOf(snapshot).flatMap((machine) => leastRun(machine, snapshot) ?? []);
}

function leastRun({ resource, type, definition }: Machine, snapshot: Snapshot): LeastRun | undefined {
  const run = definition && shortestRun(definition);
  if (!run) return undefined;
  const { standardTransition = 0, ...calls } = run.usage;
  const own: Usage = type === "EXPRESS" ? { expressRequest: 1 } : { standardTransition };
  const usage = requestsOf({ ...own, ...calls }, snapshot);
  const { urn, aliases, name } = resource;
  return { urn, aliases, machine: name, type, states: run.states, usage, dollars: costOf(usage) * 1_000_000 };
}

/** Undefined if no state machine has a known way to an end. */
export function leastRunsTable(now: Snapshot, before: Snapshot | undefined): Block | undefined {
  const runs = leastRuns(now);
  if (runs.length === 0) return undefined;
  const old = new Map(before && leastRuns(before).map((run) => [run.urn, run]));
  const rows = runs.map((run) => {
    const { machine, type, states, usage, dollars } = run;
    const was = [run.urn, ...run.aliases].map((urn) => old.get(urn)).find((each) => each !== undefined);
    const { standardTransition, expressRequest: _, cloudTrailDataEvent: __, ...calls } = usage;
    return [
      machine,
      states.join(" → "),
      type === "EXPRESS" ? "1 request" : `${standardTransition} transitions`,
      String(Object.values(calls).reduce((sum, count) => sum + count, 0)),
      money(dollars),
      ...(before ? [was ? difference(dollars - was.dollars) : "is new"] : []),
    ];
  });
  return {
    kind: "table",
    columns: [
      { title: "state machine" },
      { title: "shortest way" },
      { title: "Step Functions", align: "right" },
      { title: "billed calls", align: "right" },
      { title: "$ per million at least", align: "right" },
      ...(before ? [{ title: "difference", align: "right" as const }] : []),
    ],
    rows,
  };
}
