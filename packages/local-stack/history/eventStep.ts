/** What an event of a history means for the state that it belongs to. */
export type EventStep =
  | "entered"
  | "exited"
  | "scheduled"
  | "succeeded"
  | "failed"
  | "stateFailed"
  | "containerStarted"
  | "containerFailed"
  | "iterationStarted"
  | "iterationFailed"
  | "redriven"
  | "other";

interface Meaning {
  step: EventStep;
  /** Of an entry, and of a Map or Parallel: the type of the state. */
  state?: string;
}

const meanings = new Map<string, Meaning>();

/** @param type of an event: `TaskStateEntered`, https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export function stepOf(type: string): Meaning {
  const meaning = meanings.get(type) ?? meaningOf(type);
  // There are about sixty, and long histories.
  meanings.set(type, meaning);
  return meaning;
}

const OF_TYPE: Readonly<Record<string, EventStep>> = {
  MapIterationStarted: "iterationStarted",
  MapIterationFailed: "iterationFailed",
  ExecutionRedriven: "redriven",
  // An execution that times out, or is stopped, ends in a state that did not fail.
  ExecutionTimedOut: "other",
};

const OF_ATTEMPT: Readonly<Record<string, EventStep>> = {
  Scheduled: "scheduled",
  Succeeded: "succeeded",
  Failed: "failed",
  TimedOut: "failed",
};

function meaningOf(type: string): Meaning {
  const own = OF_TYPE[type];
  if (own) return { step: own };
  if (type.endsWith("StateEntered")) return { step: "entered", state: type.slice(0, -"StateEntered".length) };
  if (type.endsWith("StateExited")) return { step: "exited" };
  const [, container, what] = /^(Map|Parallel)State(Started|Failed)$/.exec(type) ?? [];
  if (container)
    return { step: what === "Started" ? "containerStarted" : "containerFailed", state: container };
  const [, ofAttempt] = /^(?:Task|LambdaFunction|Activity)(\w+)$/.exec(type) ?? [];
  const step = ofAttempt === undefined ? undefined : OF_ATTEMPT[ofAttempt];
  if (step) return { step };
  return { step: /(Failed|TimedOut)$/.test(type) ? "stateFailed" : "other" };
}
