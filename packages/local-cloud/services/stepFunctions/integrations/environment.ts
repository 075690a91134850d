import type { Json } from "../../../../asl/engine";
import type { Caller, Cloud } from "../../../aws/service";
import type { TaskTokens } from "./taskTokens";

/** What the Tasks of one execution work with. */
export interface TaskEnvironment {
  cloud: Cloud;
  /** The execution's state machine, without a version or an alias. */
  stateMachineArn: string;
  executionArn: string;
  tokens: TaskTokens;
  activities: ActivityTasks;
  /**
   * A session of the state machine's role, or of the role that the Task's `Credentials` name. Throws `AwsError` where the
   * role's trust policy refuses.
   */
  assume(credentialsRoleArn?: string): Caller;
  /** Resolves when an execution has ended: what the managed rule tells a `.sync` task on AWS. */
  executionEnded(executionArn: string): Promise<void>;
  uuid(): string;
  /** Receives what went wrong where no state can be told any more. */
  warn(message: string): void;
}

/** The queues of the activities. */
export interface ActivityTasks {
  /**
   * Queues a task for the activity's workers; it is dropped when `signal` is aborted before a worker took it. Throws
   * `AwsError` where the activity does not exist.
   *
   * @param started called when a worker took the task
   */
  schedule(
    activityArn: string,
    task: { token: string; input: Json },
    signal: AbortSignal,
    started: (workerName?: string) => void,
  ): void;
}
