import { type ExecutionResult, type HistoryEvent, parseExact } from "../../../asl/engine";

type Details = { output?: string; error?: string; cause?: string };

/** The result that an execution's last event reports; undefined for any other event. */
export function resultOf(event: HistoryEvent): ExecutionResult | undefined {
  switch (event.type) {
    case "ExecutionSucceeded":
      return { status: "SUCCEEDED", output: parseExact(detailsOf(event).output ?? "null") };
    case "ExecutionFailed":
      return { status: "FAILED", ...failureOf(event) };
    case "ExecutionAborted":
      return { status: "ABORTED", ...failureOf(event) };
    case "ExecutionTimedOut":
      return { status: "TIMED_OUT" };
    default:
      return undefined;
  }
}

/** The details of `ExecutionFailed` are in `executionFailedEventDetails`. */
function detailsOf(event: HistoryEvent): Details {
  return (event[`e${event.type.slice(1)}EventDetails`] ?? {}) as Details;
}

function failureOf(event: HistoryEvent): { error?: string; cause?: string } {
  const { error, cause } = detailsOf(event);
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
