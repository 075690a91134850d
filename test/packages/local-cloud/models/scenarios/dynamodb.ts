import { arn, type Scenario } from "./scenario";

const TableName = "orders";
const Key = (id: string) => ({ id: { S: id } });
const ReturnConsumedCapacity = "TOTAL";

export const dynamodb: Scenario = async (call) => {
  const table = {
    TableName,
    AttributeDefinitions: [
      { AttributeName: "id", AttributeType: "S" },
      { AttributeName: "city", AttributeType: "S" },
    ],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    GlobalSecondaryIndexes: [
      {
        IndexName: "cities",
        KeySchema: [{ AttributeName: "city", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  };
  await call("CreateTable", table);
  await call("DescribeTable", { TableName });
  await call("ListTables");
  const ResourceArn = arn("dynamodb", `table/${TableName}`);
  await call("TagResource", { ResourceArn, Tags: [{ Key: "team", Value: "orders" }] });
  await call("ListTagsOfResource", { ResourceArn });
  await call("UntagResource", { ResourceArn, TagKeys: ["team"] });
  await call("UpdateTimeToLive", {
    TableName,
    TimeToLiveSpecification: { AttributeName: "ends", Enabled: true },
  });
  await call("DescribeTimeToLive", { TableName });
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
  await call("UpdateContinuousBackups", { TableName, PointInTimeRecoverySpecification });
  await call("DescribeContinuousBackups", { TableName });
  await call("PutItem", {
    TableName,
    Item: { ...Key("1"), city: { S: "Oslo" }, n: { N: "1" } },
    ReturnConsumedCapacity,
  });
  await call("GetItem", { TableName, Key: Key("1"), ReturnConsumedCapacity });
  await call("UpdateItem", {
    TableName,
    Key: Key("1"),
    UpdateExpression: "SET n = :n",
    ExpressionAttributeValues: { ":n": { N: "2" } },
    ReturnValues: "ALL_NEW",
    ReturnConsumedCapacity,
  });
  await call("Query", {
    TableName,
    IndexName: "cities",
    KeyConditionExpression: "city = :city",
    ExpressionAttributeValues: { ":city": { S: "Oslo" } },
    ReturnConsumedCapacity: "INDEXES",
  });
  await call("Scan", { TableName, Limit: 1, ReturnConsumedCapacity });
  await call("BatchWriteItem", {
    RequestItems: { [TableName]: [{ PutRequest: { Item: Key("2") } }] },
    ReturnConsumedCapacity,
  });
  await call("BatchGetItem", {
    RequestItems: { [TableName]: { Keys: [Key("1")] } },
    ReturnConsumedCapacity,
  });
  await call("TransactWriteItems", {
    TransactItems: [{ Put: { TableName, Item: Key("3") } }],
    ReturnConsumedCapacity,
  });
  await call("TransactGetItems", {
    TransactItems: [{ Get: { TableName, Key: Key("3") } }],
    ReturnConsumedCapacity,
  });
  const statement = (Statement: string) => ({ Statement });
  const select = statement("SELECT * FROM orders WHERE id = '3'");
  await call("ExecuteStatement", { Statement: "SELECT * FROM orders", Limit: 1, ReturnConsumedCapacity });
  await call("BatchExecuteStatement", { Statements: [select, statement("SELECT")], ReturnConsumedCapacity });
  await call("ExecuteTransaction", { TransactStatements: [select], ReturnConsumedCapacity });
  await call("DeleteItem", { TableName, Key: Key("1"), ReturnValues: "ALL_OLD" });
  await call("UpdateTable", {
    TableName,
    BillingMode: "PROVISIONED",
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    GlobalSecondaryIndexUpdates: [
      {
        Update: {
          IndexName: "cities",
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
        },
      },
    ],
  });
  await call("DeleteTable", { TableName });
};
