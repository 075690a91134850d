import { stateAt } from "../../asl";
import type { Execution, LocalStack, Titles, Trace, TracedVisit } from "../../local-stack";
import type { ExecutionView, Link, StateView, TimelineRow, TimelineView } from "../api";
import { rowOf } from "./executionRows";
import { invalid, type Query } from "./query";
import { maxAttemptsOf, statusOf } from "./stateStatus";
import type { Traces } from "./traces";
import { transitionsTaken } from "./transitions";

const MOST_ROWS = 2000;
const MOST_LINKS = 200;

/** What a request for one execution needs. */
export interface ExecutionContext {
  stack: LocalStack;
  traces: Traces;
  title: Titles;
  /** US dollars of an execution so far. */
  costOf(execution: Execution): number;
  /** How much time the clock skipped between two of its times. */
  skippedBetween(from: number, to: number): number;
}

export function executionView(execution: Execution, query: Query, context: ExecutionContext): ExecutionView {
  const { stack, traces, title, costOf } = context;
  const trace = traces.of(execution);
  const shown = shownIterations(query, trace);
  const visits = visitsIn(shown, trace);
  const { events, status, billedTransitions, result } = execution;
  return {
    ...rowOf(execution, title),
    type: execution.type,
    input: execution.input,
    ...(result && "output" in result && { output: JSON.stringify(result.output) }),
    ...(result && "cause" in result && result.cause !== undefined && { cause: result.cause }),
    drawing: traces.drawingOf(trace.definition),
    states: statesOf(visits, trace, execution),
    ...transitionsTaken(visits, trace.definition),
    maps: Object.fromEntries([...trace.maps].map(([id, map]) => [id, { ...map, shown: shown.get(id)! }])),
    ...linksOf(execution, stack, title),
    events: events.length,
    billedTransitions,
    cost: costOf(execution),
    redrivable: execution.type === "STANDARD" && ["FAILED", "TIMED_OUT", "ABORTED"].includes(status),
  };
}

/** When the states were visited, in the iterations that are shown. */
export function timelineView(execution: Execution, query: Query, context: ExecutionContext): TimelineView {
  const trace = context.traces.of(execution);
  const visits = visitsIn(shownIterations(query, trace), trace);
  return {
    rows: visits.slice(0, MOST_ROWS).map((visit) => timelineRow(visit, execution.status, context)),
    cut: visits.length > MOST_ROWS,
  };
}

/** By the id of a Map: the index of the iteration that is shown. */
type Shown = ReadonlyMap<string, number>;

/** The iterations that are asked for, else the first that failed, else the first. */
export function shownIterations(query: Query, { maps }: Pick<Trace, "maps">): Shown {
  const asked = readIterations(query);
  return new Map([...maps].map(([id, { failed }]) => [id, asked[id] ?? failed[0] ?? 0]));
}

/** The visits in the iterations that are shown. */
export const visitsIn = (shown: Shown, { visits }: Pick<Trace, "visits">): TracedVisit[] =>
  visits.filter(({ iterations }) => {
    for (const id in iterations) if (iterations[id] !== shown.get(id)) return false;
    return true;
  });

/** `{"/States/Each": 3}` */
function readIterations(query: Query): Readonly<Record<string, number>> {
  const text = query.get("iterations");
  if (text === null) return {};
  const allowed = "an object of indexes by the id of a Map's node, as JSON";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid("iterations", text, allowed);
  }
  const isIndex = (index: unknown) => Number.isSafeInteger(index) && (index as number) >= 0;
  if (typeof value !== "object" || value === null || !Object.values(value).every(isIndex))
    throw invalid("iterations", text, allowed);
  return value as Record<string, number>;
}

function statesOf(
  visits: readonly TracedVisit[],
  { definition }: Trace,
  execution: Execution,
): Record<string, StateView> {
  const states: Record<string, StateView> = {};
  for (const visit of visits) {
    const attempts = visit.attempts.length;
    const maxAttempts = attempts > 0 ? maxAttemptsOf(stateAt(definition, visit.id)) : undefined;
    states[visit.id] = {
      status: statusOf(visit, execution.status),
      visits: (states[visit.id]?.visits ?? 0) + 1,
      ...(maxAttempts !== undefined && { attempt: attempts, maxAttempts }),
    };
  }
  return states;
}

function timelineRow(
  visit: TracedVisit,
  execution: string,
  { stack, skippedBetween }: ExecutionContext,
): TimelineRow {
  const { state, id, type, iterations, enteredAt, exitedAt } = visit;
  const iteration = Object.values(iterations).at(-1);
  const skipped = skippedBetween(enteredAt, exitedAt ?? stack.clock.now());
  return {
    state,
    id,
    type,
    ...(iteration !== undefined && { iteration }),
    startedAt: enteredAt,
    ...(exitedAt !== undefined && { endedAt: exitedAt }),
    status: statusOf(visit, execution),
    ...(skipped > 0 && { skipped }),
  };
}

function linksOf(
  execution: Execution,
  { services }: LocalStack,
  title: Titles,
): Pick<ExecutionView, "startedBy" | "started" | "mapRuns"> {
  const { stepFunctions } = services;
  const linkTo = (each: Execution): Link => ({
    arn: each.arn,
    title: `${title(each.machine.arn)} ${each.name}`,
    status: each.status,
  });
  const parent = execution.startedBy === undefined ? undefined : stepFunctions.execution(execution.startedBy);
  const children = stepFunctions
    .executions()
    .filter(({ startedBy, mapRunArn }) => startedBy === execution.arn && mapRunArn === undefined);
  return {
    ...(parent && { startedBy: linkTo(parent) }),
    started: children.slice(0, MOST_LINKS).map(linkTo),
    mapRuns: stepFunctions.mapRuns(execution.arn).map(({ mapRunArn, status, itemCounts }) => ({
      arn: mapRunArn,
      title: mapRunArn.split(":")[6]!.split("/")[1]!,
      status,
      counts: { ...itemCounts } as Record<string, number>,
    })),
  };
}
