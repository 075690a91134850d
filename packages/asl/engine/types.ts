import type { Clock } from "./clock";

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
  /**
   * Receives the position of each sequence of states, before anything of a state is done. `path` names the sequence: `""` is the
   * machine's own, `"/2"` the third part of the state that one is in, `"/2/0"` the first part of that one's state.
   */
  onPlace?(path: string, place: Place): void;
  /** Receives a distributed Map's run when it starts, whenever its counts change, and when it ends. */
  onMapRun?(run: MapRun, control: MapRunControl): void;
  /** Receives a child execution of a distributed Map before it starts; may return what receives its history and its end. */
  onChildExecution?(child: ChildExecution): ChildObserver | undefined;
}

/** A distributed Map's run in the shape of `DescribeMapRun`. */
export interface MapRun {
  mapRunArn: string;
  executionArn: string;
  stateName: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  startDate: Date;
  stopDate?: Date;
  redriveCount: number;
  redriveDate?: Date;
  /** 0: no limit but the service's own. */
  maxConcurrency: number;
  toleratedFailureCount: number;
  toleratedFailurePercentage: number;
  itemCounts: MapRunCounts;
  executionCounts: MapRunCounts;
}

/** Changes a distributed Map's run while it is in flight, as `UpdateMapRun` does. */
export interface MapRunControl {
  /** Settings that are not given keep their values. Running children continue; tolerated failures count from the next child that ends. */
  update(settings: MapRunSettings): void;
}

export type MapRunSettings = Partial<
  Pick<MapRun, "maxConcurrency" | "toleratedFailureCount" | "toleratedFailurePercentage">
>;

export interface MapRunCounts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

export interface ChildExecution {
  executionArn: string;
  name: string;
  mapRunArn: string;
  type: "STANDARD" | "EXPRESS";
  input: Json;
  startDate: Date;
  /** Above 0 for one that continues in a redrive of its Map's run. */
  redriveCount: number;
}

export interface ChildObserver {
  onEvent?(event: HistoryEvent): void;
  onEnd?(result: ExecutionResult): void;
}

export interface TaskRunner {
  /**
   * Performs one attempt of a Task and resolves to its result as the state sees it: for `.sync` and `.waitForTaskToken`
   * the final one. Rejects with {@link TaskFailure}. The engine keeps the time: it stops waiting at `TimeoutSeconds` or
   * `HeartbeatSeconds` and aborts `request.signal`.
   */
  run(request: TaskRequest): Promise<Json>;
  /**
   * Reads an S3 object piece by piece for the `ItemReader` of a distributed Map, which then never holds it whole:
   * `request.parameters` are those of `s3:getObject`. Fails with {@link TaskFailure}. Default: {@link run} gets it at once.
   */
  readObject?(request: TaskRequest): AsyncIterable<Uint8Array>;
}

export interface TaskRequest {
  /** The state's `Resource`. */
  resource: string;
  /** The evaluated `Arguments` or `Parameters`, or the state's input where it has neither. */
  parameters: Json;
  /** The same, to be written as JSON only: numbers and the order of names are kept as they were read ({@link plain}). */
  exactParameters: Json;
  stateName: string;
  /** The context object, `Task.Token` included. */
  context: { [key: string]: Json };
  /** The token of a `.waitForTaskToken` task or of an activity. */
  taskToken?: string;
  /** `Credentials`: the role to assume for this call instead of the state machine's own. */
  credentials?: { RoleArn: string };
  /** What {@link submitted} reported before the cloud was restarted: the request was made, and is not repeated. */
  submittedBefore?: Json;
  /** Aborted when the attempt timed out, or its execution or Map or Parallel ended. */
  signal: AbortSignal;
  /** Reports that a `.sync` or callback task's request was accepted: a `TaskSubmitted` event. */
  submitted(output: Json): void;
  /** Reports a heartbeat. */
  heartbeat(): void;
  /** Reports that a worker took an activity's task: an `ActivityStarted` event. Other tasks start when they are scheduled. */
  started(workerName?: string): void;
}

/** A Task's failure, by the name that `Retry` and `Catch` match; `SendTaskFailure` may leave out both name and cause. */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  constructor(
    /** Absent where `SendTaskFailure` named none: only `States.ALL` and `States.TaskFailed` match it. */
    readonly error?: string,
    override readonly cause?: string,
  ) {
    super(cause ? `${error ?? "(no error)"}: ${cause}` : (error ?? "(no error)"));
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
    /** When it was last redriven, ISO 8601. */
    RedriveTime?: string;
  };
  StateMachine: { Id: string; Name: string };
}

export type ExecutionResult =
  | { status: "SUCCEEDED"; output: Json }
  | { status: "FAILED" | "TIMED_OUT" | "ABORTED"; error?: string; cause?: string };

/** Where a sequence of states is, or its output. */
export type Place = { output: Json } | ReachedState;

/** A state that a sequence has reached. */
export interface ReachedState extends Pick<Checkpoint, "state" | "input" | "variables"> {
  /** When it was entered, in milliseconds since the epoch; absent while nothing of it was done. */
  since?: number;
  submitted?: SubmittedTask;
  /** What was reported about the sequences inside the state is void. */
  isNew?: true;
}

/** The request of a `.sync` or callback Task. */
export interface SubmittedTask {
  /** Absent until the request was accepted. */
  output?: Json;
  /** The callback's. */
  token?: string;
}

/** Where an execution that did not succeed continues when it is redriven. */
export interface Checkpoint {
  state: string;
  input: Json;
  variables: { [name: string]: Json };
  /** Of a Parallel or inline Map: the progress of its branches or iterations; `null` for one that had not started. */
  inner?: ({ output: Json } | Checkpoint | null)[];
  /** Of a distributed Map whose run had started. */
  mapRun?: MapRunCheckpoint;
  /** Of a state that continues as if it had not been interrupted: when it was entered, in milliseconds since the epoch. */
  since?: number;
  /** Of a Task that continues to wait. */
  submitted?: SubmittedTask;
}

/** The progress of a distributed Map's run before its execution is redriven. */
export interface MapRunCheckpoint {
  mapRunArn: string;
  /** ISO 8601. */
  startDate: string;
  redriveCount: number;
  /** How many children succeeded, and how many items they had. */
  succeeded: { children: number; items: number };
  /** The results of the successful children, as the Map stores them. */
  results: Json;
  /** The children that did not succeed or had not started: their data is not read again. */
  unfinished: ChildJob[];
  /** How many items were taken from an object that had not been read to its end: it is read on from there. */
  itemsRead?: number;
}

/** A child execution that has yet to succeed. */
export interface ChildJob {
  /** Its index among the Map's children. */
  index: number;
  input: Json;
  /** How many items are in the input. */
  items: number;
  /** How it ended before. */
  ended?: ChildCheckpoint;
}

/** How a child execution ended. */
export interface ChildCheckpoint {
  executionArn: string;
  name: string;
  /** ISO 8601. */
  startDate: string;
  stopDate: string;
  redriveCount: number;
  result: ExecutionResult;
  /** Where it continues; absent once it succeeded. */
  checkpoint?: Checkpoint;
  lastEventId: number;
}

/** A running execution. */
export interface Execution {
  /** Settles when the execution ended; never rejects. */
  readonly result: Promise<ExecutionResult>;
  /** The same; the output is for those who write it as JSON, as {@link TaskRequest.exactParameters} are. */
  readonly exactResult: Promise<ExecutionResult>;
  /** Ends it as `ABORTED`; without effect once it ended. */
  stop(error?: string, cause?: string): void;
  /** Where a redrive continues; `undefined` while it runs and once it succeeded. */
  checkpoint(): Checkpoint | undefined;
}
