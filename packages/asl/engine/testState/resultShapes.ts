/** What an operation answers, as far as a mocked result is checked against it. */
export type Shape =
  | { type: "string"; minLength?: number; oneOf?: readonly string[] }
  | { type: "number"; min?: number; max?: number }
  | { type: "boolean" }
  | { type: "array"; items?: Shape }
  | { type: "map"; values: Shape }
  | { type: "object"; required?: readonly string[]; fields?: Record<string, Shape> };

const text: Shape = { type: "string" };
const number: Shape = { type: "number" };
const boolean: Shape = { type: "boolean" };
const map: Shape = { type: "object" };
const textMap: Shape = { type: "map", values: text };

const object = (fields: Record<string, Shape>, ...required: string[]): Shape => ({
  type: "object",
  fields,
  required,
});
const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]));
const numbers = (...names: string[]) => Object.fromEntries(names.map((name) => [name, number]));
const listOf = (items: Shape): Shape => ({ type: "array", items });
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

const attributeMap: Shape = { type: "map", values: map };
const capacity = object(numbers("CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits"));
const capacities: Shape = { type: "map", values: capacity };
const consumed = object({
  ...texts("TableName"),
  ...numbers("CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits"),
  Table: capacity,
  LocalSecondaryIndexes: capacities,
  GlobalSecondaryIndexes: capacities,
});
const written = object({
  Attributes: attributeMap,
  ConsumedCapacity: consumed,
  ItemCollectionMetrics: object({
    ItemCollectionKey: attributeMap,
    SizeEstimateRangeGB: listOf(number),
  }),
});
const listed = object({
  Items: listOf(attributeMap),
  ...numbers("Count", "ScannedCount"),
  LastEvaluatedKey: attributeMap,
  ConsumedCapacity: consumed,
});

const functionConfiguration = object({
  ...texts(
    "FunctionName",
    "FunctionArn",
    "Role",
    "Handler",
    "Description",
    "LastModified",
    "CodeSha256",
    "Version",
    "KMSKeyArn",
    "KmsKeyArn",
    "MasterArn",
    "RevisionId",
    "StateReason",
    "LastUpdateStatusReason",
  ),
  CodeSize: number,
  Timeout: { type: "number", min: 1 },
  MemorySize: { type: "number", min: 128, max: 10_240 },
  EphemeralStorage: object({ Size: { type: "number", min: 512, max: 10_240 } }, "Size"),
  State: oneOf("Pending", "Active", "Inactive", "Failed"),
  LastUpdateStatus: oneOf("Successful", "Failed", "InProgress"),
  PackageType: oneOf("Zip", "Image"),
  Architectures: listOf(oneOf("x86_64", "arm64")),
  Environment: object({ Variables: textMap, Error: object(texts("ErrorCode", "Message")) }),
  VpcConfig: object({
    SubnetIds: listOf(text),
    SecurityGroupIds: listOf(text),
    VpcId: text,
    Ipv6AllowedForDualStack: boolean,
  }),
  DeadLetterConfig: object(texts("TargetArn")),
  TracingConfig: object({ Mode: oneOf("Active", "PassThrough") }),
  Layers: listOf(object({ Arn: text, CodeSize: number })),
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

const encryption = oneOf("AES256", "aws:fsx", "aws:kms", "aws:kms:dsse");

/** By service and operation, for the optimized integration and the SDK's alike. Results of other operations are not checked. */
export const RESULT_SHAPES: Record<string, Shape> = {
  "dynamodb:getItem": object({ Item: attributeMap, ConsumedCapacity: consumed }),
  "dynamodb:putItem": written,
  "dynamodb:updateItem": written,
  "dynamodb:deleteItem": written,
  "dynamodb:query": listed,
  "dynamodb:scan": listed,
  "events:putEvents": object({
    FailedEntryCount: number,
    Entries: listOf(object(texts("EventId", "ErrorCode", "ErrorMessage"))),
  }),
  "kms:encrypt": object({
    CiphertextBlob: { type: "string", minLength: 1 },
    KeyId: { type: "string", minLength: 1 },
    EncryptionAlgorithm: oneOf("SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"),
  }),
  "lambda:invoke": object({
    StatusCode: number,
    ...texts("FunctionError", "LogResult", "Payload", "ExecutedVersion"),
  }),
  "lambda:getFunction": object({
    Configuration: functionConfiguration,
    Code: object(texts("RepositoryType", "Location", "ImageUri", "ResolvedImageUri", "SourceKMSKeyArn")),
    Tags: textMap,
    Concurrency: object({ ReservedConcurrentExecutions: { type: "number", min: 0 } }),
  }),
  "s3:getObject": object({
    ...texts(
      "Body",
      "AcceptRanges",
      "CacheControl",
      "ContentDisposition",
      "ContentEncoding",
      "ContentLanguage",
    ),
    ...texts("ContentRange", "ContentType", "ETag", "Expiration", "LastModified", "Restore", "VersionId"),
    ...texts("SSECustomerAlgorithm", "SSEKMSKeyId", "WebsiteRedirectLocation", "ObjectLockRetainUntilDate"),
    ...texts("ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"),
    ...numbers("ContentLength", "MissingMeta", "PartsCount", "TagCount"),
    DeleteMarker: boolean,
    BucketKeyEnabled: boolean,
    Metadata: textMap,
    StorageClass: storageClass,
    ServerSideEncryption: encryption,
    ReplicationStatus: oneOf("COMPLETE", "PENDING", "FAILED", "REPLICA", "COMPLETED"),
    RequestCharged: oneOf("requester"),
    ChecksumType: oneOf("COMPOSITE", "FULL_OBJECT"),
    ObjectLockMode: oneOf("GOVERNANCE", "COMPLIANCE"),
    ObjectLockLegalHoldStatus: oneOf("ON", "OFF"),
  }),
  "s3:putObject": object({
    ...texts("ETag", "VersionId", "Expiration", "SSECustomerAlgorithm", "SSEKMSKeyId"),
    ...texts("ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"),
    Size: number,
    BucketKeyEnabled: boolean,
    ServerSideEncryption: encryption,
    RequestCharged: oneOf("requester"),
  }),
  "s3:listObjectsV2": object({
    ...texts("Name", "Prefix", "Delimiter", "StartAfter", "ContinuationToken", "NextContinuationToken"),
    ...numbers("KeyCount", "MaxKeys"),
    IsTruncated: boolean,
    EncodingType: oneOf("url"),
    Contents: listOf(
      object({ ...texts("Key", "ETag", "Etag", "LastModified"), Size: number, StorageClass: storageClass }),
    ),
    CommonPrefixes: listOf(object(texts("Prefix"))),
  }),
  "sns:publish": object(texts("MessageId", "SequenceNumber")),
  // Step Functions writes `MD5OfMessageBody` differently: AWS does not know it as a field, and does not check it.
  "sqs:sendMessage": object(texts("MessageId", "SequenceNumber")),
  "states:startExecution": object(texts("ExecutionArn", "StartDate"), "ExecutionArn", "StartDate"),
  "states:startExecution.sync": execution,
  "states:startExecution.sync:2": execution,
  "sfn:startExecution": object(texts("ExecutionArn", "StartDate"), "ExecutionArn", "StartDate"),
  "sfn:startSyncExecution": execution,
  "sfn:describeExecution": execution,
};
