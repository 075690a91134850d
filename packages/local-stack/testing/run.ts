import { type HistoryEvent, plain } from "../../asl/engine";
import type { Execution, LocalServices } from "../../local-cloud";
import { UsageError } from "../../terminal";
import { describeWait } from "./describeWait";
import type { Interruptions } from "./interruptions";
import { type Visit, visitsOf } from "./visits";

/** How an execution ended. */
export interface Ended<Output = unknown> {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** The parsed output, after a success; otherwise undefined. */
  output: Output;
  error?: string;
  cause?: string;
}

/** How {@link Run.end} waits. */
export interface EndOptions {
  /**
   * For how many milliseconds of real time nothing may happen in the stack before the wait is given up: longer than a program of
   * yours needs, such as a worker, to respond to what it got. Default: 500.
   */
  idleMs?: number;
}

/** The awaited execution cannot end, since nothing happens any more in the stack: the message says what it waits for. */
export class CannotContinueError extends Error {
  override readonly name = "CannotContinueError";
}

/** An execution that a test started. */
export class Run {
  /** @internal */
  constructor(
    private readonly execution: Execution,
    private readonly services: Pick<LocalServices, "clock" | "stepFunctions">,
    private readonly interruptions: Interruptions,
  ) {}

  /** The execution's ARN. */
  get arn(): string {
    return this.execution.arn;
  }

  get name(): string {
    return this.execution.name;
  }

  /** `RUNNING`, or as {@link Ended}. */
  get status(): string {
    return this.execution.status;
  }

  /**
   * Waits until the execution has ended.
   *
   * @throws CannotContinueError if it cannot continue: it waits for a time that the clock does not reach, for a task token or
   * an activity that is not answered, or for another execution that does; or if its stack is closed or reset.
   */
  async end<Output = unknown>({ idleMs = 500 }: EndOptions = {}): Promise<Ended<Output>> {
    if (!(idleMs >= 0)) throw new UsageError(`idleMs is ${idleMs}; allowed: a number of milliseconds from 0`);
    const { execution } = this;
    if (execution.status === "RUNNING") await this.untilEnded(idleMs);
    const interruption = this.interruptions.reasonFor(execution);
    if (interruption !== undefined) throw this.cannotContinue(interruption);
    const result = execution.result!;
    if (result.status === "SUCCEEDED")
      return { status: result.status, output: plain(result.output) as Output };
    return { ...result, output: undefined as Output };
  }

  /** The names of the states that it entered so far, in this order; again for each visit. */
  async states(): Promise<string[]> {
    return visitsOf(this.execution).map(({ state }) => state);
  }

  /** Its history so far, as `GetExecutionHistory` has it; that of an Express execution too. */
  async history(): Promise<HistoryEvent[]> {
    return [...this.execution.events];
  }

  /** The visits of a state so far, or of all states, in the order in which they were entered. */
  async visits(state?: string): Promise<Visit[]> {
    return visitsOf(this.execution).filter((visit) => state === undefined || visit.state === state);
  }

  /**
   * The last visit of a state.
   *
   * @throws UsageError that lists the states that were entered, if this one was not
   */
  async visit(state: string): Promise<Visit> {
    const visits = visitsOf(this.execution);
    const visit = visits.findLast((each) => each.state === state);
    if (visit) return visit;
    const entered = [...new Set(visits.map((each) => each.state))].join(", ");
    throw new UsageError(
      `state is '${state}', which the execution did not enter; it entered: ${entered || "none"}`,
    );
  }

  /** Stops it, as StopExecution does; has no effect on one that has ended. */
  async stop({ error, cause }: { error?: string; cause?: string } = {}): Promise<void> {
    if (this.execution.status === "RUNNING") await this.execution.stop(error, cause);
  }

  /** Also returns when the execution is interrupted, which may be before it has ended. */
  private async untilEnded(idleMs: number): Promise<void> {
    const { clock, stepFunctions } = this.services;
    const watching = new AbortController();
    let forget = () => {};
    const interrupted = new Promise<void>((resolve) => {
      forget = this.interruptions.on(resolve);
    });
    const stalled = clock.whenStalled(idleMs, watching.signal).then(() => {
      if (this.execution.status !== "RUNNING") return;
      throw this.cannotContinue(
        `it waits ${describeWait(this.execution, clock, stepFunctions.executions())}`,
      );
    });
    try {
      await Promise.race([this.execution.ended, interrupted, stalled]);
    } finally {
      watching.abort();
      forget();
    }
  }

  private cannotContinue(why: string): CannotContinueError {
    const { name, machine } = this.execution;
    return new CannotContinueError(`The execution '${name}' of '${machine.name}' cannot continue: ${why}`);
  }
}
