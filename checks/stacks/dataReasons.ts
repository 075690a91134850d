import type { Reason } from "./explained";
import {
  BUCKET,
  ENCRYPTED_BUCKET,
  FUNCTION,
  GRAPHQL_API,
  LOG_GROUP,
  MACHINE,
  QUEUE,
  ROLE_POLICY,
  TABLE,
  TOPIC,
} from "./resourceTypes";

const LOGGING = "Logging";
const RECOVERY = "Deletion and recovery";
const ENCRYPTION = "Encryption";

/** Why the stacks' logs and data, and their protection and encryption, differ. */
export const DATA_REASONS: Reason[] = [
  {
    section: LOGGING,
    what: "Log level of state machines",
    of: [{ type: MACHINE, property: "loggingConfiguration.level" }],
    why: "In dev every step can be followed in one place. In prod the log has the failures; each execution's history has its steps for 90 days.",
    key: "logLevel",
  },
  {
    section: LOGGING,
    what: "Inputs and outputs in the logs of state machines",
    of: [{ type: MACHINE, property: "loggingConfiguration.includeExecutionData" }],
    why: "Customers' data stays out of logs, which more people may read than the tables.",
    key: "includeExecutionData",
  },
  {
    section: LOGGING,
    what: "Which fields the GraphQL API logs",
    of: [{ type: GRAPHQL_API, property: "logConfig.fieldLogLevel" }],
    why: "As for state machines: all of them to follow a request in dev, those that failed in prod.",
    key: "logLevel",
  },
  {
    section: LOGGING,
    what: "Headers and values left out of the GraphQL API's logs",
    of: [{ type: GRAPHQL_API, property: "logConfig.excludeVerboseContent" }],
    why: "As for state machines: they hold customers' data.",
    key: "includeExecutionData",
  },
  {
    section: LOGGING,
    what: "Days for which logs are retained",
    of: [{ type: LOG_GROUP, property: "retentionInDays" }],
    why: "A week is enough to try things; a year covers an audit and the latest complaint.",
    key: "logRetentionInDays",
  },
  {
    section: RECOVERY,
    what: "Pulumi's `protect`",
    of: [
      { type: TABLE, property: "protect" },
      { type: QUEUE, property: "protect" },
      { type: "aws:s3/bucket*", property: "protect" },
      { type: "aws:sqs/queuePolicy:QueuePolicy", property: "protect" },
    ],
    why: "`pulumi destroy` must be able to delete dev. In prod nothing that holds data is deleted by mistake; the resources that belong to it are protected too.",
    key: "protect",
  },
  {
    section: RECOVERY,
    what: "Deletion protection of tables by AWS",
    of: [{ type: TABLE, property: "deletionProtectionEnabled" }],
    why: "Protects a table from being deleted in the console or by a tool other than Pulumi.",
    key: "protect",
  },
  {
    section: RECOVERY,
    what: "Point-in-time recovery of tables",
    of: [{ type: TABLE, property: "pointInTimeRecovery.enabled" }],
    why: "Data that a bad deployment destroyed can be restored to any second of the last 35 days. It is billed by size.",
    key: "protect",
  },
  {
    section: RECOVERY,
    what: "A bucket may be deleted with its contents",
    of: [{ type: BUCKET, property: "forceDestroy" }],
    why: "In dev invoices are test data, and a bucket with objects in it would stop `pulumi destroy`.",
    key: "protect",
  },
  {
    section: ENCRYPTION,
    what: "The stack's own KMS key",
    of: [{ type: "aws:kms/key:Key" }],
    why: "Who may read data is then decided, and logged, at the key as well, and a key can be revoked. dev uses AWS's own keys, which cost nothing.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of the definitions and executions of state machines",
    of: [{ type: MACHINE, property: "encryptionConfiguration", show: "kmsKeyId" }],
    why: "Inputs and outputs are customers' data. A data key serves for five minutes, which keeps calls to KMS few.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of logs",
    of: [{ type: LOG_GROUP, property: "kmsKeyId" }],
    why: "Errors in logs may quote data.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of functions' environment variables",
    of: [{ type: FUNCTION, property: "kmsKeyArn" }],
    why: "So that the same key covers everything.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of tables",
    of: [{ type: TABLE, property: "serverSideEncryption", show: "kmsKeyArn" }],
    why: "Tables hold the data of customers.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of queues",
    of: [
      { type: QUEUE, property: "kmsMasterKeyId" },
      { type: QUEUE, property: "sqsManagedSseEnabled" },
    ],
    why: "Messages hold the data of customers. Without it, SQS's own encryption is on.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of buckets",
    of: [
      { type: ENCRYPTED_BUCKET, property: "rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId" },
      { type: ENCRYPTED_BUCKET, property: "rules*" },
    ],
    why: "Invoices hold the data of customers. Without it, S3's own encryption is on. A bucket key saves most calls to KMS.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Key of topics",
    of: [{ type: TOPIC, property: "kmsMasterKeyId" }],
    why: "Announcements hold the data of customers.",
    key: "customerManagedKey",
  },
  {
    section: ENCRYPTION,
    what: "Roles that may use the key",
    of: [
      { type: ROLE_POLICY, property: "policy.Statement[UseEncryptionKey]", show: "Action" },
      { type: ROLE_POLICY, property: "policy.Statement[DecryptEnvironment]" },
      { type: ROLE_POLICY, property: "policy.Statement[ReadBookings]" },
      { type: ROLE_POLICY, property: "policy.Statement[UseKey]" },
      { type: ROLE_POLICY, property: "policy.Statement[UseKey2]" },
    ],
    why: "A role may use the key only for the data that it works with.",
    key: "customerManagedKey",
  },
];
