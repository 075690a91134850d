import type { Constraint } from "./constraints";

const EXECUTION_STATUS = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"];
const STATE_MACHINE_TYPE = ["STANDARD", "EXPRESS"];

const required = (constraint: Constraint): Constraint => ({ ...constraint, required: true });
const text = (min: number, max: number): Constraint => ({ kind: "string", min, max });
const secret = (min: number, max: number): Constraint => ({ kind: "string", min, max, sensitive: true });
const oneOf = (values: readonly string[]): Constraint => ({ kind: "string", enum: values });
const integer = (min: number, max: number): Constraint => ({ kind: "integer", min, max });
const structure = (members: Record<string, Constraint>): Constraint => ({ kind: "structure", members });
const list = (member: Constraint, min?: number, max?: number): Constraint => ({
  kind: "list",
  member,
  min,
  max,
});
const boolean: Constraint = { kind: "boolean" };

const arn = text(1, 256);
const name = text(1, 80);
const payload: Constraint = { kind: "string", min: 0, max: 262_144, sensitive: true, bytes: true };
const definition = secret(1, 1_048_576);
const aliasName: Constraint = {
  kind: "string",
  min: 1,
  max: 80,
  pattern: /^(?=.*[a-zA-Z_\-.])[a-zA-Z0-9_\-.]+$/,
};
const includedData = oneOf(["ALL_DATA", "METADATA_ONLY"]);
const traceHeader: Constraint = { kind: "string", min: 0, max: 256, pattern: /^\p{ASCII}*$/u };
const pageOf = (maxToken: number) => ({ maxResults: integer(0, 1000), nextToken: text(1, maxToken) });
const failure = { error: secret(0, 256), cause: secret(0, 32_768) };
const tags = list(structure({ key: text(1, 128), value: text(0, 256) }));
const routingConfiguration = list(
  structure({ stateMachineVersionArn: required(arn), weight: required(integer(0, 100)) }),
  1,
  2,
);
const loggingConfiguration = structure({
  level: oneOf(["ALL", "ERROR", "FATAL", "OFF"]),
  includeExecutionData: boolean,
  destinations: list(structure({ cloudWatchLogsLogGroup: structure({ logGroupArn: arn }) })),
});
const encryptionConfiguration = structure({
  type: required(oneOf(["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"])),
  kmsKeyId: text(1, 2048),
  kmsDataKeyReusePeriodSeconds: integer(60, 900),
});
const mock = structure({
  result: payload,
  errorOutput: structure(failure),
  fieldValidationMode: oneOf(["STRICT", "PRESENT", "NONE"]),
});
const stateConfiguration = structure({
  retrierRetryCount: { kind: "integer", min: 0 },
  errorCausedByState: secret(1, 80),
  mapIterationFailureCount: { kind: "integer", min: 0 },
  mapItemReaderData: payload,
});
const revision = {
  loggingConfiguration,
  tracingConfiguration: structure({ enabled: boolean }),
  encryptionConfiguration,
  publish: boolean,
  versionDescription: secret(0, 256),
};

/**
 * The constraints of every operation's input, from the API reference
 * ({@link https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html}).
 */
export const INPUTS = {
  CreateActivity: { name: required(name), tags, encryptionConfiguration },
  CreateStateMachine: {
    name: required(name),
    definition: required(definition),
    roleArn: required(arn),
    type: oneOf(STATE_MACHINE_TYPE),
    tags,
    ...revision,
  },
  CreateStateMachineAlias: {
    name: required(aliasName),
    description: secret(0, 256),
    routingConfiguration: required(routingConfiguration),
  },
  DeleteActivity: { activityArn: required(arn) },
  DeleteStateMachine: { stateMachineArn: required(arn) },
  DeleteStateMachineAlias: { stateMachineAliasArn: required(arn) },
  DeleteStateMachineVersion: { stateMachineVersionArn: required(text(1, 2000)) },
  DescribeActivity: { activityArn: required(arn) },
  DescribeExecution: { executionArn: required(arn), includedData },
  DescribeMapRun: { mapRunArn: required(text(1, 2000)) },
  DescribeStateMachine: { stateMachineArn: required(arn), includedData },
  DescribeStateMachineAlias: { stateMachineAliasArn: required(arn) },
  DescribeStateMachineForExecution: { executionArn: required(arn), includedData },
  GetActivityTask: { activityArn: required(arn), workerName: name },
  GetExecutionHistory: {
    executionArn: required(arn),
    reverseOrder: boolean,
    includeExecutionData: boolean,
    ...pageOf(1024),
  },
  ListActivities: pageOf(1024),
  ListExecutions: {
    stateMachineArn: arn,
    mapRunArn: text(1, 2000),
    statusFilter: oneOf(EXECUTION_STATUS),
    redriveFilter: oneOf(["REDRIVEN", "NOT_REDRIVEN"]),
    ...pageOf(3096),
  },
  ListMapRuns: { executionArn: required(arn), ...pageOf(1024) },
  ListStateMachineAliases: { stateMachineArn: required(arn), ...pageOf(1024) },
  ListStateMachineVersions: { stateMachineArn: required(arn), ...pageOf(1024) },
  ListStateMachines: pageOf(1024),
  ListTagsForResource: { resourceArn: required(arn) },
  PublishStateMachineVersion: {
    stateMachineArn: required(arn),
    revisionId: text(0, 256),
    description: secret(0, 256),
  },
  RedriveExecution: {
    executionArn: required(arn),
    clientToken: { kind: "string", min: 1, max: 64, pattern: /^[!-~]+$/ },
  },
  SendTaskFailure: { taskToken: required(text(1, 2048)), ...failure },
  SendTaskHeartbeat: { taskToken: required(text(1, 2048)) },
  SendTaskSuccess: { taskToken: required(text(1, 2048)), output: required(payload) },
  StartExecution: { stateMachineArn: required(arn), name, input: payload, traceHeader },
  StartSyncExecution: { stateMachineArn: required(arn), name, input: payload, traceHeader, includedData },
  StopExecution: { executionArn: required(arn), ...failure },
  TagResource: { resourceArn: required(arn), tags: required(tags) },
  TestState: {
    definition: required(definition),
    roleArn: arn,
    input: payload,
    inspectionLevel: oneOf(["INFO", "DEBUG", "TRACE"]),
    revealSecrets: boolean,
    variables: payload,
    stateName: text(1, 80),
    mock,
    context: payload,
    stateConfiguration,
  },
  UntagResource: { resourceArn: required(arn), tagKeys: required(list(text(1, 128))) },
  UpdateMapRun: {
    mapRunArn: required(text(1, 2000)),
    maxConcurrency: { kind: "integer", min: 0 },
    toleratedFailurePercentage: { kind: "float", min: 0, max: 100 },
    toleratedFailureCount: { kind: "integer", min: 0 },
  },
  UpdateStateMachine: { stateMachineArn: required(arn), definition, roleArn: arn, ...revision },
  UpdateStateMachineAlias: {
    stateMachineAliasArn: required(arn),
    description: secret(0, 256),
    routingConfiguration,
  },
  ValidateStateMachineDefinition: {
    definition: required(definition),
    type: oneOf(STATE_MACHINE_TYPE),
    severity: oneOf(["ERROR", "WARNING"]),
    maxResults: integer(0, 100),
  },
} satisfies Record<string, Record<string, Constraint>>;

export type OperationName = keyof typeof INPUTS;

export const isOperation = (name: string): name is OperationName => Object.hasOwn(INPUTS, name);
