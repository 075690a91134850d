import type { Clock } from "../clock";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What the engine needs from the world around it. The engine itself does no input or output. */
export interface Surroundings {
  clock: Clock;
  /** Performs Task states. */
  tasks: TaskRunner;
  /** 0 ≤ n < 1: for `JitterStrategy: FULL`, `States.MathRandom`, `$random()`. */
  random(): number;
  /** For `States.UUID`, `$uuid()` and task tokens. */
  uuid(): string;
  /** Receives every event of the execution's history, in order. */
  onEvent?(event: HistoryEvent): void;
}

export interface TaskRunner {
  /**
   * Performs one attempt of a Task and resolves to its result as the state sees it: for `.sync` and `.waitForTaskToken`
   * the final one. Rejects with {@link TaskFailure}. The engine keeps the time: it stops waiting at `TimeoutSeconds` or
   * `HeartbeatSeconds` and aborts `request.signal`.
   */
  run(request: TaskRequest): Promise<Json>;
}

export interface TaskRequest {
  /** The state's `Resource`. */
  resource: string;
  /** The evaluated `Arguments` or `Parameters`, or the state's input where it has neither. */
  parameters: Json;
  stateName: string;
  /** The context object, `Task.Token` included. */
  context: { [key: string]: Json };
  /** The token of a `.waitForTaskToken` task or of an activity. */
  taskToken?: string;
  /** `Credentials`: the role to assume for this call instead of the state machine's own. */
  credentials?: { RoleArn: string };
  /** Aborted when the attempt timed out, or its execution or Map or Parallel ended. */
  signal: AbortSignal;
  /** Reports that a `.sync` or callback task's request was accepted: a `TaskSubmitted` event. */
  submitted(output: Json): void;
  /** Reports a heartbeat. */
  heartbeat(): void;
}

/** A Task's failure, by the name that `Retry` and `Catch` match. */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  constructor(
    readonly error: string,
    override readonly cause?: string,
  ) {
    super(cause ? `${error}: ${cause}` : error);
  }
}

/** An event in the shape of `GetExecutionHistory`: `type`, and its details under the name the API gives them. */
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  timestamp: Date;
  type: string;
  [details: string]: unknown;
}

export interface ExecutionContext {
  Execution: {
    Id: string;
    Name: string;
    RoleArn: string;
    StartTime: string;
    RedriveCount?: number;
  };
  StateMachine: { Id: string; Name: string };
}

export type ExecutionResult =
  | { status: "SUCCEEDED"; output: Json }
  | { status: "FAILED" | "TIMED_OUT" | "ABORTED"; error?: string; cause?: string };

/** An execution under way. */
export interface Execution {
  /** Settles when the execution ended; never rejects. */
  readonly result: Promise<ExecutionResult>;
  /** Ends it as `ABORTED`; without effect once it ended. */
  stop(error?: string, cause?: string): void;
}
