import type { HistoryEvent } from "../../../asl/engine";

const RETRIABLE = new Set(["MapStateEntered", "ParallelStateEntered", "TaskStateEntered"]);

/** The first event of every attempt of a state that can be retried. */
const ATTEMPTS = new Set([
  "ActivityScheduled",
  "LambdaFunctionScheduled",
  "MapStateStarted",
  "ParallelStateStarted",
  "TaskScheduled",
]);

/**
 * Counts an execution's state transitions as AWS bills a Standard state machine: the start, every state entered, every
 * retry and every redrive ({@link https://aws.amazon.com/step-functions/pricing/}). An Express state machine is
 * billed by requests and duration instead.
 */
export class TransitionCounter {
  private transitions = 0;
  /** The `StateEntered` events whose first attempt has not started yet. */
  private readonly entries = new Set<number>();

  get count(): number {
    return this.transitions;
  }

  observe(event: HistoryEvent): void {
    if (event.type.endsWith("StateEntered")) {
      this.transitions++;
      if (RETRIABLE.has(event.type)) this.entries.add(event.id);
    } else if (ATTEMPTS.has(event.type)) {
      // An attempt that does not directly follow its state's entry is a retry.
      if (!this.entries.delete(event.previousEventId)) this.transitions++;
    } else if (event.type === "ExecutionStarted" || event.type === "ExecutionRedriven") {
      this.transitions++;
    }
  }
}

const EXPRESS_DURATION_STEP = 100;
const EXPRESS_MEMORY_STEP = 64;

/** What AWS bills for an Express execution: duration in 100 ms steps, memory in 64 MB steps; one suffices here. */
export const expressBilling = (milliseconds: number) => ({
  billedDurationInMilliseconds: Math.ceil(milliseconds / EXPRESS_DURATION_STEP) * EXPRESS_DURATION_STEP,
  billedMemoryUsedInMB: EXPRESS_MEMORY_STEP,
});
