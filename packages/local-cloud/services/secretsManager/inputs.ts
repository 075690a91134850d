import { AwsError, notServed } from "../../aws/service";
import { checkShape, list, structure } from "../inputShape";
import type { SecretValue } from "./secrets";

export type Input = Record<string, unknown>;

const CODES = { wrongType: "InvalidParameterException", missing: "InvalidParameterException" };

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  ClientRequestToken: "string",
  Description: "string",
  ExcludeCharacters: "string",
  ExcludeLowercase: "boolean",
  ExcludeNumbers: "boolean",
  ExcludePunctuation: "boolean",
  ExcludeUppercase: "boolean",
  Filters: list(structure({ Key: "string", Values: list("string") })),
  ForceDeleteWithoutRecovery: "boolean",
  IncludeDeprecated: "boolean",
  IncludePlannedDeletion: "boolean",
  IncludeSpace: "boolean",
  KmsKeyId: "string",
  MaxResults: "number",
  MoveToVersionId: "string",
  Name: "string",
  NextToken: "string",
  PasswordLength: "number",
  RecoveryWindowInDays: "number",
  RemoveFromVersionId: "string",
  RequireEachIncludedType: "boolean",
  ResourcePolicy: "string",
  SecretBinary: "string",
  SecretId: "string",
  SecretIdList: list("string"),
  SecretString: "string",
  SortOrder: "string",
  TagKeys: list("string"),
  Tags: list(structure({ Key: "string", Value: "string" })),
  VersionId: "string",
  VersionStage: "string",
  VersionStages: list("string"),
} as const;

const SECRET = ["SecretId"];

const REQUIRED = {
  BatchGetSecretValue: [],
  CreateSecret: ["Name"],
  DeleteResourcePolicy: SECRET,
  DeleteSecret: SECRET,
  DescribeSecret: SECRET,
  GetRandomPassword: [],
  GetResourcePolicy: SECRET,
  GetSecretValue: SECRET,
  ListSecretVersionIds: SECRET,
  ListSecrets: [],
  PutResourcePolicy: ["SecretId", "ResourcePolicy"],
  PutSecretValue: SECRET,
  RestoreSecret: SECRET,
  TagResource: ["SecretId", "Tags"],
  UntagResource: ["SecretId", "TagKeys"],
  UpdateSecret: SECRET,
  UpdateSecretVersionStage: ["SecretId", "VersionStage"],
  ValidateResourcePolicy: ["ResourcePolicy"],
} as const satisfies Record<string, readonly string[]>;

export type OperationName = keyof typeof REQUIRED;

export const OPERATIONS: ReadonlySet<string> = new Set(Object.keys(REQUIRED));

/** What would be a copy in another region. */
const UNSUPPORTED = ["AddReplicaRegions", "CrossAccountPrimaryARN"];

/** Checks the types of an input, that it has what the operation requires, and nothing that cannot be done here. */
export function checkInput(operation: string, input: Input): asserts operation is OperationName {
  if (!OPERATIONS.has(operation)) throw notServed(operation, OPERATIONS);
  checkShape(input, structure(MEMBERS, ...REQUIRED[operation as OperationName]), CODES);
  const unsupported = UNSUPPORTED.find((member) => input[member] !== undefined && input[member] !== null);
  if (unsupported !== undefined) throw invalidParameter(`${unsupported} is not supported on this machine.`);
}

/** The value of a secret that an input gives; without members if it gives none. */
export function secretValueOf({ SecretString, SecretBinary }: Input): SecretValue {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  return {
    ...(SecretString !== undefined && { SecretString: String(SecretString) }),
    ...(SecretBinary !== undefined && { SecretBinary: String(SecretBinary) }),
  };
}

export const hasValue = (value: SecretValue): boolean => Object.keys(value).length > 0;

export const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);

export const invalidRequest = (message: string) => new AwsError("InvalidRequestException", message);
