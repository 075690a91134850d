import assert from "node:assert/strict";
import { DeploymentError } from "../../../../packages/local-stack/deploy/deploymentError";
import { resource, TestDeployment } from "./deploymentSupport";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/7";

const base = {
  name: "messages",
  attributes: [
    { name: "user", type: "S" },
    { name: "id", type: "S" },
  ],
  hashKey: "user",
  rangeKey: "id",
  billingMode: "PAY_PER_REQUEST",
};
const indexed = {
  ...base,
  attributes: [...base.attributes, { name: "unsent", type: "S" }],
  globalSecondaryIndexes: [{ name: "unsent", hashKey: "unsent", rangeKey: "id", projectionType: "ALL" }],
};
const table = (inputs: object) => resource("aws:dynamodb/table:Table", "messages", { ...inputs });
const item = { user: { S: "wills" }, id: { S: "1" }, unsent: { S: "x" } };

describe("a deployed DynamoDB table", () => {
  let running: TestDeployment;
  beforeEach(async () => {
    running = await TestDeployment.start();
  });
  afterEach(() => running.close());

  const call = (operation: string, input: object) => running.call("dynamodb", operation, input);
  const described = async () =>
    (await call("DescribeTable", { TableName: "messages" })).Table as Record<string, unknown>;

  it("has the settings of the program", async () => {
    await running.apply(
      table({
        ...indexed,
        ttl: { attributeName: "until", enabled: true },
        pointInTimeRecovery: { enabled: true },
        serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
        tags: { team: "mail" },
      }),
    );
    const { KeySchema, GlobalSecondaryIndexes, SSEDescription, TableArn } = await described();
    assert.deepEqual(KeySchema, [
      { AttributeName: "user", KeyType: "HASH" },
      { AttributeName: "id", KeyType: "RANGE" },
    ]);
    assert.equal((GlobalSecondaryIndexes as { IndexName: string }[])[0]?.IndexName, "unsent");
    assert.deepEqual(SSEDescription, { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: KEY });
    const { TimeToLiveDescription } = await call("DescribeTimeToLive", { TableName: "messages" });
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: "ENABLED", AttributeName: "until" });
    const { Tags } = await call("ListTagsOfResource", { ResourceArn: TableArn });
    assert.deepEqual(Tags, [{ Key: "team", Value: "mail" }]);
  });

  it("is deployed without what cannot run here, which a note says", async () => {
    const { notes } = await running.apply(
      table({ ...base, streamEnabled: true, replicas: [{ regionName: "eu-west-1" }] }),
    );
    assert.deepEqual(notes, [
      "aws:dynamodb/table:Table 'messages' has no stream or replicas on this machine",
    ]);
    assert.deepEqual((await running.apply(table({ ...base, streamEnabled: false, replicas: [] }))).notes, []);
  });

  it("keeps its items when its settings or indexes change, and is recreated when its key does", async () => {
    await running.apply(table(base));
    await call("PutItem", { TableName: "messages", Item: item });
    await running.apply(table({ ...base, pointInTimeRecovery: { enabled: true } }));
    await running.apply(table(indexed));
    const query = {
      TableName: "messages",
      IndexName: "unsent",
      KeyConditionExpression: "unsent = :x",
      ExpressionAttributeValues: { ":x": { S: "x" } },
    };
    assert.deepEqual((await call("Query", query)).Items, [item]);
    await running.apply(table({ ...base, rangeKey: undefined, attributes: [{ name: "user", type: "S" }] }));
    assert.equal((await call("Scan", { TableName: "messages" })).Count, 0);
  });

  it("is not deleted while it is protected", async () => {
    await running.apply(table({ ...base, deletionProtectionEnabled: true }));
    await assert.rejects(running.apply(), (error) => {
      assert.ok(error instanceof DeploymentError);
      assert.match(
        error.message,
        /'messages' could not be deleted: ValidationException: .* protected against deletion/,
      );
      return true;
    });
    await running.apply(table(base));
    await running.apply();
    await assert.rejects(described(), { code: "ResourceNotFoundException" });
  });

  it("has the items that the program declares", async () => {
    const inputs = { tableName: "messages", hashKey: "user", rangeKey: "id", item: JSON.stringify(item) };
    const tableItem = resource("aws:dynamodb/tableItem:TableItem", "first", inputs);
    await running.apply(table(base), { ...tableItem, dependencies: [table(base).urn] });
    assert.equal((await call("Scan", { TableName: "messages" })).Count, 1);
    await running.apply(table(base));
    assert.equal((await call("Scan", { TableName: "messages" })).Count, 0);
  });
});
