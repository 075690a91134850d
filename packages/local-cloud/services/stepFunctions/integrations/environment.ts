import type { Json } from "../../../../asl/engine";
import type { Caller, Cloud } from "../../../aws/service";
import type { TaskTokens } from "./taskTokens";

/** What the Tasks of one execution need. */
export interface TaskEnvironment {
  cloud: Cloud;
  /** The execution's state machine, without a version or an alias. */
  stateMachineArn: string;
  executionArn: string;
  tokens: TaskTokens;
  activities: ActivityTasks;
  /**
   * Assumes the state machine's role, or the role that the Task's `Credentials` name. Throws `AwsError` if the role's trust
   * policy does not allow it.
   */
  assume(credentialsRoleArn?: string): Caller;
  /** Resolves when an execution has ended, which a managed rule reports to a `.sync` Task on AWS. */
  executionEnded(executionArn: string): Promise<void>;
  uuid(): string;
  /** Receives problems that can no longer be reported to a state. */
  warn(message: string): void;
}

/** The queues of the activities. */
export interface ActivityTasks {
  /**
   * Queues a task for the activity's workers; it is dropped if `signal` is aborted before a worker has taken it. Throws
   * `AwsError` if the activity does not exist.
   *
   * @param started called when a worker takes the task
   */
  schedule(
    activityArn: string,
    task: { token: string; input: Json },
    signal: AbortSignal,
    started: (workerName?: string) => void,
  ): void;
}
