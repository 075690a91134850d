import type { HistoryEvent } from "../../asl/engine";
import type { DeadLetter } from "../aws/deadLetter";
import type { CallEvent } from "../gateway/dispatcher";
import type { Refusal } from "../iam/refusal";
import type {
  FunctionDebugger,
  FunctionLogLine,
  InvocationRecord,
  InvocationStart,
} from "../services/lambda/activity";

/** An execution, as events name it. */
interface OfExecution {
  executionArn: string;
  /** The execution's name. */
  name: string;
  stateMachineArn: string;
}

/** What can happen in the local cloud, by type: what each event has in addition to {@link CloudEvent}'s `type` and `time`. */
export interface CloudEventData {
  /** An execution was started, or redriven: then `redriveCount` is above 0. Children of distributed Maps are executions too. */
  executionStarted: OfExecution & {
    /** JSON text. */
    input: string;
    redriveCount: number;
  };
  /** An execution ended. From then on, DescribeExecution returns its status. */
  executionEnded: OfExecution & {
    status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
    /** JSON text, after a success. */
    output?: string;
    error?: string;
    cause?: string;
  };
  /** An event of an execution's history: a state was entered or exited, a task scheduled, failed, … */
  history: OfExecution & {
    /** In the shape of `GetExecutionHistory`. */
    event: HistoryEvent;
  };
  /** A call of a service ended, however it was made. */
  call: CallEvent;
  /** A call that no policy allows: refused, or with `audit` only recorded. */
  refusal: Refusal;
  functionStarted: InvocationStart;
  /** A line that a function printed, as it prints it. */
  functionLog: FunctionLogLine;
  functionEnded: InvocationRecord;
  /** The debugger of a function's process listens. */
  debugger: FunctionDebugger;
  /** A message or event was sent to a dead-letter queue. */
  deadLetter: DeadLetter;
  /** A program was deployed: URNs of its resources. */
  deployed: {
    stack: string;
    created: readonly string[];
    updated: readonly string[];
    deleted: readonly string[];
    unchanged: readonly string[];
  };
}

export type CloudEventType = keyof CloudEventData;

/** Something that happened in the local cloud. Its `type` determines what else it has. */
export type CloudEvent<Type extends CloudEventType = CloudEventType> = {
  [T in Type]: {
    type: T;
    /** Milliseconds since the epoch, on the cloud's clock. */
    time: number;
  } & Readonly<CloudEventData[T]>;
}[Type];
