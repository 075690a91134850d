import type { State } from "../../asl";
import type { TracedVisit } from "../../local-stack";
import type { StateView } from "../api";
import { hasFailed } from "./transitions";

/**
 * How a visit of a state stands.
 *
 * @param execution the status of its execution
 */
export function statusOf(visit: TracedVisit, execution: string): StateView["status"] {
  const { attempts, failure, exitedAt, type } = visit;
  if (exitedAt !== undefined) return hasFailed(visit) ? "caught" : "succeeded";
  const last = attempts.at(-1);
  if (execution === "RUNNING") {
    // A visit inside a container that has gone on was given up, and so was one before a redrive.
    if (visit.abandoned || visit.container?.exitedAt !== undefined) return failure ? "failed" : "aborted";
    return attempts.length > 1 || last?.failure ? "retrying" : "running";
  }
  if (failure || type === "Fail") return "failed";
  if (execution === "FAILED" && (type === "Map" || type === "Parallel")) return "failed";
  return "aborted";
}

/** How many attempts a Task can have at most; undefined if it is not retried. https://states-language.net/#retrying-after-error */
export function maxAttemptsOf(state: State | undefined): number | undefined {
  const retries = state?.Retry ?? [];
  return retries.length > 0 ? Math.max(...retries.map(({ MaxAttempts = 3 }) => MaxAttempts)) + 1 : undefined;
}
