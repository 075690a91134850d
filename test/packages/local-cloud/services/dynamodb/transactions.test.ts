import assert from "node:assert/strict";
import {
  DynamoDBClient,
  IdempotentParameterMismatchException,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

const TableName = "accounts";
const Key = (id: string) => ({ id: { S: id } });

describe("DynamoDB transactions", () => {
  const cloud = new TestCloud();
  let client: DynamoDBClient;
  before(async () => {
    await cloud.listen();
    cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
    client = new DynamoDBClient({
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
    await call("CreateTable", {
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
  });
  after(async () => {
    client.destroy();
    await cloud.close();
  });
  afterEach(() => cloud.denied.clear());

  const call = (operation: string, input: object) =>
    cloud.call(cloud.administrator, "dynamodb", operation, input);
  const put = (id: string, amount: number) =>
    call("PutItem", { TableName, Item: { ...Key(id), amount: { N: String(amount) } } });
  const amountOf = async (id: string) => {
    const { Item } = await call("GetItem", { TableName, Key: Key(id), ConsistentRead: true });
    return (Item as { amount: { N: string } } | undefined)?.amount.N;
  };
  const write = (TransactItems: TransactWriteItem[], ClientRequestToken?: string) =>
    client.send(
      new TransactWriteItemsCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) }),
    );
  const add = (id: string, amount: number): TransactWriteItem => ({
    Update: {
      TableName,
      Key: Key(id),
      UpdateExpression: "ADD amount :amount",
      ConditionExpression: "amount >= :least",
      ExpressionAttributeValues: { ":amount": { N: String(amount) }, ":least": { N: String(-amount) } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    },
  });

  it("write everything", async () => {
    await Promise.all([put("all-1", 5), put("all-2", 5), put("all-3", 5)]);
    await write([
      add("all-1", -5),
      { Delete: { TableName, Key: Key("all-2") } },
      { Put: { TableName, Item: { ...Key("all-new"), amount: { N: "1" } } } },
      { ConditionCheck: { TableName, Key: Key("all-3"), ConditionExpression: "attribute_exists(id)" } },
    ]);
    const amounts = await Promise.all(["all-1", "all-2", "all-new", "all-3"].map(amountOf));
    assert.deepEqual(amounts, ["0", undefined, "1", "5"]);
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ["all-1", "all-2"].map((id) => ({ Get: { TableName, Key: Key(id) } })),
      }),
    );
    assert.deepEqual(Responses, [{ Item: { ...Key("all-1"), amount: { N: "0" } } }, {}]);
  });

  it("write nothing if one condition fails, and report which", async () => {
    await Promise.all([put("none-1", 5), put("none-2", 1)]);
    await assert.rejects(write([add("none-1", -3), add("none-2", -3)]), (error) => {
      const { name, message, CancellationReasons } = error as TransactionCanceledException;
      assert.equal(name, "TransactionCanceledException");
      assert.equal(
        message,
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
      );
      assert.deepEqual(CancellationReasons, [
        { Code: "None" },
        {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          Item: { ...Key("none-2"), amount: { N: "1" } },
        },
      ]);
      return true;
    });
    assert.deepEqual([await amountOf("none-1"), await amountOf("none-2")], ["5", "1"]);
  });

  it("write nothing if one update cannot be carried out", async () => {
    await put("type-1", 5);
    await call("PutItem", { TableName, Item: { ...Key("type-2"), amount: { S: "text" } } });
    const update = {
      Update: {
        TableName,
        Key: Key("type-2"),
        UpdateExpression: "ADD amount :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      },
    };
    await assert.rejects(write([add("type-1", -3), update]), /\[None, ValidationError\]$/);
    assert.equal(await amountOf("type-1"), "5");
  });

  it("preserve the sum when they move the same money concurrently", async () => {
    await Promise.all([put("sum-1", 20), put("sum-2", 0)]);
    const moves = Array.from({ length: 25 }, () => write([add("sum-1", -1), add("sum-2", 1)]));
    const results = await Promise.allSettled(moves);
    const moved = results.filter(({ status }) => status === "fulfilled").length;
    assert.equal(moved, 20);
    assert.deepEqual([await amountOf("sum-1"), await amountOf("sum-2")], ["0", "20"]);
  });

  it("are carried out once per token", async () => {
    await put("token", 5);
    await write([add("token", -1)], "token-1");
    await write([add("token", -1)], "token-1");
    assert.equal(await amountOf("token"), "4");
    await assert.rejects(write([add("token", -2)], "token-1"), IdempotentParameterMismatchException);
  });

  const bad: [string, TransactWriteItem[], RegExp][] = [
    ["nothing", [], /greater than or equal to 1/],
    ["101 parts", Array.from({ length: 101 }, (_, id) => add(String(id), 1)), /less than or equal to 100/],
    ["one item twice", [add("a", 1), add("a", 2)], /cannot include multiple operations on one item/],
    ["an unknown table", [{ Delete: { TableName: "none", Key: Key("a") } }], /resource not found/],
    [
      "a bad expression",
      [{ ConditionCheck: { TableName, Key: Key("a"), ConditionExpression: "=" } }],
      /^Invalid ConditionExpression/,
    ],
  ];
  for (const [title, parts, message] of bad) {
    it(`are rejected with ${title}`, () => assert.rejects(write(parts), { message }));
  }

  it("consume twice what their parts would", async () => {
    await put("capacity", 1);
    const wanted = { ReturnConsumedCapacity: "TOTAL" } as const;
    const filled = { ...Key("large"), text: { S: "x".repeat(1500) } };
    const TransactItems = [add("capacity", 1), { Put: { TableName, Item: filled } }];
    const written = await client.send(new TransactWriteItemsCommand({ TransactItems, ...wanted }));
    assert.deepEqual(written.ConsumedCapacity, [{ TableName, CapacityUnits: 6, WriteCapacityUnits: 6 }]);
    const reads = [{ Get: { TableName, Key: Key("capacity") } }, { Get: { TableName, Key: Key("large") } }];
    const read = await client.send(new TransactGetItemsCommand({ TransactItems: reads, ...wanted }));
    assert.deepEqual(read.ConsumedCapacity, [{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }]);
    const silent = await client.send(new TransactGetItemsCommand({ TransactItems: reads }));
    assert.equal(silent.ConsumedCapacity, undefined);
  });

  it("require the permission for every part", async () => {
    cloud.denied.add("dynamodb:ConditionCheckItem");
    await assert.rejects(
      write([{ ConditionCheck: { TableName, Key: Key("a"), ConditionExpression: "attribute_exists(id)" } }]),
      { name: "AccessDeniedException" },
    );
  });
});
