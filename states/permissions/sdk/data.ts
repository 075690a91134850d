import { anArn, arnOf, isArnOf, named } from "../arn";
import { objectArn, parameterArn, secretArn, tableArn } from "../arns";
import { allOf, on, onAll, onEach, onGiven, passRole } from "../rules";
import { executeStatement, executeStatements } from "./partiql";
import { batchItems, transactItems } from "./shared";
import { always, anywhere, type Entry, type RuleOf } from "./table";

const onTable: RuleOf = (actions) => on(actions, "TableName", tableArn);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const dynamodb: readonly Entry[] = [
  ["query scan", (actions) => on(actions, "TableName", tableArn, "IndexName")],
  ["transactWriteItems transactGetItems", always(transactItems)],
  ["batchGetItem", always(batchItems("dynamodb:BatchGetItem"))],
  ["batchWriteItem", always(batchItems("dynamodb:BatchWriteItem"))],
  ["executeStatement", always(executeStatement)],
  ["batchExecuteStatement", always(executeStatements("Statements"))],
  ["executeTransaction", always(executeStatements("TransactStatements"))],
  [
    "listTables describeLimits describeEndpoints listBackups listGlobalTables listContributorInsights",
    anywhere,
  ],
  [
    "exportTableToPointInTime",
    (actions) =>
      allOf(
        on(actions, "TableArn", tableArn),
        on(["s3:PutObject", "s3:AbortMultipartUpload"], "S3Bucket", objectArn),
      ),
  ],
  [
    "getItem putItem updateItem deleteItem createTable deleteTable describeTable updateTable createBackup describeContinuousBackups updateContinuousBackups describeTimeToLive updateTimeToLive describeKinesisStreamingDestination enableKinesisStreamingDestination disableKinesisStreamingDestination describeTableReplicaAutoScaling updateTableReplicaAutoScaling describeContributorInsights updateContributorInsights",
    onTable,
  ],
  ["describeBackup deleteBackup", (actions) => on(actions, "BackupArn", anArn("dynamodb"))],
  ["describeExport", (actions) => on(actions, "ExportArn", anArn("dynamodb"))],
  ["describeImport", (actions) => on(actions, "ImportArn", anArn("dynamodb"))],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
export const secretsmanager: readonly Entry[] = [
  ["listSecrets getRandomPassword", anywhere],
  ["createSecret", (actions) => on(actions, "Name", secretArn)],
  [
    "getSecretValue describeSecret putSecretValue updateSecret deleteSecret restoreSecret rotateSecret cancelRotateSecret listSecretVersionIds updateSecretVersionStage getResourcePolicy putResourcePolicy deleteResourcePolicy replicateSecretToRegions removeRegionsFromReplication stopReplicationToReplica tagResource untagResource",
    (actions) => on(actions, "SecretId", secretArn),
  ],
];

const automation = arnOf("a document's name or ARN", (text, { partition, region, accountId }) => {
  if (isArnOf(text, "ssm")) return text;
  if (!/^[\w.-]+$/.test(text)) return undefined;
  // AWS's own documents are in no account.
  const owner = /^(AWS|Amazon)/.test(text) ? "" : accountId;
  return `arn:${partition}:ssm:${region}:${owner}:document/${text}`;
});
const run = named("ssm", "automation-execution/", "an automation execution");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
export const ssm: readonly Entry[] = [
  [
    "getParameter getParameterHistory putParameter deleteParameter labelParameterVersion unlabelParameterVersion",
    (actions) => on(actions, "Name", parameterArn),
  ],
  ["getParameters deleteParameters", (actions) => onEach(actions, "Names", parameterArn)],
  ["getParametersByPath", (actions) => on(actions, "Path", parameterArn)],
  [
    "describeParameters describeInstanceInformation describeAutomationExecutions listCommands listCommandInvocations listDocuments getCommandInvocation cancelCommand describeMaintenanceWindows describePatchBaselines",
    anywhere,
  ],
  [
    "getDocument describeDocument updateDocument deleteDocument",
    (actions) => on(actions, "Name", automation),
  ],
  [
    "startAutomationExecution",
    (actions) =>
      allOf(
        on(actions, "DocumentName", automation),
        onAll(actions, run),
        passRole("Parameters.AutomationAssumeRole.0", "ssm"),
      ),
  ],
  [
    "getAutomationExecution describeAutomationStepExecutions sendAutomationSignal stopAutomationExecution",
    (actions) => on(actions, "AutomationExecutionId", run),
  ],
];

const stream = named("kinesis", "stream/", "a stream");
const onStream: RuleOf = (actions) => (call) =>
  on(actions, call.argument("StreamARN").kind === "absent" ? "StreamName" : "StreamARN", stream)(call);

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html */
export const kinesis: readonly Entry[] = [
  ["listStreams describeLimits updateShardCount updateStreamMode", anywhere],
  [
    "putRecord putRecords getRecords getShardIterator describeStream describeStreamSummary listShards createStream deleteStream mergeShards splitShard addTagsToStream removeTagsFromStream listTagsForStream increaseStreamRetentionPeriod decreaseStreamRetentionPeriod",
    onStream,
  ],
];

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondatafirehose.html */
export const firehose: readonly Entry[] = [
  ["listDeliveryStreams", anywhere],
  [
    "putRecord putRecordBatch describeDeliveryStream deleteDeliveryStream tagDeliveryStream untagDeliveryStream listTagsForDeliveryStream",
    (actions) => on(actions, "DeliveryStreamName", named("firehose", "deliverystream/", "a delivery stream")),
  ],
];

/**
 * Statements are run with the credentials in a secret.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrdsdataapi.html
 */
export const rdsdata: readonly Entry[] = [
  [
    "executeStatement batchExecuteStatement beginTransaction commitTransaction rollbackTransaction",
    (actions) =>
      allOf(
        on(actions, "ResourceArn", anArn("rds")),
        on(["secretsmanager:GetSecretValue"], "SecretArn", secretArn),
      ),
  ],
];

const workgroup = named("redshift-serverless", "workgroup/", "a workgroup");
const cluster = named("redshift", "cluster:", "a Redshift cluster");

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftdataapi.html */
export const redshiftdata: readonly Entry[] = [
  ["describeStatement getStatementResult cancelStatement listStatements listSessions", anywhere],
  [
    "executeStatement batchExecuteStatement describeTable listDatabases listSchemas listTables",
    (actions) => (call) => {
      const onCluster = call.argument("ClusterIdentifier").kind !== "absent";
      const secret = onGiven(["secretsmanager:GetSecretValue"], "SecretArn", secretArn)(call);
      if (!onCluster) return [...on(actions, "WorkgroupName", workgroup)(call), ...secret];
      return [...on(actions, "ClusterIdentifier", cluster)(call), ...secret];
    },
  ],
];
