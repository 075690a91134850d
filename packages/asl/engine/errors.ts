import { TaskFailure } from "./types";

/**
 * A failure of a state, by the name that `Retry` and `Catch` match
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html}).
 */
export class StateFailure extends Error {
  override readonly name = "StateFailure";
  /** A further name that a retrier or catcher may use: `States.HeartbeatTimeout`. */
  alias?: string;
  /** AWS prefixes the cause of its own failures with the state and its entry's event. */
  ofState = false;
  /** A task failed, not the state around it: `States.ALL` matches its result over the limit, and not an output over it. */
  ofTask = false;
  /** The engine gave up waiting: a `TaskTimedOut` event, where a task that fails is a `TaskFailed`. */
  gaveUp = false;
  /** The field of a failed JSONata expression, `Output/total`: the `location` of an `EvaluationFailed` event. */
  location?: string;

  constructor(
    readonly error: string | undefined,
    override readonly cause: string | undefined,
  ) {
    super(`${error ?? "(no error)"}: ${cause ?? "(no cause)"}`);
  }
}

function ofState(error: string, message: string): StateFailure {
  const failure = new StateFailure(error, message);
  failure.ofState = true;
  return failure;
}

/** What the language leaves undefined: neither `Retry` nor `Catch` sees it. */
export const runtimeFailure = (message: string) => ofState("States.Runtime", message);

export const intrinsicFailure = (message: string) => ofState("States.IntrinsicFailure", message);

export const resultPathFailure = (message: string) => ofState("States.ResultPathMatchFailure", message);

/** The language has `States.NoChoiceMatched` for this; AWS answers with `States.Runtime`. */
export const noChoiceMatched = () =>
  runtimeFailure("Failed to transition out of the state. The state does not point to a next state.");

export function queryFailure(message: string, location?: string): StateFailure {
  const failure = ofState("States.QueryEvaluationError", message);
  failure.location = location;
  return failure;
}

export const dataLimitExceeded = (what: string) =>
  new StateFailure(
    "States.DataLimitExceeded",
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );

export function timedOut(): StateFailure {
  const failure = new StateFailure("States.Timeout", undefined);
  failure.gaveUp = true;
  return failure;
}

export function heartbeatMissed(): StateFailure {
  const failure = timedOut();
  failure.alias = "States.HeartbeatTimeout";
  return failure;
}

export const itemReaderFailed = (message: string) => new StateFailure("States.ItemReaderFailed", message);

export const resultWriterFailed = (message: string) => new StateFailure("States.ResultWriterFailed", message);

export const tooManyFailures = () =>
  new StateFailure(
    "States.ExceedToleratedFailureThreshold",
    "The specified tolerated failure threshold was exceeded",
  );

/** Whatever was thrown, as a failure of the state: nothing a Task or an expression does ends anything but its execution. */
export function asStateFailure(thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  if (thrown instanceof TaskFailure)
    return new StateFailure(thrown.error ?? undefined, thrown.cause ?? undefined);
  if (thrown instanceof RangeError) return runtimeFailure("The data is nested too deeply, or too large.");
  return runtimeFailure(thrown instanceof Error ? thrown.message : String(thrown));
}

/** Not a failure: the state's execution, branch or iteration ended while the state was running. */
export class Aborted extends Error {
  override readonly name = "Aborted";
}
