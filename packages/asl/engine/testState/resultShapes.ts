/** What an operation answers, as far as a mocked result is checked against it. */
export type Shape =
  | { type: "string"; minLength?: number; oneOf?: readonly string[] }
  | { type: "number"; min?: number; max?: number }
  | { type: "boolean" }
  | { type: "array"; items?: Shape }
  | { type: "object"; required?: readonly string[]; fields?: Record<string, Shape> };

const text: Shape = { type: "string" };
const number: Shape = { type: "number" };
const map: Shape = { type: "object" };

const object = (fields: Record<string, Shape>, ...required: string[]): Shape => ({
  type: "object",
  fields,
  required,
});
const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]));
const numbers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, number]));
const oneOf = (...values: string[]): Shape => ({ type: "string", oneOf: values });

const execution = object(
  {
    ...texts("ExecutionArn", "StateMachineArn", "Name", "StartDate", "StopDate", "Input", "Error", "Cause"),
    Status: oneOf("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"),
    RedriveCount: { type: "number", min: 0 },
  },
  "ExecutionArn",
  "StateMachineArn",
  "StartDate",
  "Status",
);

const consumed = object({
  ...texts("TableName"),
  ...numbers("CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits"),
});
const written = object({ Attributes: map, ConsumedCapacity: consumed, ItemCollectionMetrics: map });
const listed = object({
  Items: { type: "array", items: map },
  ...numbers("Count", "ScannedCount"),
  ConsumedCapacity: consumed,
});

const functionConfiguration = object({
  ...texts(
    "FunctionName",
    "FunctionArn",
    "Runtime",
    "Role",
    "Handler",
    "Description",
    "LastModified",
    "CodeSha256",
    "Version",
  ),
  CodeSize: number,
  Timeout: { type: "number", min: 1 },
  MemorySize: { type: "number", min: 128, max: 10_240 },
  State: oneOf("Pending", "Active", "Inactive", "Failed"),
  PackageType: oneOf("Zip", "Image"),
});

const storageClass = oneOf(
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "OUTPOSTS",
  "GLACIER_IR",
  "SNOW",
  "EXPRESS_ONEZONE",
);

/** By service and operation, for the optimized integration and the SDK's alike. Results of other operations are not checked. */
export const RESULT_SHAPES: Record<string, Shape> = {
  "dynamodb:getItem": object({ Item: map, ConsumedCapacity: consumed }),
  "dynamodb:putItem": written,
  "dynamodb:updateItem": written,
  "dynamodb:deleteItem": written,
  "dynamodb:query": listed,
  "dynamodb:scan": listed,
  "events:putEvents": object({
    FailedEntryCount: number,
    Entries: { type: "array", items: object(texts("EventId", "ErrorCode", "ErrorMessage")) },
  }),
  "kms:encrypt": object({
    CiphertextBlob: { type: "string", minLength: 1 },
    KeyId: { type: "string", minLength: 1 },
    EncryptionAlgorithm: oneOf("SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"),
  }),
  "lambda:invoke": object({ StatusCode: number, ...texts("FunctionError", "LogResult", "ExecutedVersion") }),
  "lambda:getFunction": object({
    Configuration: functionConfiguration,
    Code: object(texts("RepositoryType", "Location")),
    Tags: map,
  }),
  "s3:getObject": object({
    ...texts("ETag", "ContentType", "LastModified", "VersionId"),
    ContentLength: number,
    Metadata: map,
    StorageClass: storageClass,
  }),
  "s3:putObject": object(texts("ETag", "VersionId", "Expiration")),
  "s3:listObjectsV2": object({
    ...texts("Name", "Prefix", "NextContinuationToken"),
    ...numbers("KeyCount", "MaxKeys"),
    IsTruncated: { type: "boolean" },
    Contents: {
      type: "array",
      items: object({ ...texts("Key", "ETag", "LastModified"), Size: number, StorageClass: storageClass }),
    },
  }),
  "sns:publish": object(texts("MessageId", "SequenceNumber")),
  "sqs:sendMessage": object(
    texts("MessageId", "MD5OfMessageBody", "MD5OfMessageAttributes", "SequenceNumber"),
  ),
  "states:startExecution": object(texts("ExecutionArn", "StartDate"), "ExecutionArn", "StartDate"),
  "states:startExecution.sync": execution,
  "states:startExecution.sync:2": execution,
  "sfn:startExecution": object(texts("ExecutionArn", "StartDate"), "ExecutionArn", "StartDate"),
  "sfn:startSyncExecution": execution,
  "sfn:describeExecution": execution,
};
