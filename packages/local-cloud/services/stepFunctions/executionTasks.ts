import type { TaskRunner } from "../../../asl/engine/types";
import type { StepFunctions } from "./environment";
import type { Execution } from "./execution";
import { ServiceIntegrations } from "./integrations";
import type { RoleSession } from "./roleSessions";

/** Performs the Tasks of an execution, with its faults. */
export function tasksOf(
  service: StepFunctions,
  { arn, machine, testCase }: Execution,
  session: RoleSession,
  warn: (message: string) => void,
): TaskRunner {
  const { uuid, activities, tokens, faults, executions } = service;
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
  return faults.inject(
    { stateMachine: machine.name, ...(testCase !== undefined && { testCase }) },
    (cloud) => new ServiceIntegrations({ ...environment, cloud }),
  );
}
