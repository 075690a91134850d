import { type EventDetails, eventDetails } from "../../asl";
import type { HistoryEvent, Json } from "../../asl/engine";

/** One attempt of a Task: another follows where a `Retry` applies. */
export interface Attempt {
  /** The integration, `lambda:invoke`, `states:startExecution.sync:2`, or the ARN of the function or activity. */
  resource: string;
  /** What was sent to the service or function, as the history records it. */
  parameters: Json;
  /** What the service or function returned; absent while the attempt runs, and if it failed. */
  result?: Json;
  /** Set if it failed: what `Retry` and `Catch` match. */
  error?: string;
  cause?: string;
}

/** One visit of a state: from its entry to its exit, over all attempts. */
export interface Visit {
  state: string;
  /** `Task`, `Wait`, `Choice`, … */
  type: string;
  /** The index of the iteration of an inline Map that it is in, counted from 0. */
  iteration?: number;
  /** The state's raw input. */
  input: Json;
  /** What the next state got as its input; absent while it runs, and if it failed. */
  output?: Json;
  /** Of a Task: its attempts, in order. Empty for other states. */
  attempts: Attempt[];
  /** The result of a Task's last attempt, before `ResultSelector`, `Output` and the like. */
  result?: Json;
  /** The error of the last attempt, or of the state itself, whether it was caught or not. */
  error?: string;
  cause?: string;
  enteredAt: Date;
  exitedAt?: Date;
}

/** A visit, or an iteration of a Map, which has no state. */
interface Frame {
  visit?: Visit;
  iteration?: number;
  parent: Frame | undefined;
}

/**
 * The visits of an execution's states, in the order in which they were entered. Each event names the one before it, which leads
 * to the visit that it belongs to, even when branches and iterations run in parallel.
 */
export function visitsOf(events: readonly HistoryEvent[]): Visit[] {
  const visits: Visit[] = [];
  const frames = new Map<number, Frame | undefined>();
  for (const event of events) {
    const before = frames.get(event.previousEventId);
    frames.set(event.id, frameAfter(event, before, visits));
  }
  return visits;
}

function frameAfter(event: HistoryEvent, before: Frame | undefined, visits: Visit[]): Frame | undefined {
  const { type, timestamp } = event;
  const details = eventDetails(event);
  if (type.endsWith("StateEntered")) {
    const iteration = closest(before, (frame) => frame.iteration !== undefined)?.iteration;
    const visit: Visit = {
      state: String(details.name),
      type: type.slice(0, -"StateEntered".length),
      ...(iteration !== undefined && { iteration }),
      input: parsed(details.input),
      attempts: [],
      enteredAt: timestamp,
    };
    visits.push(visit);
    return { visit, parent: before };
  }
  if (type.endsWith("StateExited")) {
    const frame = closest(before, ({ visit }) => visit?.state === details.name);
    if (!frame?.visit) return before;
    frame.visit.output = parsed(details.output);
    frame.visit.exitedAt = timestamp;
    return frame.parent;
  }
  if (type === "MapIterationStarted") return { iteration: Number(details.index), parent: before };
  const visit = closest(before, (frame) => frame.visit !== undefined)?.visit;
  if (visit) note(type, details, visit);
  return before;
}

/** Adds an event to the visit that it belongs to. */
function note(type: string, details: EventDetails, visit: Visit): void {
  const [, step] = /^(?:Task|LambdaFunction|Activity)(Scheduled|Succeeded|Failed|TimedOut)$/.exec(type) ?? [];
  const attempt = visit.attempts.at(-1);
  switch (step) {
    case "Scheduled":
      visit.attempts.push({
        resource: resourceOf(details),
        parameters: parsed(details.parameters ?? details.input),
      });
      delete visit.error;
      delete visit.cause;
      return;
    case "Succeeded":
      if (attempt) attempt.result = parsed(details.output);
      visit.result = parsed(details.output);
      return;
    case "Failed":
    case "TimedOut":
      if (attempt) Object.assign(attempt, failureIn(details));
      Object.assign(visit, failureIn(details));
      return;
    default:
      // The state itself fails: a Fail, or an expression that cannot be evaluated.
      if (/(Failed|TimedOut)$/.test(type) && visit.error === undefined)
        Object.assign(visit, failureIn(details));
  }
}

const resourceOf = ({ resourceType, resource }: EventDetails) =>
  resourceType === undefined ? String(resource) : `${resourceType}:${resource}`;

function failureIn({ error, cause }: EventDetails): { error?: string; cause?: string } {
  return {
    ...(typeof error === "string" && { error }),
    ...(typeof cause === "string" && { cause }),
  };
}

const parsed = (text: unknown): Json => (typeof text === "string" ? (JSON.parse(text) as Json) : null);

function closest(frame: Frame | undefined, wanted: (frame: Frame) => boolean): Frame | undefined {
  let each = frame;
  while (each && !wanted(each)) each = each.parent;
  return each;
}
