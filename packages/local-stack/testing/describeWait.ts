import type { CloudClock, Execution } from "../../local-cloud";
import { type Visit, visitsOf } from "./visits";

/** What an execution that is stalled waits for: `in state 'Cool'; the next timer is due at …: advance the clock`. */
export function describeWait(
  execution: Execution,
  clock: CloudClock,
  executions: readonly Execution[],
): string {
  const due = clock.isManual ? clock.nextDue : undefined;
  const advice =
    due === undefined ? "" : `; the next timer is due at ${new Date(due).toISOString()}: advance the clock`;
  return `${statesOf(execution, executions)}${advice}`;
}

function statesOf(execution: Execution, executions: readonly Execution[]): string {
  const waiting = innermost(visitsOf(execution).filter(({ exitedAt }) => exitedAt === undefined));
  if (waiting.length === 0) return "before its first state";
  const children = executions.filter(({ runningParent }) => runningParent === execution);
  return waiting
    .map((visit) => `in state '${visit.state}'${reasonOf(visit, children, executions)}`)
    .join(", and ");
}

/** A Map or Parallel waits for the states inside it. */
function innermost(visits: Visit[]): Visit[] {
  const inside = visits.filter(({ type }) => type !== "Map" && type !== "Parallel");
  return inside.length > 0 ? inside : visits;
}

function reasonOf(
  { attempts, type }: Visit,
  children: readonly Execution[],
  executions: readonly Execution[],
): string {
  const attempt = attempts.at(-1);
  if (attempt?.error !== undefined) return " for its next attempt";
  const resource = attempt?.resource ?? "";
  if (resource.endsWith(".waitForTaskToken")) return " for an answer to its task token";
  if (resource.includes(":activity:")) return ` for a worker of the activity '${resource.split(":").at(-1)}'`;
  if (type !== "Map" && !resource.includes(".sync")) return "";
  return children
    .map(
      (child) =>
        ` for the execution '${child.name}' of '${child.machine.name}', which waits ${statesOf(child, executions)}`,
    )
    .join(",");
}
