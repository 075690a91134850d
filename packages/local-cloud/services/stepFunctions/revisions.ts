import type {
  CreateStateMachineInput,
  EncryptionConfiguration,
  LoggingConfiguration,
  StateMachineType,
  UpdateStateMachineInput,
} from "@aws-sdk/client-sfn";
import { checkRole } from "./creationChecks";
import { compileDefinition } from "./definition";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { Revision } from "./stateMachine";

type Content = Omit<Revision, "compiled" | "id" | "updateDate">;

const ROLE = /^arn:[\w-]+:iam::\d{12}:role\/.+/;

/** The content of a new state machine, with defaults for what the request omits. */
export function initialContent(input: CreateStateMachineInput): Content {
  return {
    definition: input.definition ?? "",
    roleArn: input.roleArn ?? "",
    loggingConfiguration: logging(input.loggingConfiguration),
    tracingConfiguration: { enabled: input.tracingConfiguration?.enabled ?? false },
    encryptionConfiguration: input.encryptionConfiguration ?? { type: "AWS_OWNED_KEY" },
  };
}

/** The content of a revision after an update. */
export const updatedContent = (revision: Revision, input: UpdateStateMachineInput): Content => ({
  definition: input.definition ?? revision.definition,
  roleArn: input.roleArn ?? revision.roleArn,
  loggingConfiguration: input.loggingConfiguration
    ? logging(input.loggingConfiguration)
    : revision.loggingConfiguration,
  tracingConfiguration: input.tracingConfiguration ?? revision.tracingConfiguration,
  encryptionConfiguration: input.encryptionConfiguration ?? revision.encryptionConfiguration,
});

/** Checks the content as AWS does, the definition first, and compiles it. */
export function buildRevision(
  { cloud, clock }: StepFunctions,
  stateMachineArn: string,
  type: StateMachineType,
  content: Content,
  id?: string,
): Revision {
  const compiled = compileDefinition(content.definition, type);
  if (!ROLE.test(content.roleArn)) throw errors.invalidArn(`Invalid Role Arn: ${content.roleArn}`);
  checkLogging(content.loggingConfiguration);
  checkEncryption(content.encryptionConfiguration);
  checkRole(cloud, stateMachineArn, content);
  return { ...content, compiled, updateDate: new Date(clock.now()), ...(id !== undefined && { id }) };
}

/** Whether two revisions are equal; the role is ignored when a state machine is created again. */
export function sameContent(a: Content, b: Content, options: { ignoreRole: boolean }): boolean {
  const key = ({ definition, roleArn, loggingConfiguration, tracingConfiguration, ...rest }: Content) =>
    JSON.stringify([
      definition,
      options.ignoreRole ? "" : roleArn,
      loggingConfiguration,
      tracingConfiguration,
      rest.encryptionConfiguration,
    ]);
  return key(a) === key(b);
}

const logging = (configuration: LoggingConfiguration = {}): LoggingConfiguration => ({
  level: configuration.level ?? "OFF",
  includeExecutionData: configuration.includeExecutionData ?? false,
  ...(configuration.destinations && { destinations: configuration.destinations }),
});

function checkLogging({ level, destinations = [] }: LoggingConfiguration): void {
  if (level === "OFF") return;
  if (destinations.length !== 1) {
    throw errors.invalidLoggingConfiguration("Must specify exactly one Log Destination.");
  }
  const arn = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? "";
  if (!arn.endsWith(":*")) {
    throw errors.invalidLoggingConfiguration(
      `The Log Destination '${arn}' must be the ARN of a log group that ends with ':*'.`,
    );
  }
}

function checkEncryption({ type, kmsKeyId, kmsDataKeyReusePeriodSeconds }: EncryptionConfiguration): void {
  const customerManaged = type === "CUSTOMER_MANAGED_KMS_KEY";
  if (customerManaged && kmsKeyId === undefined) {
    throw errors.invalidEncryptionConfiguration(
      "KmsKeyId must be provided when type is CUSTOMER_MANAGED_KMS_KEY",
    );
  }
  if (!customerManaged && (kmsKeyId !== undefined || kmsDataKeyReusePeriodSeconds !== undefined)) {
    throw errors.invalidEncryptionConfiguration(
      "KmsKeyId and KmsDataKeyReusePeriodSeconds must not be provided when type is AWS_OWNED_KEY",
    );
  }
}
