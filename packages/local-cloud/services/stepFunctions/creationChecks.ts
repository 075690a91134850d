import { parseTaskResource, visitStates } from "../../../asl";
import { AwsError, type Caller, type Cloud, type Requirement } from "../../aws/service";
import { errors } from "./errors";
import type { Revision } from "./stateMachine";

const LOG_DELIVERY = [
  "CreateLogDelivery",
  "GetLogDelivery",
  "UpdateLogDelivery",
  "DeleteLogDelivery",
  "ListLogDeliveries",
  "PutResourcePolicy",
  "DescribeResourcePolicies",
  "DescribeLogGroups",
];
const TRACING = ["PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"];
const MANAGED_RULE = ["PutTargets", "PutRule", "DescribeRule"];
const ENCRYPTION = ["Decrypt", "GenerateDataKey"];

/** The rule that Step Functions manages for each service whose `.sync` jobs emit an event when they end. */
const MANAGED_RULES: Readonly<Record<string, string>> = {
  batch: "StepFunctionsGetEventsForBatchJobsRule",
  codebuild: "StepFunctionsGetEventForCodeBuildStartBuildRule",
  ecs: "StepFunctionsGetEventsForECSTaskRule",
  states: "StepFunctionsGetEventsForStepFunctionsExecutionRule",
};

type CheckedRevision = Omit<Revision, "compiled" | "id" | "updateDate">;

interface Check {
  applies(revision: CheckedRevision): boolean;
  requirements(revision: CheckedRevision, stateMachineArn: string, cloud: Cloud): Requirement[];
  /** AWS's message if the role lacks a permission. */
  refusal(roleArn: string): string;
}

const CHECKS: Check[] = [
  {
    applies: ({ loggingConfiguration }) => loggingConfiguration.level !== "OFF",
    requirements: () => LOG_DELIVERY.map((action) => ({ action: `logs:${action}`, resource: "*" })),
    refusal: () => "The state machine IAM Role is not authorized to access the Log Destination",
  },
  {
    applies: ({ tracingConfiguration }) => tracingConfiguration.enabled === true,
    requirements: () => TRACING.map((action) => ({ action: `xray:${action}`, resource: "*" })),
    refusal: () => "The state machine IAM Role is not authorized to send traces to X-Ray",
  },
  {
    applies: ({ definition }) => managedRules(definition).length > 0,
    requirements: ({ definition }, _arn, { region, accountId }) =>
      managedRules(definition).flatMap((rule) =>
        MANAGED_RULE.map((action) => ({
          action: `events:${action}`,
          resource: `arn:aws:events:${region}:${accountId}:rule/${rule}`,
        })),
      ),
    refusal: (roleArn) => `'${roleArn}' is not authorized to create managed-rule.`,
  },
  {
    applies: ({ encryptionConfiguration }) => encryptionConfiguration.type === "CUSTOMER_MANAGED_KMS_KEY",
    requirements: ({ encryptionConfiguration }, stateMachineArn) =>
      ENCRYPTION.map((action) => ({
        action: `kms:${action}`,
        resource: encryptionConfiguration.kmsKeyId ?? "*",
        context: { "kms:EncryptionContext:aws:states:stateMachineArn": stateMachineArn },
      })),
    refusal: () => "The state machine IAM Role is not authorized to use the KMS key",
  },
];

/**
 * Checks a state machine's role as AWS does when the state machine is created or updated: trust, log delivery, tracing, the
 * managed rule of `.sync` Tasks, the key. Throws `AccessDeniedException` with AWS's message, followed by the role, the
 * action and the resource.
 */
export function checkRole(cloud: Cloud, stateMachineArn: string, revision: CheckedRevision): void {
  const caller = assume(cloud, stateMachineArn, revision.roleArn);
  for (const check of CHECKS) {
    if (!check.applies(revision)) continue;
    const requirements = check.requirements(revision, stateMachineArn, cloud);
    refuseWith(check.refusal(revision.roleArn), () =>
      cloud.authorize(caller, requirements, "states:CreateStateMachine"),
    );
  }
}

function assume(cloud: Cloud, stateMachineArn: string, roleArn: string): Caller {
  return refuseWith(
    "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the " +
      "provided role.",
    () =>
      cloud.assumeRole(roleArn, {
        principal: { service: "states.amazonaws.com" },
        sessionName: "CreateStateMachine",
        sourceArn: stateMachineArn,
        sourceAccount: cloud.accountId,
      }).caller,
  );
}

function refuseWith<T>(sentence: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw errors.accessDenied(`${sentence} ${error.message}`);
  }
}

/** The managed rules that a definition's `.sync` Tasks need. */
function managedRules(definition: string): string[] {
  const rules = new Set<string>();
  visitStates(JSON.parse(definition), (state) => {
    const resource = parseTaskResource(state.Resource);
    if (resource?.kind === "optimized" && resource.pattern.startsWith("sync")) {
      rules.add(MANAGED_RULES[resource.service] ?? "");
    }
  });
  return [...rules].filter((rule) => rule !== "");
}
