import { checkShape, list, map, type Shape, structure } from "../inputShape";

const attributeValue: Shape = structure({
  S: "string",
  N: "string",
  B: "blob",
  SS: list("string"),
  NS: list("string"),
  BS: list("blob"),
  M: map(() => attributeValue),
  L: list(() => attributeValue),
  NULL: "boolean",
  BOOL: "boolean",
});
const item = map(attributeValue);
const names = list("string");
const tags = list(structure({ Key: "string", Value: "string" }));

const expected = map(
  structure({
    Value: attributeValue,
    Exists: "boolean",
    ComparisonOperator: "string",
    AttributeValueList: list(attributeValue),
  }),
);
const conditions = map(structure({ ComparisonOperator: "string", AttributeValueList: list(attributeValue) }));
const expressions = {
  ConditionExpression: "string",
  FilterExpression: "string",
  KeyConditionExpression: "string",
  ProjectionExpression: "string",
  UpdateExpression: "string",
  ExpressionAttributeNames: map("string"),
  ExpressionAttributeValues: item,
} as const;

const keySchema = list(structure({ AttributeName: "string", KeyType: "string" }));
const throughput = structure({ ReadCapacityUnits: "number", WriteCapacityUnits: "number" });
const projection = structure({ ProjectionType: "string", NonKeyAttributes: names });
const index = {
  IndexName: "string",
  KeySchema: keySchema,
  Projection: projection,
  ProvisionedThroughput: throughput,
} as const;
const change = structure(index);

/** The members of a request that writes, reads or checks one item. */
const request = {
  TableName: "string",
  Key: item,
  Item: item,
  ...expressions,
  ConsistentRead: "boolean",
  AttributesToGet: names,
  AttributeUpdates: map(structure({ Value: attributeValue, Action: "string" })),
  Expected: expected,
  ConditionalOperator: "string",
  ReturnValues: "string",
  ReturnValuesOnConditionCheckFailure: "string",
} as const;
const part = structure(request);

/** The members of a request for a table and its settings. */
const settings = {
  AttributeDefinitions: list(structure({ AttributeName: "string", AttributeType: "string" })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: list(structure(index)),
  GlobalSecondaryIndexes: list(structure(index)),
  GlobalSecondaryIndexUpdates: list(structure({ Update: change, Create: change, Delete: change })),
  BillingMode: "string",
  ProvisionedThroughput: throughput,
  StreamSpecification: structure({ StreamEnabled: "boolean", StreamViewType: "string" }),
  SSESpecification: structure({ Enabled: "boolean", SSEType: "string", KMSMasterKeyId: "string" }),
  DeletionProtectionEnabled: "boolean",
  PointInTimeRecoverySpecification: structure(
    { PointInTimeRecoveryEnabled: "boolean", RecoveryPeriodInDays: "number" },
    "PointInTimeRecoveryEnabled",
  ),
  TimeToLiveSpecification: structure(
    { Enabled: "boolean", AttributeName: "string" },
    "Enabled",
    "AttributeName",
  ),
  ResourceArn: "string",
  Tags: tags,
  TagKeys: names,
} as const;

const statement = {
  Statement: "string",
  Parameters: list(attributeValue),
  ConsistentRead: "boolean",
} as const;

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = structure({
  ...request,
  ...settings,
  IndexName: "string",
  Select: "string",
  Limit: "number",
  Segment: "number",
  TotalSegments: "number",
  ScanIndexForward: "boolean",
  ExclusiveStartKey: item,
  ExclusiveStartTableName: "string",
  KeyConditions: conditions,
  QueryFilter: conditions,
  ScanFilter: conditions,
  ReturnConsumedCapacity: "string",
  ReturnItemCollectionMetrics: "string",
  ClientRequestToken: "string",
  ...statement,
  Statements: list(structure(statement)),
  TransactStatements: list(structure(statement)),
  NextToken: "string",
  TransactItems: list(structure({ Get: part, Put: part, Update: part, Delete: part, ConditionCheck: part })),
});

const BATCHES: Readonly<Record<string, Shape>> = {
  BatchGetItem: map(structure({ ...request, Keys: list(item) })),
  BatchWriteItem: map(
    list(structure({ PutRequest: structure({ Item: item }), DeleteRequest: structure({ Key: item }) })),
  ),
};

/** Required members that are not checked anywhere else. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  BatchExecuteStatement: ["Statements"],
  BatchGetItem: ["RequestItems"],
  BatchWriteItem: ["RequestItems"],
  ExecuteStatement: ["Statement"],
  ExecuteTransaction: ["TransactStatements"],
  TagResource: ["ResourceArn", "Tags"],
  TransactGetItems: ["TransactItems"],
  TransactWriteItems: ["TransactItems"],
  UntagResource: ["ResourceArn", "TagKeys"],
  UpdateContinuousBackups: ["PointInTimeRecoverySpecification"],
  UpdateTimeToLive: ["TimeToLiveSpecification"],
};

const CODES = { wrongType: "SerializationException", missing: "ValidationException" };

/** Throws `SerializationException` if a member of the input has the wrong type. */
export function checkTypes(operation: string, input: unknown): void {
  checkShape(input, MEMBERS);
  const RequestItems = BATCHES[operation];
  if (RequestItems) checkShape(input, structure({ RequestItems }));
}

/** Throws `ValidationException` if the input lacks a member that its operation requires. */
export const checkRequired = (operation: string, input: unknown): void =>
  checkShape(input, structure({}, ...(REQUIRED[operation] ?? [])), CODES);
