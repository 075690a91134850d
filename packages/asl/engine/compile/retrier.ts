import type { StateFailure } from "../errors";
import { doubleOf } from "../exact/number";
import { isObject } from "../json";
import { Fields } from "./fields";

/** A compiled retrier ({@link https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html}). */
export interface Retrier {
  matches(failure: StateFailure): boolean;
  maxAttempts: number;
  /** Seconds before the retry that follows `retries` earlier ones. `random` decides the jitter. */
  delaySeconds(retries: number, random: () => number): number;
}

export function compileRetriers(fields: Fields): Retrier[] {
  return fields.array("Retry").map((item, index) => {
    if (!isObject(item)) throw fields.error("Retry", `must hold retriers, but item ${index} is none`);
    return compileRetrier(new Fields(fields.state, item, fields.language, `Retry[${index}]/`));
  });
}

function compileRetrier(retrier: Fields): Retrier {
  const interval = numberOf(retrier, "IntervalSeconds", 1);
  const backoff = numberOf(retrier, "BackoffRate", 2);
  const longest = numberOf(retrier, "MaxDelaySeconds", Number.POSITIVE_INFINITY);
  const jitter = retrier.string("JitterStrategy") === "FULL";
  return {
    matches: compileMatcher(retrier),
    maxAttempts: numberOf(retrier, "MaxAttempts", 3),
    delaySeconds(retries, random) {
      const delay = Math.min(interval * backoff ** retries, longest);
      return jitter ? delay * random() : delay;
    },
  };
}

function numberOf(retrier: Fields, field: string, fallback: number): number {
  const value = doubleOf(retrier.get(field) ?? fallback);
  if (value === undefined || value < 0) throw retrier.error(field, "must be a number that is not negative");
  return value;
}

/**
 * `ErrorEquals`. `States.ALL` matches what neither the language nor the limit of a state's output ended, `States.TaskFailed`
 * everything but a timeout. `States.Runtime` is matched by nothing: AWS ends the execution.
 */
export function compileMatcher(fields: Fields): (failure: StateFailure) => boolean {
  const names = fields.array("ErrorEquals");
  return (failure) => {
    if (failure.error === "States.Runtime") return false;
    if (failure.error !== undefined && names.includes(failure.error)) return true;
    if (failure.alias !== undefined && names.includes(failure.alias)) return true;
    if (failure.error === "States.DataLimitExceeded" && !failure.ofTask) return false;
    return (
      names.includes("States.ALL") ||
      (names.includes("States.TaskFailed") && failure.error !== "States.Timeout")
    );
  };
}
