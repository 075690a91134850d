import { errors } from "./errors";
import type { Execution } from "./execution";
import { MapRuns } from "./mapRuns";
import type { ExecutionStore } from "./persistence/executionStore";
import { Retention, type RetentionLimits } from "./retention";

/** The executions of one local cloud: those that are running and the latest that ended. */
export class Executions {
  readonly mapRuns: MapRuns;
  private readonly byArn = new Map<string, Execution>();
  private readonly retention: Retention;
  private sequence = 0;

  /** @param storage where executions are persisted; undefined for nowhere */
  constructor(
    limits: RetentionLimits,
    private storage: ExecutionStore | undefined,
  ) {
    this.mapRuns = new MapRuns((run) => this.storage?.mapRun(run));
    this.retention = new Retention(limits, ({ arn }) => {
      this.byArn.delete(arn);
      this.mapRuns.delete(arn);
      this.storage?.delete(arn);
    });
  }

  get store(): ExecutionStore | undefined {
    return this.storage;
  }

  find(arn: string): Execution | undefined {
    return this.byArn.get(arn);
  }

  /** Throws `ExecutionDoesNotExist`. */
  require(arn: string): Execution {
    const execution = this.byArn.get(arn);
    if (!execution) throw errors.executionDoesNotExist(arn);
    return execution;
  }

  /** The latest first. */
  list(): Execution[] {
    return [...this.byArn.values()].sort((a, b) => b.sequence - a.sequence);
  }

  /** Adds an execution that starts now. */
  add(execution: Execution): void {
    execution.sequence = this.sequence++;
    this.byArn.set(execution.arn, execution);
  }

  /** Executions that start from now on are numbered after this sequence number of an earlier process. */
  reserve(sequence: number): void {
    this.sequence = sequence + 1;
  }

  /** Adds executions of an earlier process. */
  restore(executions: readonly Execution[]): void {
    for (const execution of executions) this.byArn.set(execution.arn, execution);
    const ended = executions.filter(({ status }) => status !== "RUNNING");
    const byEnd = ended.sort((a, b) => (a.stopDate?.getTime() ?? 0) - (b.stopDate?.getTime() ?? 0));
    for (const execution of byEnd) this.retention.ended(execution);
  }

  /** Marks an execution as ended: from now on it may be dropped. */
  ended(execution: Execution): void {
    this.retention.ended(execution);
  }

  /** Runs an execution that had ended again: it may no longer be dropped. */
  resume(execution: Execution, date: Date): void {
    execution.redrive(date);
    this.retention.resumed(execution);
  }

  /** Drops all, none of which may be running. */
  clear(): void {
    for (const execution of this.byArn.values()) this.retention.forget(execution);
  }

  /** Stops persisting: what is stored stays as it is. */
  detachStore(): void {
    this.storage = undefined;
  }
}
