import type { TaskRunner } from "../../../asl/engine";
import type { Execution } from "./execution";
import { type ActivityTasks, ServiceIntegrations, type TaskTokens } from "./integrations";
import type { RoleSession } from "./roleSessions";
import type { TaskFaults } from "./taskFaults";

/** What the Tasks of all executions of one Step Functions service share. */
export interface TaskServices {
  readonly uuid: () => string;
  readonly faults: TaskFaults;
  readonly activities: ActivityTasks;
  readonly tokens: TaskTokens;
}

export interface TaskCallbacks {
  /** Resolves when an execution has ended. */
  executionEnded(executionArn: string): Promise<void>;
  warn(message: string): void;
}

/** Performs the Tasks of an execution, with its faults. */
export function tasksOf(
  services: TaskServices,
  { arn, machine, testCase }: Execution,
  session: RoleSession,
  callbacks: TaskCallbacks,
): TaskRunner {
  const { uuid, activities, tokens, faults } = services;
  const environment = {
    stateMachineArn: machine.arn,
    executionArn: arn,
    tokens,
    activities,
    assume: session.assume,
    uuid,
    ...callbacks,
  };
  return faults.inject(
    { stateMachine: machine.name, ...(testCase !== undefined && { testCase }) },
    (cloud) => new ServiceIntegrations({ ...environment, cloud }),
  );
}
