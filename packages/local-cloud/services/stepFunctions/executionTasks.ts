import type { TaskRunner } from "../../../asl/engine";
import type { Clock } from "../../aws/clock";
import type { Cloud } from "../../aws/service";
import { type Faults, FaultyTasks } from "../../faults";
import type { Execution } from "./execution";
import { type ActivityTasks, ServiceIntegrations, type TaskTokens } from "./integrations";
import type { RoleSession } from "./roleSessions";

/** What the Tasks of all executions of one Step Functions service share. */
export interface TaskServices {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly faults: Faults;
  readonly activities: ActivityTasks;
  readonly tokens: TaskTokens;
}

export interface TaskCallbacks {
  /** Resolves when an execution has ended. */
  executionEnded(executionArn: string): Promise<void>;
  warn(message: string): void;
}

/** Performs the Tasks of an execution, with the faults that the fault plan injects. */
export function tasksOf(
  services: TaskServices,
  { arn, machine, testCase }: Execution,
  session: RoleSession,
  callbacks: TaskCallbacks,
): TaskRunner {
  const { clock, cloud, uuid, activities, tokens, faults } = services;
  const environment = {
    stateMachineArn: machine.arn,
    executionArn: arn,
    tokens,
    activities,
    assume: session.assume,
    uuid,
    ...callbacks,
  };
  return new FaultyTasks({
    faults,
    stateMachine: machine.name,
    ...(testCase !== undefined && { testCase }),
    clock,
    cloud,
    tasksOf: (reached) => new ServiceIntegrations({ ...environment, cloud: reached }),
  });
}
