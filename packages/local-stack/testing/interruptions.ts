import type { Execution } from "../../local-cloud";

/** The executions that the stack itself ends, because it is closed or reset, and why. */
export class Interruptions {
  private readonly reasons = new WeakMap<Execution, string>();
  private readonly listeners = new Set<() => void>();

  /** Notes the reason for those that are running, before they are stopped. */
  interrupt(executions: readonly Execution[], reason: string): void {
    for (const execution of executions)
      if (execution.status === "RUNNING") this.reasons.set(execution, reason);
    for (const listener of this.listeners) listener();
  }

  reasonFor(execution: Execution): string | undefined {
    return this.reasons.get(execution);
  }

  /** Calls `listener` after each interruption. Returns a function that ends this. */
  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
