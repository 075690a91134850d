import type { TaskRunner } from "../../../asl/engine";
import { FaultyTasks } from "../../faults";
import type { StepFunctions } from "./environment";
import type { Execution } from "./execution";
import { ServiceIntegrations } from "./integrations";
import type { RoleSession } from "./roleSessions";

/** Performs the Tasks of an execution, with what the fault plan has for them. */
export function tasksOf(
  service: StepFunctions,
  { arn, machine, testCase }: Execution,
  session: RoleSession,
  warn: (message: string) => void,
): TaskRunner {
  const { clock, cloud, uuid, activities, tokens, faults, executions } = service;
  const environment = {
    stateMachineArn: machine.arn,
    executionArn: arn,
    tokens,
    activities,
    assume: session.assume,
    executionEnded: (started: string) => executions.require(started).ended,
    uuid,
    warn,
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
