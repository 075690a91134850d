import type { Execution, StateMachine, Titles } from "../../local-stack";
import type { ExecutionPage, ExecutionRow, Status } from "../api";
import { integer, invalid, type Query } from "./query";

const STATUSES: readonly Status[] = [
  "RUNNING",
  "SUCCEEDED",
  "FAILED",
  "TIMED_OUT",
  "ABORTED",
  "PENDING_REDRIVE",
];
const MOST_ROWS = 1000;
const MOST_INPUTS = 5;

export function rowOf(execution: Execution, title: Titles): ExecutionRow {
  const { arn, name, machine, status, startDate, stopDate, redriveCount, result, mapRunArn } = execution;
  return {
    arn,
    name,
    machine: machine.arn,
    title: title(machine.arn),
    status,
    startedAt: startDate.getTime(),
    ...(stopDate && { endedAt: stopDate.getTime() }),
    redriveCount,
    ...(result && "error" in result && result.error !== undefined && { error: result.error }),
    ...(mapRunArn !== undefined && { mapRun: mapRunArn }),
  };
}

/** The executions that match a query, children of distributed Maps only if their Map Run is asked for. */
export function pageOf(executions: readonly Execution[], query: Query, title: Titles): ExecutionPage {
  const status = query.get("status");
  if (status !== null && !STATUSES.includes(status as Status))
    throw invalid("status", status, STATUSES.join(", "));
  const [machine, name, mapRun] = [query.get("machine"), query.get("name"), query.get("mapRun")];
  const from = integer(query, "from", Number.NEGATIVE_INFINITY);
  const to = integer(query, "to", Number.POSITIVE_INFINITY);
  const offset = integer(query, "offset", 0);
  const limit = Math.min(integer(query, "limit", 100), MOST_ROWS);
  const wanted = executions.filter(
    (each) =>
      (mapRun === null ? each.mapRunArn === undefined : each.mapRunArn === mapRun) &&
      (machine === null || each.machine.arn === machine) &&
      (status === null || each.status === status) &&
      (name === null || each.name.includes(name)) &&
      each.startDate.getTime() >= from &&
      each.startDate.getTime() <= to,
  );
  return {
    rows: wanted.slice(offset, offset + limit).map((each) => rowOf(each, title)),
    total: wanted.length,
  };
}

export function countsOf(executions: readonly Execution[]): Map<string, Partial<Record<Status, number>>> {
  const counts = new Map<string, Partial<Record<Status, number>>>();
  for (const { machine, status, mapRunArn } of executions) {
    if (mapRunArn !== undefined) continue;
    const of = counts.get(machine.arn) ?? {};
    of[status] = (of[status] ?? 0) + 1;
    counts.set(machine.arn, of);
  }
  return counts;
}

/** The last inputs of a state machine, without repeats. */
export function lastInputs({ arn }: StateMachine, executions: readonly Execution[]): string[] {
  const inputs = new Set<string>();
  for (const { machine, mapRunArn, input } of executions) {
    if (machine.arn === arn && mapRunArn === undefined) inputs.add(input);
    if (inputs.size === MOST_INPUTS) break;
  }
  return [...inputs];
}
