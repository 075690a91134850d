import { stateAt } from "../../diagram";
import type { Execution, LocalStack, Titles } from "../../local-stack";
import type { ExecutionView, Link, StateView, TimelineRow } from "../api";
import { copiesOf } from "./copies";
import { rowOf } from "./executionRows";
import { invalid, type Query } from "./query";
import { maxAttemptsOf, statusOf } from "./stateStatus";
import type { Trace, TracedVisit } from "./trace";
import type { Traces } from "./traces";

const MOST_ROWS = 2000;
const MOST_LINKS = 200;

/** By the id of a Map's node: the index of the iteration that is shown. */
export type Iterations = Readonly<Record<string, number>>;

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
  const shown = readIterations(query);
  const isShown = ({ iterations }: Pick<TracedVisit, "iterations">) => matches(iterations, shown, trace.maps);
  const visits = trace.visits.filter(isShown);
  const countsBy = (taken: Trace["taken"]): Record<string, number> =>
    Object.fromEntries(
      [...taken].flatMap(([id, times]) => {
        const count = times.filter((iterations) => isShown({ iterations })).length;
        return count > 0 ? [[id, count]] : [];
      }),
    );
  const result = execution.result;
  const { events, status, billedTransitions } = execution;
  return {
    ...rowOf(execution, title),
    type: execution.type,
    input: execution.input,
    ...(result && "output" in result && { output: JSON.stringify(result.output) }),
    ...(result && "cause" in result && result.cause !== undefined && { cause: result.cause }),
    drawing: traces.drawingOf(execution.revision.definition),
    states: statesOf(visits, trace, execution),
    taken: countsBy(trace.taken),
    perhaps: countsBy(trace.perhaps),
    maps: Object.fromEntries(
      [...trace.maps].map(([id, map]) => [id, { ...map, shown: shownOf(id, shown, trace.maps) }]),
    ),
    ...linksOf(execution, stack, title),
    timeline: visits.slice(0, MOST_ROWS).map((visit) => timelineRow(visit, status, context)),
    timelineCut: visits.length > MOST_ROWS,
    events: events.length,
    billedTransitions,
    cost: costOf(execution),
    redrivable: execution.type === "STANDARD" && ["FAILED", "TIMED_OUT", "ABORTED"].includes(status),
    copies: copiesOf(execution, trace.visits, title(execution.machine.arn)),
  };
}

/** `{"/States/Each": 3}` */
export function readIterations(query: Query): Iterations {
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
  return value as Iterations;
}

type Maps = ReadonlyMap<string, { failed: readonly number[] }>;

/** The iteration that is asked for, or the first that failed, or the first. */
const shownOf = (id: string, shown: Iterations, maps: Maps): number =>
  shown[id] ?? maps.get(id)?.failed[0] ?? 0;

export const matches = (iterations: Iterations, shown: Iterations, maps: Maps): boolean =>
  Object.entries(iterations).every(([id, index]) => index === shownOf(id, shown, maps));

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
