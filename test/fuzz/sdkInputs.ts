export const ACCOUNT = "123456789012";
const REGION = "us-east-1";

/** What the calls act on; {@link NAMES.gone} is never there. */
export const NAMES = { own: "fuzz", gone: "fuzz-gone" };

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

export const MACHINE_ARN = arn("states", `stateMachine:${NAMES.own}`);
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/${NAMES.own}`;
export const QUEUE_ARN = arn("sqs", NAMES.own);
export const TOPIC_ARN = arn("sns", NAMES.own);
const EXECUTION_ARN = arn("states", `execution:${NAMES.own}:one`);
const TABLE_ARN = arn("dynamodb", `table/${NAMES.own}`);

/** A definition with something of everything. */
export const DEFINITION = {
  QueryLanguage: "JSONata",
  StartAt: "Choose",
  States: {
    Choose: {
      Type: "Choice",
      Choices: [{ Condition: "{% $states.input.wait = true %}", Next: "Both" }],
      Default: "Each",
    },
    Both: {
      Type: "Parallel",
      Branches: [{ StartAt: "One", States: { One: { Type: "Pass", Output: { a: 1 }, End: true } } }],
      Assign: { both: "{% $states.result %}" },
      Next: "Each",
    },
    Each: {
      Type: "Map",
      Items: [1, 2],
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Succeed" } } },
      Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 0, BackoffRate: 2 }],
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Failed" }],
      End: true,
    },
    Failed: { Type: "Fail", Error: "Wrong", Cause: "because" },
  },
};

const KEY = { pk: { S: "a" } };
const ITEM = {
  ...KEY,
  n: { N: "1.5" },
  list: { L: [{ S: "x" }, { NULL: true }, { BOOL: false }] },
  map: { M: { b: { B: "AAEC" }, set: { SS: ["x", "y"] } } },
};
const CONDITION = {
  ConditionExpression: "attribute_not_exists(#pk) OR n < :n",
  ExpressionAttributeNames: { "#pk": "pk" },
  ExpressionAttributeValues: { ":n": { N: "5" } },
};
const UPDATE = {
  UpdateExpression: "SET n = :n REMOVE #gone",
  ExpressionAttributeNames: { "#gone": "gone" },
  ExpressionAttributeValues: { ":n": { N: "2" } },
};
const TableName = NAMES.own;

export type Inputs = Readonly<Record<string, object>>;

export const DYNAMODB: Inputs = {
  BatchGetItem: {
    RequestItems: { [TableName]: { Keys: [KEY], ConsistentRead: true, ProjectionExpression: "n" } },
  },
  BatchWriteItem: {
    RequestItems: {
      [TableName]: [{ PutRequest: { Item: ITEM } }, { DeleteRequest: { Key: { pk: { S: "b" } } } }],
    },
  },
  CreateTable: {
    TableName,
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    Tags: [{ Key: "a", Value: "b" }],
    SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "alias/none" },
    DeletionProtectionEnabled: false,
  },
  DeleteItem: { TableName, Key: KEY, ...CONDITION, ReturnValues: "ALL_OLD" },
  DeleteTable: { TableName: NAMES.gone },
  DescribeContinuousBackups: { TableName },
  DescribeTable: { TableName },
  DescribeTimeToLive: { TableName },
  GetItem: {
    TableName,
    Key: KEY,
    ConsistentRead: true,
    AttributesToGet: ["n"],
    ReturnConsumedCapacity: "TOTAL",
  },
  ListTables: { Limit: 3, ExclusiveStartTableName: "a" },
  ListTagsOfResource: { ResourceArn: TABLE_ARN },
  PutItem: { TableName, Item: ITEM, ...CONDITION, ReturnValuesOnConditionCheckFailure: "ALL_OLD" },
  Query: {
    TableName,
    KeyConditionExpression: "pk = :pk",
    FilterExpression: "n > :n",
    ExpressionAttributeValues: { ":pk": { S: "a" }, ":n": { N: "0" } },
    Limit: 2,
    ScanIndexForward: false,
  },
  Scan: {
    TableName,
    Limit: 2,
    ExclusiveStartKey: KEY,
    ScanFilter: { n: { ComparisonOperator: "EQ", AttributeValueList: [{ N: "1" }] } },
  },
  TagResource: { ResourceArn: TABLE_ARN, Tags: [{ Key: "a", Value: "b" }] },
  TransactGetItems: { TransactItems: [{ Get: { TableName, Key: KEY } }] },
  TransactWriteItems: {
    TransactItems: [
      { Put: { TableName, Item: ITEM, ...CONDITION } },
      { Update: { TableName, Key: { pk: { S: "b" } }, ...UPDATE } },
      { Delete: { TableName, Key: { pk: { S: "c" } } } },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: { S: "d" } },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ],
    ClientRequestToken: "token",
  },
  UntagResource: { ResourceArn: TABLE_ARN, TagKeys: ["a"] },
  UpdateContinuousBackups: {
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
  },
  UpdateItem: { TableName, Key: KEY, ...UPDATE, ReturnValues: "ALL_NEW" },
  UpdateTable: { TableName, DeletionProtectionEnabled: false, SSESpecification: { Enabled: false } },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: "ttl" } },
};

const stateMachineArn = MACHINE_ARN;
const executionArn = EXECUTION_ARN;
const definition = JSON.stringify(DEFINITION);

export const STEP_FUNCTIONS: Inputs = {
  CreateActivity: { name: NAMES.own, tags: [{ key: "a", value: "b" }] },
  CreateStateMachine: {
    name: NAMES.own,
    definition,
    roleArn: ROLE_ARN,
    type: "STANDARD",
    loggingConfiguration: {
      level: "ALL",
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: arn("logs", "log-group:none:*") } }],
    },
    tracingConfiguration: { enabled: true },
    tags: [{ key: "a", value: "b" }],
    publish: true,
    versionDescription: "one",
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
  },
  CreateStateMachineAlias: {
    name: "live",
    routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }],
  },
  DeleteStateMachine: { stateMachineArn: arn("states", `stateMachine:${NAMES.gone}`) },
  DescribeExecution: { executionArn, includedData: "ALL_DATA" },
  DescribeMapRun: { mapRunArn: arn("states", `mapRun:${NAMES.own}/Each:none`) },
  DescribeStateMachine: { stateMachineArn },
  DescribeStateMachineForExecution: { executionArn },
  GetActivityTask: { activityArn: arn("states", `activity:${NAMES.gone}`), workerName: "w" },
  GetExecutionHistory: { executionArn, reverseOrder: true, maxResults: 10, includeExecutionData: true },
  ListActivities: { maxResults: 2 },
  ListExecutions: { stateMachineArn, statusFilter: "SUCCEEDED", maxResults: 2, nextToken: "x" },
  ListMapRuns: { executionArn },
  ListStateMachineAliases: { stateMachineArn },
  ListStateMachineVersions: { stateMachineArn, maxResults: 1 },
  ListStateMachines: { maxResults: 1, nextToken: "y" },
  ListTagsForResource: { resourceArn: stateMachineArn },
  PublishStateMachineVersion: { stateMachineArn, description: "d", revisionId: "r" },
  RedriveExecution: { executionArn, clientToken: "t" },
  SendTaskFailure: { taskToken: "token", error: "e", cause: "c" },
  SendTaskHeartbeat: { taskToken: "token" },
  SendTaskSuccess: { taskToken: "token", output: "{}" },
  StartExecution: { stateMachineArn, name: "two", input: '{"wait":true}', traceHeader: "Root=1" },
  StopExecution: { executionArn, error: "e", cause: "c" },
  TagResource: { resourceArn: stateMachineArn, tags: [{ key: "a", value: "b" }] },
  TestState: {
    definition: JSON.stringify({
      Type: "Pass",
      Output: "{% $states.input %}",
      QueryLanguage: "JSONata",
      End: true,
    }),
    input: "{}",
    inspectionLevel: "TRACE",
    variables: "{}",
    mock: { result: "{}", fieldValidationMode: "NONE" },
  },
  UntagResource: { resourceArn: stateMachineArn, tagKeys: ["a"] },
  UpdateMapRun: {
    mapRunArn: arn("states", `mapRun:${NAMES.own}/Each:none`),
    maxConcurrency: 1,
    toleratedFailurePercentage: 5,
  },
  UpdateStateMachine: { stateMachineArn, definition, roleArn: ROLE_ARN, publish: false },
  ValidateStateMachineDefinition: { definition, type: "STANDARD", severity: "WARNING", maxResults: 3 },
};

const logGroupName = "fuzz-logs";
const logStreamName = "stream";

export const LOGS: Inputs = {
  CreateLogGroup: { logGroupName },
  CreateLogStream: { logGroupName, logStreamName },
  DeleteLogGroup: { logGroupName: "fuzz-logs-gone" },
  DescribeLogGroups: { logGroupNamePrefix: "fuzz", limit: 5 },
  DescribeLogStreams: { logGroupName, logStreamNamePrefix: "s", orderBy: "LogStreamName", limit: 5 },
  FilterLogEvents: { logGroupName, filterPattern: "x", startTime: 0, endTime: 5, limit: 5 },
  GetLogEvents: { logGroupName, logStreamName, limit: 5, startFromHead: true },
  PutLogEvents: { logGroupName, logStreamName, logEvents: [{ timestamp: 1, message: "m" }] },
};
