import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { StateTracker } from "../stateTracker";

/** Where and why an execution failed, as its history says it. */
export interface Failure {
  /** The innermost state that failed; absent if no state had been entered. */
  state?: string;
  /** `Task`, `Pass`, … */
  stateType?: string;
  /** How often the state's task was tried; absent for other states. */
  attempts?: number;
  error?: string;
  cause?: string;
  /** What the state got, as JSON text. */
  input?: string;
  /** Errors of states before that were caught. */
  caught: { state: string; error: string | undefined }[];
  /** The task's last call, if it was one. */
  call?: Call;
  /** The distributed Map whose children failed. */
  mapRunArn?: string;
  /** The execution that the task had started and waited for. */
  childArn?: string;
}

/** The last call of a task. */
export interface Call {
  /** `lambda`, `states`, `sqs`, …; `lambda` for a function that is the Resource itself. */
  service: string;
  /** Name or ARN. */
  function?: string;
  from: Date;
  to: Date;
}

/** Follows an execution's events back from its end. Undefined if it has not failed. */
export function failureOf(events: readonly HistoryEvent[]): Failure | undefined {
  const end = events.at(-1);
  if (!end || !/^Execution(Failed|TimedOut|Aborted)$/.test(end.type!)) return undefined;
  const path = pathTo(end, events);
  const entered = path.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails);
  const inState = entered ? path.slice(0, path.indexOf(entered)) : path;
  const failed = inState.find(({ type }) => INNER_FAILURE.test(type!));
  const details = detailsOf(failed ?? end);
  const scheduled = inState.filter(({ type }) => /Scheduled$/.test(type!));
  const error =
    details.error ??
    detailsOf(end).error ??
    (end.type === "ExecutionTimedOut" ? "States.Timeout" : undefined);
  const cause = details.cause ?? detailsOf(end).cause;
  const childArn = scheduled[0] && executionIn(scheduled[0], inState, cause);
  const call = scheduled[0] && callOf(scheduled[0], failed ?? end);
  const mapRunArn = inState.find(({ mapRunStartedEventDetails }) => mapRunStartedEventDetails)
    ?.mapRunStartedEventDetails?.mapRunArn;
  return {
    ...(entered && {
      state: entered.stateEnteredEventDetails!.name!,
      stateType: entered.type!.replace(/StateEntered$/, ""),
    }),
    ...(scheduled.length > 0 && { attempts: scheduled.length }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    ...(entered?.stateEnteredEventDetails?.input !== undefined && {
      input: entered.stateEnteredEventDetails.input,
    }),
    caught: caughtIn(events),
    ...(call && { call }),
    ...(mapRunArn !== undefined && { mapRunArn }),
    ...(childArn !== undefined && { childArn }),
  };
}

/** A failure inside a state, not of a state around it. */
const INNER_FAILURE = /^(?!Execution|MapState|ParallelState|MapIteration).*(Failed|TimedOut)$/;

/** The events that led to one, newest first: each names the one before it. */
function pathTo(end: HistoryEvent, events: readonly HistoryEvent[]): HistoryEvent[] {
  const byId = new Map(events.map((event) => [event.id!, event]));
  const path: HistoryEvent[] = [];
  for (let event: HistoryEvent | undefined = end; event; event = byId.get(event.previousEventId ?? 0))
    path.push(event);
  return path;
}

interface Details {
  error?: string;
  cause?: string;
  resource?: string;
  resourceType?: string;
  parameters?: string;
  output?: string;
}

const detailsOf = (event: HistoryEvent): Details =>
  (Object.entries(event).find(([key, value]) => key.endsWith("EventDetails") && value)?.[1] ?? {}) as Details;

function callOf(scheduled: HistoryEvent, end: HistoryEvent): Call | undefined {
  const { resource, resourceType, parameters } = detailsOf(scheduled);
  const during = { from: scheduled.timestamp!, to: end.timestamp! };
  if (scheduled.type === "LambdaFunctionScheduled")
    return { service: "lambda", function: resource!, ...during };
  const service = resourceType?.replace(/^aws-sdk:/, "");
  if (service === undefined) return undefined;
  const { FunctionName } = (parse(parameters) ?? {}) as { FunctionName?: unknown };
  if (service !== "lambda" || typeof FunctionName !== "string") return { service, ...during };
  return { service, function: FunctionName, ...during };
}

/** The child execution of `states:startExecution.sync`: in what the task submitted, or in the cause that it gives. */
function executionIn(
  scheduled: HistoryEvent,
  inState: readonly HistoryEvent[],
  cause: string | undefined,
): string | undefined {
  if (detailsOf(scheduled).resourceType !== "states") return undefined;
  const submitted = inState.find(({ type }) => type === "TaskSubmitted");
  for (const text of [cause, submitted && detailsOf(submitted).output]) {
    const { ExecutionArn } = (parse(text) ?? {}) as { ExecutionArn?: unknown };
    if (typeof ExecutionArn === "string") return ExecutionArn;
  }
  return undefined;
}

function caughtIn(events: readonly HistoryEvent[]): Failure["caught"] {
  const tracker = new StateTracker();
  return events
    .flatMap((event) => tracker.add(event))
    .filter(({ status }) => status === "CAUGHT")
    .map(({ state, error }) => ({ state, error }));
}

/** The JSON object in a text, if there is one. */
export function parse(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    // Any text may be a cause.
    return undefined;
  }
}
