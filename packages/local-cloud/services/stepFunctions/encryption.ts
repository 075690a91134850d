import { keyArn } from "../kms";
import type { StepFunctions } from "./environment";
import type { StateMachine } from "./stateMachine";

/** The customer-managed key that the data of a state machine and its executions is encrypted with. */
export interface Encryption {
  /** The key's ARN. */
  key: string;
  stateMachineArn: string;
}

/**
 * The key behind the ARN of an execution, a state machine or one of its versions, where it has one of its customer. An
 * execution keeps that of the revision it was started with.
 */
export function encryptionOf(service: StepFunctions, arn: string): Encryption | undefined {
  const execution = service.executions.find(arn);
  const found = execution ?? stateMachineOf(service, arn);
  if (found?.revision.encryptionConfiguration.type !== "CUSTOMER_MANAGED_KMS_KEY") return undefined;
  const { kmsKeyId = "" } = found.revision.encryptionConfiguration;
  return { key: keyArn(kmsKeyId, service.cloud), stateMachineArn: found.machine.arn };
}

function stateMachineOf({ machines }: StepFunctions, arn: string) {
  const [, machineArn = arn, version] = /^(.+:stateMachine:[^:]+):(\d+)$/.exec(arn) ?? [];
  const machine: StateMachine | undefined = machines.find(machineArn);
  return (
    machine && { machine, revision: machine.versions.get(Number(version))?.revision ?? machine.revision }
  );
}
