import type { State } from "../../diagram";
import type { StateView } from "../api";
import type { TracedVisit } from "./trace";

/**
 * How a visit of a state stands.
 *
 * @param execution the status of its execution
 */
export function statusOf(visit: TracedVisit, execution: string): StateView["status"] {
  const { attempts, error, exitedAt, type, caught } = visit;
  if (exitedAt !== undefined) return error === undefined && !caught ? "succeeded" : "caught";
  const last = attempts.at(-1);
  if (execution === "RUNNING") {
    // A visit inside a container that has gone on was given up, and so was one before a redrive.
    if (visit.abandoned || visit.container?.exitedAt !== undefined)
      return error === undefined ? "aborted" : "failed";
    return attempts.length > 1 || last?.error !== undefined ? "retrying" : "running";
  }
  if (error !== undefined || type === "Fail") return "failed";
  if (execution === "FAILED" && (type === "Map" || type === "Parallel")) return "failed";
  return "aborted";
}

/** How many attempts a Task can have at most; undefined if it is not retried. https://states-language.net/#retrying-after-error */
export function maxAttemptsOf(state: State | undefined): number | undefined {
  const retries = state?.Retry ?? [];
  return retries.length > 0 ? Math.max(...retries.map(({ MaxAttempts = 3 }) => MaxAttempts)) + 1 : undefined;
}
