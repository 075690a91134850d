import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

const ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/";
const key = (id: string) => ({ id: { S: id } });

describe("DynamoDB's tables", () => {
  const cloud = new TestCloud();
  let service: DynamoDbService;
  before(async () => {
    service = cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock() }));
  });
  after(() => cloud.close());

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object): Promise<any> =>
    cloud.call(cloud.administrator, "dynamodb", operation, input);
  const create = (TableName: string, more: object = { BillingMode: "PAY_PER_REQUEST" }) =>
    call("CreateTable", {
      TableName,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      ...more,
    });
  const city = {
    IndexName: "cities",
    KeySchema: [{ AttributeName: "city", KeyType: "HASH" }],
    Projection: { ProjectionType: "ALL" },
  };
  const createIndex = (TableName: string, index: object = city) =>
    call("UpdateTable", {
      TableName,
      AttributeDefinitions: [{ AttributeName: "city", AttributeType: "S" }],
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
  const inOslo = async (TableName: string) =>
    (
      await call("Query", {
        TableName,
        IndexName: "cities",
        KeyConditionExpression: "city = :city",
        ExpressionAttributeValues: { ":city": { S: "Oslo" } },
      })
    ).Items;

  describe("indexes", () => {
    it("are created on an on-demand table with its items, and deleted", async () => {
      const TableName = "indexed";
      await create(TableName);
      const oslo = { ...key("1"), city: { S: "Oslo" } };
      for (const Item of [oslo, { ...key("2"), city: { N: "3" } }, key("3")])
        await call("PutItem", { TableName, Item });
      const [{ TableDescription }, ...puts] = await Promise.all([
        createIndex(TableName),
        ...["4", "5"].map((id) => call("PutItem", { TableName, Item: { ...oslo, ...key(id) } })),
      ]);
      assert.equal(puts.length, 2);
      const [described] = TableDescription.GlobalSecondaryIndexes;
      assert.equal(described.IndexArn, `${ARN}${TableName}/index/cities`);
      assert.deepEqual((await inOslo(TableName)).map(({ id }: { id: { S: string } }) => id.S).sort(), [
        "1",
        "4",
        "5",
      ]);
      // A transaction tries its writes in a copy of the table, which must have the index too.
      const Item = { ...key("6"), city: { N: "1" } };
      await assert.rejects(call("TransactWriteItems", { TransactItems: [{ Put: { TableName, Item } }] }), {
        code: "TransactionCanceledException",
      });
      await call("UpdateTable", {
        TableName,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "cities" } }],
      });
      const { Table } = await call("DescribeTable", { TableName });
      assert.equal(Table.GlobalSecondaryIndexes, undefined);
      assert.deepEqual(Table.AttributeDefinitions, [{ AttributeName: "id", AttributeType: "S" }]);
      await assert.rejects(inOslo(TableName), { code: "ValidationException" });
    });

    const wrong: [what: string, updates: object[], code: string, message: RegExp][] = [
      [
        "one that exists",
        [{ Create: city }],
        "ValidationException",
        /^Attempting to create an index which already exists$/,
      ],
      [
        "two changes at once",
        [{ Create: { ...city, IndexName: "two" } }, { Delete: { IndexName: "cities" } }],
        "LimitExceededException",
        /Only 1 online index/,
      ],
      [
        "one without a definition of its key",
        [{ Create: { ...city, IndexName: "two", KeySchema: [{ AttributeName: "zip", KeyType: "HASH" }] } }],
        "ValidationException",
        /not defined in AttributeDefinitions/,
      ],
      [
        "throughput on an on-demand table",
        [
          {
            Create: {
              ...city,
              IndexName: "two",
              ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
            },
          },
        ],
        "ValidationException",
        /should not be specified for index/,
      ],
      [
        "the deletion of none",
        [{ Delete: { IndexName: "none" } }],
        "ResourceNotFoundException",
        /index: none not found/,
      ],
    ];
    for (const [number, [what, GlobalSecondaryIndexUpdates, code, message]] of wrong.entries()) {
      it(`reject ${what}`, async () => {
        const TableName = `wrong-${number}`;
        await create(TableName);
        await createIndex(TableName);
        const AttributeDefinitions = [{ AttributeName: "city", AttributeType: "S" }];
        const update = { TableName, AttributeDefinitions, GlobalSecondaryIndexUpdates };
        await assert.rejects(call("UpdateTable", update), { code, message });
      });
    }

    it("need throughput on a provisioned table", async () => {
      const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
      await create("provisioned", { ProvisionedThroughput });
      await assert.rejects(
        createIndex("provisioned"),
        /ProvisionedThroughput must be specified for index: cities/,
      );
      await createIndex("provisioned", { ...city, ProvisionedThroughput });
      assert.deepEqual(await inOslo("provisioned"), []);
    });
  });

  describe("ARNs", () => {
    const arn = `${ARN}named`;
    const ReturnConsumedCapacity = "TOTAL";
    before(() => create("named"));

    it("name a table in batches and transactions, and in their answers", async () => {
      const requests = ["1", "2"].map((id) => ({ PutRequest: { Item: key(id) } }));
      const written = await call("BatchWriteItem", {
        RequestItems: { [arn]: requests },
        ReturnConsumedCapacity,
      });
      assert.equal(written.ConsumedCapacity[0].TableName, arn);
      const read = await call("BatchGetItem", { RequestItems: { [arn]: { Keys: [key("1")] } } });
      assert.deepEqual(read.Responses, { [arn]: [key("1")] });
      const TransactItems = [{ Get: { TableName: arn, Key: key("2") } }];
      const got = await call("TransactGetItems", { TransactItems, ReturnConsumedCapacity });
      assert.equal(got.ConsumedCapacity[0].TableName, arn);
      assert.deepEqual(got.Responses, [{ Item: key("2") }]);
      const one = await call("GetItem", { TableName: arn, Key: key("2"), ReturnConsumedCapacity });
      assert.equal(one.ConsumedCapacity.TableName, arn);
      await create(`${ARN}created`);
      assert.equal((await call("DescribeTable", { TableName: "created" })).Table.TableName, "created");
    });

    it("name no table of another account or region", async () => {
      for (const foreign of [
        arn.replace("123456789012", "999999999999"),
        arn.replace("us-east-1", "eu-west-1"),
      ])
        await assert.rejects(call("GetItem", { TableName: foreign, Key: key("1") }), {
          code: "ResourceNotFoundException",
        });
    });

    it("name a table only once in a batch", async () => {
      const RequestItems = { [arn]: { Keys: [key("1")] }, named: { Keys: [key("2")] } };
      await assert.rejects(call("BatchGetItem", { RequestItems }), /both by name and by ARN: named/);
    });
  });

  describe("settings", () => {
    const refused: [what: string, settings: object, message: RegExp][] = [
      [
        "a stream",
        { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } },
        /StreamSpecification is not supported: streams are not served by the local cloud/,
      ],
      [
        "another class",
        { TableClass: "STANDARD_INFREQUENT_ACCESS" },
        /TableClass STANDARD_INFREQUENT_ACCESS/,
      ],
      ["a resource policy", { ResourcePolicy: "{}" }, /ResourcePolicy/],
      [
        "AES256",
        { SSESpecification: { Enabled: true, SSEType: "AES256" } },
        /SSEType is 'AES256'; the only supported value is KMS/,
      ],
      [
        "a key without encryption",
        { SSESpecification: { Enabled: false, KMSMasterKeyId: "1" } },
        /only when Enabled is true/,
      ],
    ];
    for (const [number, [what, settings, message]] of refused.entries()) {
      it(`reject ${what}, with nothing created`, async () => {
        const TableName = `refused-${number}`;
        const BillingMode = "PAY_PER_REQUEST";
        await assert.rejects(create(TableName, { BillingMode, ...settings }), {
          code: "ValidationException",
          message,
        });
        await assert.rejects(call("DescribeTable", { TableName }), { code: "ResourceNotFoundException" });
        await create(TableName);
        await assert.rejects(call("UpdateTable", { TableName, ...settings }), {
          code: "ValidationException",
          message,
        });
      });
    }

    it("have a stream to disable nowhere", async () => {
      await create("streamless", {
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: false },
      });
      const StreamSpecification = { StreamEnabled: false };
      await assert.rejects(
        call("UpdateTable", { TableName: "streamless", StreamSpecification }),
        /doesn't have a stream/,
      );
    });

    it("describe encryption with the key that AWS manages, which asks nothing of callers", async () => {
      const TableName = "managed";
      await create(TableName, { BillingMode: "PAY_PER_REQUEST", SSESpecification: { Enabled: true } });
      const KMSMasterKeyArn = "arn:aws:kms:us-east-1:123456789012:alias/aws/dynamodb";
      const { Table } = await call("DescribeTable", { TableName });
      assert.deepEqual(Table.SSEDescription, { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn });
      const input = { TableName, Key: key("1") };
      assert.equal(service.requirements({ operation: "GetItem", input }).length, 1);
      await call("UpdateTable", { TableName, SSESpecification: { Enabled: false } });
      assert.equal((await call("DescribeTable", { TableName })).Table.SSEDescription, undefined);
    });
  });

  it("are answered for with the CRC-32 of the body", async () => {
    const call = { operation: "ListTables", input: {} };
    const answers = [
      service.encode({ TableNames: ["größe"] }, call),
      service.encodeError(
        Object.assign(new Error("no"), { code: "X", status: 400, details: {} }) as never,
        call,
      ),
    ];
    for (const { headers, body } of answers) assert.equal(headers["x-amz-crc32"], String(crc32(body)));
  });
});
