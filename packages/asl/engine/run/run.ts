import { Aborted, asStateFailure } from "../errors";
import { plain } from "../exact/plain";
import type { JsonObject } from "../json";
import { LIMITS } from "../limits";
import { NO_VARIABLES, type Sources } from "../query/scope";
import type { Checkpoint, Execution, ExecutionContext, ExecutionResult, HistoryEvent, Json } from "../types";
import { Frame } from "./frame";
import { COMPLETE, type EventDetails, failureDetails, History } from "./history";
import type { Host, StartOptions } from "./host";
import { runStates } from "./sequence";
import type { Machine } from "./visit";

/** Visits of states between two turns of the event loop. */
const VISITS_PER_TURN = 100;

/** One execution of a machine. */
export class Run implements Execution, Host {
  /** Its output is as it was read, as `parseExact` returns it. */
  readonly exactResult: Promise<ExecutionResult>;
  readonly history: History;
  readonly sources: Sources;
  private readonly root: Frame;
  private readonly settle: (result: ExecutionResult) => void;
  private readonly cancelTimeout: () => void;
  private ended = false;
  private succeeded = false;
  private visits = 0;

  constructor(
    readonly machine: Machine,
    readonly surroundings: StartOptions,
  ) {
    let settle!: (result: ExecutionResult) => void;
    this.exactResult = new Promise((resolve) => {
      settle = resolve;
    });
    this.settle = settle;
    const { clock, input, context, redrive } = surroundings;
    const limit = machine.type === "STANDARD" ? LIMITS.historyEvents : Number.POSITIVE_INFINITY;
    this.history = new History(clock, limit, redrive?.lastEventId ?? 0, (event) => this.observe(event));
    this.sources = {
      clock,
      random: () => surroundings.random(),
      uuid: () => surroundings.uuid(),
    };
    this.root = new Frame(this, contextObject(context, input), NO_VARIABLES, 0);
    this.cancelTimeout = this.watchTime();
    this.drive().catch((error: unknown) => this.fail(error));
  }

  get result(): Promise<ExecutionResult> {
    return this.exactResult.then((result) =>
      result.status === "SUCCEEDED" ? { ...result, output: plain(result.output) } : result,
    );
  }

  stop(error?: string, cause?: string): void {
    const details = failureDetails({ error, cause });
    this.end({ status: "ABORTED", ...details }, "ExecutionAborted", {
      executionAbortedEventDetails: details,
    });
  }

  async breathe(): Promise<void> {
    if (++this.visits % VISITS_PER_TURN !== 0) return;
    const release = this.surroundings.clock.hold();
    try {
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      release();
    }
  }

  checkpoint(): Checkpoint | undefined {
    return this.ended && !this.succeeded ? this.root.checkpoint() : undefined;
  }

  private async drive(): Promise<void> {
    const { input, redrive } = this.surroundings;
    if (redrive) this.recordRedrive(redrive.lastEventId);
    else this.recordStart();
    await null;
    const output = await runStates(this.machine.graph, this.root, input, redrive?.checkpoint);
    this.end({ status: "SUCCEEDED", output }, "ExecutionSucceeded", {
      executionSucceededEventDetails: { output: this.history.text(output), outputDetails: COMPLETE },
    });
  }

  /** The first state's event follows none, not this one. */
  private recordStart(): void {
    const { input, context } = this.surroundings;
    this.history.add("ExecutionStarted", 0, () => ({
      executionStartedEventDetails: {
        input: this.history.text(input),
        inputDetails: COMPLETE,
        roleArn: context.Execution.RoleArn,
      },
    }));
  }

  private recordRedrive(lastEventId: number): void {
    const redriveCount = this.surroundings.context.Execution.RedriveCount ?? 1;
    this.root.lastEvent = this.history.add("ExecutionRedriven", lastEventId, () => ({
      executionRedrivenEventDetails: { redriveCount },
    }));
  }

  private fail(thrown: unknown): void {
    if (thrown instanceof Aborted) return;
    const details = failureDetails(asStateFailure(thrown));
    this.end({ status: "FAILED", ...details }, "ExecutionFailed", { executionFailedEventDetails: details });
  }

  private watchTime(): () => void {
    const { type, timeoutSeconds } = this.machine;
    const longest = type === "EXPRESS" ? LIMITS.expressSeconds : Number.POSITIVE_INFINITY;
    const seconds = Math.min(timeoutSeconds ?? longest, longest);
    if (!Number.isFinite(seconds)) return () => {};
    return this.surroundings.clock.after(seconds * 1000, () => this.timeOut());
  }

  private timeOut(): void {
    this.end({ status: "TIMED_OUT" }, "ExecutionTimedOut", {
      executionTimedOutEventDetails: { error: "States.Timeout" },
    });
  }

  private observe(event: HistoryEvent): void {
    this.surroundings.onEvent?.(event);
    if (this.machine.type !== "EXPRESS" || event.id !== LIMITS.expressEvents) return;
    // After the event has been handled: the end is another event.
    queueMicrotask(() => this.timeOut());
  }

  /**
   * The first end counts; it leaves nothing running. A failing `onEvent` cannot prevent an execution from ending.
   * The last event follows the last state's, or none if the execution was ended from outside.
   */
  private end(result: ExecutionResult, type: string, details: EventDetails): void {
    if (this.ended) return;
    this.ended = true;
    this.succeeded = result.status === "SUCCEEDED";
    this.cancelTimeout();
    const previous = result.status === "SUCCEEDED" || result.status === "FAILED" ? this.root.lastEvent : 0;
    try {
      this.history.close(type, previous, details);
      this.settle(result);
    } catch (error) {
      this.settle({ status: "FAILED", ...failureDetails(asStateFailure(error)) });
    } finally {
      this.root.abort();
    }
  }
}

function contextObject(context: ExecutionContext, input: Json): JsonObject {
  return {
    ...(context as unknown as JsonObject),
    Execution: { ...context.Execution, Input: input } as JsonObject,
    StateMachine: { ...context.StateMachine },
  };
}
