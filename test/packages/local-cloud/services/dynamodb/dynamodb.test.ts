import assert from "node:assert/strict";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

const ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/";

const orders = (TableName: string): CreateTableCommandInput => ({
  TableName,
  AttributeDefinitions: [
    { AttributeName: "accountid", AttributeType: "S" },
    { AttributeName: "vendorid", AttributeType: "S" },
    { AttributeName: "unsent", AttributeType: "S" },
  ],
  KeySchema: [
    { AttributeName: "accountid", KeyType: "HASH" },
    { AttributeName: "vendorid", KeyType: "RANGE" },
  ],
  BillingMode: "PAY_PER_REQUEST",
  GlobalSecondaryIndexes: [
    {
      IndexName: "unsent",
      KeySchema: [
        { AttributeName: "unsent", KeyType: "HASH" },
        { AttributeName: "vendorid", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "ALL" },
    },
  ],
});

const key = (accountid: string, vendorid = "v") => ({
  accountid: { S: accountid },
  vendorid: { S: vendorid },
});

describe("DynamoDB", () => {
  const cloud = new TestCloud();
  const clock = new ManualClock();
  let service: DynamoDbService;
  let client: DynamoDBClient;
  before(async () => {
    await cloud.listen();
    service = cloud.add(await DynamoDbService.start({ cloud, clock }));
    client = new DynamoDBClient({
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
    await client.send(new CreateTableCommand(orders("orders")));
  });
  after(async () => {
    client.destroy();
    await cloud.close();
  });
  afterEach(() => cloud.denied.clear());

  const get = async (accountid: string, vendorid?: string) => {
    const Key = key(accountid, vendorid);
    return (await client.send(new GetItemCommand({ TableName: "orders", Key, ConsistentRead: true }))).Item;
  };

  describe("tables", () => {
    it("are created, described, listed and deleted under the cloud's own names", async () => {
      const TableName = "described";
      const { TableDescription } = await client.send(new CreateTableCommand(orders(TableName)));
      assert.equal(TableDescription?.TableArn, ARN + TableName);
      await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: ARN + TableName }));
      assert.equal(Table?.TableStatus, "ACTIVE");
      assert.equal(Table?.GlobalSecondaryIndexes?.[0]?.IndexArn, `${ARN}${TableName}/index/unsent`);
      assert.equal(Table?.DeletionProtectionEnabled, false);
      assert.ok(Table?.CreationDateTime instanceof Date);
      await assert.rejects(client.send(new CreateTableCommand(orders(TableName))), {
        name: "ResourceInUseException",
        message: `Table already exists: ${TableName}`,
      });
      const { TableNames } = await client.send(new ListTablesCommand({}));
      assert.ok(TableNames?.includes(TableName));
      await client.send(new DeleteTableCommand({ TableName }));
      await waitUntilTableNotExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName });
      await client.send(new CreateTableCommand(orders(TableName)));
    });

    it("cannot be deleted while they are protected", async () => {
      const TableName = "protected";
      await client.send(new CreateTableCommand({ ...orders(TableName), DeletionProtectionEnabled: true }));
      await assert.rejects(client.send(new DeleteTableCommand({ TableName })), {
        name: "ValidationException",
        message:
          "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
      });
      await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      await client.send(new DeleteTableCommand({ TableName }));
    });

    it("have time to live, recovery and tags", async () => {
      const TableName = "settings";
      await client.send(new CreateTableCommand({ ...orders(TableName), Tags: [{ Key: "a", Value: "1" }] }));
      const TimeToLiveSpecification = { AttributeName: "until", Enabled: true };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName }));
      assert.deepEqual(ttl.TimeToLiveDescription, { TimeToLiveStatus: "ENABLED", AttributeName: "until" });
      await assert.rejects(client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification })), {
        name: "ValidationException",
        message: "TimeToLive is already enabled",
      });
      await client.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
        }),
      );
      await assert.rejects(client.send(new DescribeContinuousBackupsCommand({ TableName: "none" })), {
        name: "TableNotFoundException",
        message: "Table not found: none",
      });
      const { ContinuousBackupsDescription } = await client.send(
        new DescribeContinuousBackupsCommand({ TableName }),
      );
      const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
      assert.equal(recovery?.PointInTimeRecoveryStatus, "ENABLED");
      assert.equal(recovery?.RecoveryPeriodInDays, 7);
      const ResourceArn = ARN + TableName;
      await client.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "b", Value: "2" }] }));
      await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
      const { Tags } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
      assert.deepEqual(Tags, [{ Key: "b", Value: "2" }]);
    });
  });

  describe("items", () => {
    it("are read as they were written", async () => {
      const Item = {
        ...key("types"),
        number: { N: "12.50" },
        bytes: { B: Uint8Array.of(0, 255) },
        list: { L: [{ S: "“quotes” \\ ' \n 😀" }, { NULL: true }, { BOOL: false }] },
        map: { M: { "a.b": { SS: ["x", "y"] } } },
      };
      await client.send(new PutItemCommand({ TableName: "orders", Item }));
      assert.deepEqual(await get("types"), { ...Item, number: { N: "12.5" } });
      const { Attributes } = await client.send(
        new DeleteItemCommand({ TableName: "orders", Key: key("types"), ReturnValues: "ALL_OLD" }),
      );
      assert.deepEqual(Attributes?.bytes, Item.bytes);
      assert.equal(await get("types"), undefined);
    });

    it("are rejected by a condition with AWS's message and, if requested, the existing item", async () => {
      const put = (wanted?: "ALL_OLD") =>
        client.send(
          new PutItemCommand({
            TableName: "orders",
            Item: { ...key("once"), order: { S: "first" } },
            ConditionExpression: "attribute_not_exists(accountid)",
            ...(wanted && { ReturnValuesOnConditionCheckFailure: wanted }),
          }),
        );
      await put();
      await assert.rejects(put(), (error) => {
        assert.ok(error instanceof ConditionalCheckFailedException);
        assert.equal(error.message, "The conditional request failed");
        assert.equal(error.Item, undefined);
        return true;
      });
      await assert.rejects(put("ALL_OLD"), (error) => {
        assert.ok(error instanceof ConditionalCheckFailedException);
        assert.deepEqual(error.Item, { ...key("once"), order: { S: "first" } });
        return true;
      });
    });

    it("are changed by exactly one of 1,000 concurrent conditional updates", async () => {
      const Key = key("race");
      await client.send(
        new PutItemCommand({
          TableName: "orders",
          Item: { ...Key, state: { S: "vacant" }, writes: { N: "0" } },
        }),
      );
      const results = await Promise.allSettled(
        Array.from({ length: 1000 }, (_, number) =>
          cloud.call(cloud.administrator, "dynamodb", "UpdateItem", {
            TableName: "orders",
            Key,
            UpdateExpression: "SET #state = :reserved, winner = :me ADD writes :one",
            ConditionExpression: "#state = :vacant",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: {
              ":reserved": { S: "reserved" },
              ":vacant": { S: "vacant" },
              ":me": { N: String(number) },
              ":one": { N: "1" },
            },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        ),
      );
      const winners = results.flatMap(({ status }, index) => (status === "fulfilled" ? [index] : []));
      assert.equal(winners.length, 1);
      const winner = { N: String(winners[0]) };
      assert.deepEqual(await get("race"), { ...Key, state: { S: "reserved" }, writes: { N: "1" }, winner });
      for (const result of results) {
        if (result.status === "fulfilled") continue;
        assert.equal(result.reason.code, "ConditionalCheckFailedException");
        assert.deepEqual(result.reason.details.Item.winner, winner);
      }
    });

    it("lose no increment of concurrent updates", async () => {
      const update = new UpdateItemCommand({
        TableName: "orders",
        Key: key("counter"),
        UpdateExpression: "ADD amount :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      });
      await Promise.all(Array.from({ length: 100 }, () => client.send(update)));
      assert.deepEqual((await get("counter"))?.amount, { N: "100" });
    });

    it("are written and read in batches", async () => {
      const Items = Array.from({ length: 25 }, (_, number) => key("batch", String(number)));
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: { orders: Items.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
      const { Responses } = await client.send(
        new BatchGetItemCommand({ RequestItems: { orders: { Keys: Items } } }),
      );
      assert.equal(Responses?.orders?.length, 25);
    });

    it("are queried page by page through a sparse index", async () => {
      for (let number = 0; number < 5; number++) {
        const Item = { ...key("sparse", String(number)), ...(number !== 2 && { unsent: { S: "x" } }) };
        await client.send(new PutItemCommand({ TableName: "orders", Item }));
      }
      const query = {
        TableName: "orders",
        IndexName: "unsent",
        KeyConditionExpression: "unsent = :x",
        ExpressionAttributeValues: { ":x": { S: "x" } },
      };
      const pages: (string | undefined)[][] = [];
      for await (const page of paginateQuery({ client, pageSize: 3 }, { ...query })) {
        pages.push((page.Items ?? []).map(({ vendorid }) => vendorid?.S));
      }
      assert.deepEqual(pages, [["0", "1", "3"], ["4"]]);
      await client.send(
        new UpdateItemCommand({
          TableName: "orders",
          Key: key("sparse", "0"),
          UpdateExpression: "REMOVE unsent",
        }),
      );
      assert.equal((await client.send(new QueryCommand(query))).Count, 3);
    });
  });

  describe("errors", () => {
    const cases: { title: string; send: () => Promise<unknown>; name: string; message: RegExp }[] = [
      {
        title: "an unknown table",
        send: () => client.send(new GetItemCommand({ TableName: "none", Key: key("a") })),
        name: "ResourceNotFoundException",
        message: /^Requested resource not found$/,
      },
      {
        title: "a write to an unknown table",
        send: () => client.send(new PutItemCommand({ TableName: "none", Item: key("a") })),
        name: "ResourceNotFoundException",
        message: /^Requested resource not found/,
      },
      {
        title: "a key that is not the table's",
        send: () => client.send(new GetItemCommand({ TableName: "orders", Key: { id: { S: "a" } } })),
        name: "ValidationException",
        message: /does not match the schema/,
      },
      {
        title: "a malformed expression",
        send: () =>
          client.send(
            new UpdateItemCommand({ TableName: "orders", Key: key("a"), UpdateExpression: "SET = 1" }),
          ),
        name: "ValidationException",
        message: /^Invalid UpdateExpression: Syntax error/,
      },
      {
        title: "a missing table name",
        send: () => client.send(new ScanCommand({ TableName: undefined })),
        name: "ValidationException",
        message: /Value null at 'tableName'/,
      },
    ];
    for (const { title, send, name, message } of cases) {
      it(`has AWS's name for ${title}`, () => assert.rejects(send(), { name, message }));
    }

    it("is UnknownOperationException for an unsupported operation", async () => {
      const call = cloud.call(cloud.administrator, "dynamodb", "CreateBackup", {});
      await assert.rejects(
        call,
        (error) => error instanceof AwsError && error.code === "UnknownOperationException",
      );
    });

    it("is AccessDeniedException if the caller is not allowed", async () => {
      cloud.denied.add("dynamodb:PutItem");
      await assert.rejects(client.send(new PutItemCommand({ TableName: "orders", Item: key("denied") })), {
        name: "AccessDeniedException",
      });
      assert.equal(cloud.refusals.at(-1), `dynamodb:PutItem ${ARN}orders`);
      cloud.denied.clear();
      assert.equal(await get("denied"), undefined);
    });
  });

  it("can use another endpoint", async () => {
    const own = new TestCloud();
    const replaced = own.add(
      await DynamoDbService.start({ cloud: own, clock, endpoint: { url: "http://127.0.0.1:1" } }),
    );
    await assert.rejects(own.call(own.administrator, "dynamodb", "ListTables", {}), /cannot be reached/);
    await replaced.close();
    assert.notEqual(service, replaced);
  });
});

describe("DynamoDB's emulator", () => {
  const openPorts = () => process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;

  it("is called in process and opens no port", async () => {
    const before = openPorts();
    const cloud = new TestCloud();
    const service = cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "dynamodb", operation, input);
    await call("CreateTable", { ...orders("orders") });
    const Item = key("a");
    // The transaction needs the dry-run store, which is another emulator.
    await call("TransactWriteItems", { TransactItems: [{ Put: { TableName: "orders", Item } }] });
    assert.deepEqual((await call("GetItem", { TableName: "orders", Key: Item })).Item, Item);
    assert.equal(openPorts(), before);
    await service.close();
  });
});

describe("DynamoDB with requests in flight", () => {
  it("completes or cancels them when it is closed", async () => {
    const cloud = new TestCloud();
    const service = cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
    const call = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "dynamodb", operation, input);
    await call("CreateTable", { ...orders("orders") });
    const Item = key("a");
    const writes = Array.from({ length: 200 }, (_, number) =>
      number % 2 === 0
        ? call("PutItem", { TableName: "orders", Item })
        : call("TransactWriteItems", { TransactItems: [{ Put: { TableName: "orders", Item } }] }),
    );
    const results = Promise.allSettled(writes);
    await writes[0];
    await service.close();
    for (const result of await results) {
      if (result.status === "rejected") assert.equal(result.reason.code, "RequestCanceled");
    }
    await assert.rejects(call("ListTables", {}), { code: "RequestCanceled" });
  });
});
