import { keyArn } from "../kms";
import type { StepFunctions } from "./environment";
import type { StateMachine } from "./stateMachine";

/** The customer-managed key that encrypts the data of a state machine and its executions. */
export interface Encryption {
  /** The key's ARN. */
  key: string;
  stateMachineArn: string;
}

/**
 * The customer-managed key, if any, of an execution, a state machine or a version, by its ARN. An execution uses the key of
 * the revision it started with.
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
