import type { ExecutionResult, MapRun, MapRunCounts, MapRunSettings } from "../types";

const COUNTED: Record<ExecutionResult["status"], "succeeded" | "failed" | "timedOut" | "aborted"> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  TIMED_OUT: "timedOut",
  ABORTED: "aborted",
};

/** Counts the items and children of a distributed Map's run and reports when more failed than it tolerates. */
export class Progress {
  constructor(
    private run: MapRun,
    /** @param total how many items there are; undefined while that is not known */
    private readonly tolerates: (failed: number, total: number | undefined) => boolean,
    private readonly now: () => number,
    private readonly onChange?: (run: MapRun) => void,
  ) {
    this.report();
  }

  /** @param complete no more items are going to be found */
  exceeded(complete: boolean): boolean {
    const { failed, timedOut, aborted, total } = this.run.itemCounts;
    return !this.tolerates(failed + timedOut + aborted, complete ? total : undefined);
  }

  /** ISO 8601. */
  get startDate(): string {
    return this.run.startDate.toISOString();
  }

  /** A child with so many items was read. */
  found(items: number): void {
    const { itemCounts, executionCounts } = this.run;
    itemCounts.pending += items;
    itemCounts.total += items;
    executionCounts.pending += 1;
    executionCounts.total += 1;
  }

  started(items: number): void {
    this.move("pending", "running", items);
  }

  ended(items: number, status: ExecutionResult["status"]): void {
    this.move("running", COUNTED[status], items);
  }

  /** The results of all children that ended were written. */
  written(): void {
    for (const counts of [this.run.itemCounts, this.run.executionCounts]) {
      counts.resultsWritten = counts.succeeded + counts.failed + counts.timedOut;
    }
  }

  /** Shows other limits than the run was started with. */
  change(settings: MapRunSettings): void {
    if (this.run.status !== "RUNNING") return;
    this.run = { ...this.run, ...settings };
    this.report();
  }

  close(status: "SUCCEEDED" | "FAILED" | "ABORTED"): void {
    if (this.run.status !== "RUNNING") return;
    this.run.status = status;
    this.run.stopDate = new Date(this.now());
    for (const counts of [this.run.itemCounts, this.run.executionCounts]) {
      counts.aborted += counts.pending + counts.running;
      counts.pending = 0;
      counts.running = 0;
    }
    this.report();
  }

  private move(from: keyof MapRunCounts, to: keyof MapRunCounts, items: number): void {
    if (this.run.status !== "RUNNING") return;
    this.run.itemCounts[from] -= items;
    this.run.itemCounts[to] += items;
    this.run.executionCounts[from] -= 1;
    this.run.executionCounts[to] += 1;
    this.report();
  }

  private report(): void {
    this.onChange?.({
      ...this.run,
      itemCounts: { ...this.run.itemCounts },
      executionCounts: { ...this.run.executionCounts },
    });
  }
}

export function countsOf(pending: number, succeeded = 0): MapRunCounts {
  return {
    pending,
    running: 0,
    succeeded,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total: pending + succeeded,
    resultsWritten: 0,
  };
}
