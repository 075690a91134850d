import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

const TableName = "notes";
const Key = (at: string) => ({ user: { S: "ann" }, at: { S: at } });
const big = { S: "x".repeat(3000) };

describe("DynamoDB's consumed capacity", () => {
  const cloud = new TestCloud();
  before(async () => {
    cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
    await call("CreateTable", {
      TableName,
      AttributeDefinitions: ["user", "at", "tag", "due"].map((AttributeName) => ({
        AttributeName,
        AttributeType: "S",
      })),
      KeySchema: [
        { AttributeName: "user", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
      LocalSecondaryIndexes: [
        {
          IndexName: "due",
          KeySchema: [
            { AttributeName: "user", KeyType: "HASH" },
            { AttributeName: "due", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "tags",
          KeySchema: [{ AttributeName: "tag", KeyType: "HASH" }],
          Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["title"] },
        },
      ],
    });
  });
  after(() => cloud.close());

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object): Promise<any> =>
    cloud.call(cloud.administrator, "dynamodb", operation, { ReturnConsumedCapacity: "INDEXES", ...input });
  const put = async (Item: object) => (await call("PutItem", { TableName, Item })).ConsumedCapacity;
  const update = async (at: string, UpdateExpression: string, value?: object) =>
    (
      await call("UpdateItem", {
        TableName,
        Key: Key(at),
        UpdateExpression,
        ...(value && { ExpressionAttributeValues: { ":v": value } }),
      })
    ).ConsumedCapacity;
  const of = (table: number, tags?: number, due?: number) => ({
    TableName,
    CapacityUnits: table + (tags ?? 0) + (due ?? 0),
    Table: { CapacityUnits: table },
    ...(due && { LocalSecondaryIndexes: { due: { CapacityUnits: due } } }),
    ...(tags && { GlobalSecondaryIndexes: { tags: { CapacityUnits: tags } } }),
  });

  it("is that of the table and of the indexes whose entries change", async () => {
    assert.deepEqual(await put({ ...Key("1"), body: big }), of(3));
    assert.deepEqual(await put({ ...Key("1"), body: big, tag: { S: "a" }, due: { S: "1" } }), of(3, 1, 1));
    assert.deepEqual(await update("1", "SET body = :v", { S: "short" }), of(3));
    assert.deepEqual(await update("1", "SET title = :v", big), of(3, 3));
    assert.deepEqual(await update("1", "SET tag = :v", { S: "b" }), of(3, 6));
    assert.deepEqual(await update("1", "REMOVE tag, due"), of(3, 3, 1));
    const { ConsumedCapacity } = await call("DeleteItem", {
      TableName,
      Key: Key("1"),
      ReturnConsumedCapacity: "TOTAL",
    });
    assert.deepEqual(ConsumedCapacity, { TableName, CapacityUnits: 3 });
  });

  it("is that of all items of a batch, and not returned unless it is asked for", async () => {
    const Items = ["2", "3"].map((at) => ({ ...Key(at), tag: { S: "a" } }));
    const RequestItems = { [TableName]: Items.map((Item) => ({ PutRequest: { Item } })) };
    const { ConsumedCapacity } = await call("BatchWriteItem", { RequestItems });
    assert.deepEqual(ConsumedCapacity, [of(2, 2)]);
    const none = await call("BatchWriteItem", { RequestItems, ReturnConsumedCapacity: "NONE" });
    assert.equal(none.ConsumedCapacity, undefined);
    const read = await call("BatchGetItem", {
      RequestItems: { [TableName]: { Keys: [Key("2"), Key("3")] } },
    });
    assert.deepEqual(read.ConsumedCapacity, [{ TableName, CapacityUnits: 1, Table: { CapacityUnits: 1 } }]);
  });

  it("is twice that of each write of a transaction", async () => {
    const Item = { ...Key("4"), due: { S: "1" } };
    const { ConsumedCapacity } = await call("TransactWriteItems", {
      TransactItems: [{ Put: { TableName, Item } }],
    });
    const two = { CapacityUnits: 2, WriteCapacityUnits: 2 };
    assert.deepEqual(ConsumedCapacity, [
      {
        TableName,
        CapacityUnits: 4,
        WriteCapacityUnits: 4,
        Table: two,
        LocalSecondaryIndexes: { due: two },
      },
    ]);
  });

  it("comes with metrics of item collections in a table with local indexes", async () => {
    const wanted = { ReturnItemCollectionMetrics: "SIZE" };
    const metrics = { ItemCollectionKey: { user: { S: "ann" } }, SizeEstimateRangeGB: [0, 1] };
    const one = await call("PutItem", { TableName, Item: Key("5"), ...wanted });
    assert.deepEqual(one.ItemCollectionMetrics, metrics);
    const RequestItems = { [TableName]: [{ DeleteRequest: { Key: Key("5") } }] };
    const batch = await call("BatchWriteItem", { RequestItems, ...wanted });
    assert.deepEqual(batch.ItemCollectionMetrics, { [TableName]: [metrics] });
    const TransactItems = [{ Put: { TableName, Item: Key("5") } }];
    const transaction = await call("TransactWriteItems", { TransactItems, ...wanted });
    assert.deepEqual(transaction.ItemCollectionMetrics, { [TableName]: [metrics] });
  });
});
