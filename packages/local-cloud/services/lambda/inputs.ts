import { checkLength, checkPattern } from "../../aws/constraints";
import { notServed } from "../../aws/service";
import { checkShape, list, map, type Shape, structure } from "../inputShape";
import { notOnThisMachine } from "./errors";
import { type OperationName, REST_OPERATIONS } from "./restOperations";

export type Input = Record<string, unknown>;

const CODES = { wrongType: "SerializationException", missing: "ValidationException" };

const destination = structure({ Destination: "string" });

/** The members of the operations' inputs; a member has the same type in all of them. */
const MEMBERS: Readonly<Record<string, Shape>> = {
  Action: "string",
  Architectures: list("string"),
  BatchSize: "number",
  Code: structure({ ZipFile: "blob", S3Bucket: "string", S3Key: "string", S3ObjectVersion: "string" }),
  DeadLetterConfig: structure({ TargetArn: "string" }),
  Description: "string",
  DestinationConfig: structure({ OnSuccess: destination, OnFailure: destination }),
  DryRun: "boolean",
  Enabled: "boolean",
  Environment: structure({ Variables: map("string") }),
  EphemeralStorage: structure({ Size: "number" }, "Size"),
  EventSourceArn: "string",
  FunctionName: "string",
  FunctionResponseTypes: list("string"),
  FunctionVersion: "string",
  Handler: "string",
  KMSKeyArn: "string",
  Layers: list("string"),
  LoggingConfig: structure({ LogFormat: "string", LogGroup: "string" }),
  MaximumBatchingWindowInSeconds: "number",
  MaximumEventAgeInSeconds: "number",
  MaximumRetryAttempts: "number",
  MemorySize: "number",
  Name: "string",
  PackageType: "string",
  Principal: "string",
  Publish: "boolean",
  Qualifier: "string",
  ReservedConcurrentExecutions: "number",
  Resource: "string",
  RevisionId: "string",
  Role: "string",
  RoutingConfig: structure({ AdditionalVersionWeights: map("number") }),
  Runtime: "string",
  ScalingConfig: structure({ MaximumConcurrency: "number" }),
  SourceAccount: "string",
  SourceArn: "string",
  StatementId: "string",
  Tags: map("string"),
  Timeout: "number",
  TracingConfig: structure({ Mode: "string" }),
  UUID: "string",
  ZipFile: "blob",
};

const REQUIRED: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  AddPermission: ["FunctionName", "StatementId", "Action", "Principal"],
  CreateAlias: ["FunctionName", "Name", "FunctionVersion"],
  CreateEventSourceMapping: ["FunctionName", "EventSourceArn"],
  CreateFunction: ["FunctionName", "Role", "Code"],
  DeleteAlias: ["FunctionName", "Name"],
  DeleteEventSourceMapping: ["UUID"],
  GetAccountSettings: [],
  GetAlias: ["FunctionName", "Name"],
  GetEventSourceMapping: ["UUID"],
  ListEventSourceMappings: [],
  ListFunctions: [],
  ListTags: ["Resource"],
  PutFunctionConcurrency: ["FunctionName", "ReservedConcurrentExecutions"],
  RemovePermission: ["FunctionName", "StatementId"],
  TagResource: ["Resource", "Tags"],
  UntagResource: ["Resource", "TagKeys"],
  UpdateAlias: ["FunctionName", "Name"],
  UpdateEventSourceMapping: ["UUID"],
};

/** Members with which something cannot be done on this machine. */
const UNSUPPORTED: Readonly<Partial<Record<OperationName, readonly string[]>>> = {
  AddPermission: ["EventSourceToken", "InvokedViaFunctionUrl"],
  CreateEventSourceMapping: [
    "AmazonManagedKafkaEventSourceConfig",
    "DestinationConfig",
    "DocumentDBEventSourceConfig",
    "KMSKeyArn",
    "ProvisionedPollerConfig",
    "SelfManagedEventSource",
    "Tags",
  ],
  CreateFunction: [
    "CapacityProviderConfig",
    "CodeSigningConfigArn",
    "DurableConfig",
    "FileSystemConfigs",
    "ImageConfig",
    "PublishTo",
    "TenancyConfig",
    "VpcConfig",
  ],
  UpdateEventSourceMapping: ["DestinationConfig", "KMSKeyArn", "ProvisionedPollerConfig"],
  UpdateFunctionCode: ["ImageUri", "PublishTo", "SourceKMSKeyArn"],
  UpdateFunctionConfiguration: [
    "CapacityProviderConfig",
    "DurableConfig",
    "FileSystemConfigs",
    "ImageConfig",
    "VpcConfig",
  ],
};

/** Checks the types of an input, that it has what the operation requires, and nothing that it cannot do. */
export function checkInput(operation: string, input: Input): asserts operation is OperationName {
  if (!Object.hasOwn(REST_OPERATIONS, operation)) throw notServed(operation, Object.keys(REST_OPERATIONS));
  const name = operation as OperationName;
  checkShape(input, structure(MEMBERS, ...(REQUIRED[name] ?? ["FunctionName"])), CODES);
  const unsupported = UNSUPPORTED[name]?.find((member) => !isEmpty(input[member]));
  if (unsupported !== undefined) throw notOnThisMachine(unsupported);
  checkLength(input.Description, "description", 256, 0);
  if (name === "CreateFunction")
    checkPattern(input.Role, "role", "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+");
}

/** As of a function that is in no network: `{"SubnetIds": [], "SecurityGroupIds": []}`. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  return typeof value === "object" && Object.values(value).every(isEmpty);
}
