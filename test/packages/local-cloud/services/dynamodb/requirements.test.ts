import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { Requirement } from "../../../../../packages/local-cloud/aws/service";
import { DynamoDbService } from "../../../../../packages/local-cloud/services/dynamodb/dynamodb";
import { TestCloud } from "../../testCloud";

const TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/tab";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/7";

describe("DynamoDB's required permissions", () => {
  const cloud = new TestCloud();
  let service: DynamoDbService;
  before(async () => {
    const resolveKeyAlias = (alias: string) => (alias === "alias/own" ? KEY : undefined);
    service = cloud.add(await DynamoDbService.start({ cloud, clock: new ManualClock(), resolveKeyAlias }));
    for (const TableName of ["tab", "encrypted"]) {
      await cloud.call(cloud.administrator, "dynamodb", "CreateTable", {
        TableName,
        AttributeDefinitions: ["id", "at", "unsent"].map((AttributeName) => ({
          AttributeName,
          AttributeType: "S",
        })),
        KeySchema: [
          { AttributeName: "at", KeyType: "RANGE" },
          { AttributeName: "id", KeyType: "HASH" },
        ].reverse(),
        BillingMode: "PAY_PER_REQUEST",
        GlobalSecondaryIndexes: [
          {
            IndexName: "idx",
            KeySchema: [{ AttributeName: "unsent", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        ],
        ...(TableName === "encrypted" && {
          SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: "alias/own" },
        }),
      });
    }
  });
  after(() => cloud.close());

  const key = { id: { S: "a" }, at: { S: "1" } };
  const cases: { operation: string; input: Record<string, unknown>; needed: Requirement[] }[] = [
    {
      operation: "GetItem",
      input: {
        TableName: "tab",
        Key: key,
        ProjectionExpression: "#n.city, size, list[0]",
        ExpressionAttributeNames: { "#n": "name" },
      },
      needed: [
        {
          action: "dynamodb:GetItem",
          resource: TABLE,
          context: {
            "dynamodb:LeadingKeys": ["a"],
            "dynamodb:Attributes": ["id", "at", "name", "size", "list"],
          },
        },
      ],
    },
    {
      operation: "UpdateItem",
      input: {
        TableName: TABLE,
        Key: key,
        UpdateExpression: "SET paid = if_not_exists(paid, :p) REMOVE hold",
        ConditionExpression: "attribute_exists(id) AND NOT held = :p",
        ReturnValues: "ALL_NEW",
      },
      needed: [
        {
          action: "dynamodb:UpdateItem",
          resource: TABLE,
          context: {
            "dynamodb:LeadingKeys": ["a"],
            "dynamodb:Attributes": ["id", "at", "held", "paid", "hold"],
            "dynamodb:ReturnValues": "ALL_NEW",
          },
        },
      ],
    },
    {
      operation: "Query",
      input: {
        TableName: "tab",
        IndexName: "idx",
        KeyConditionExpression: "#u = :x",
        ExpressionAttributeNames: { "#u": "unsent" },
        ExpressionAttributeValues: { ":x": { S: "yes" } },
        Select: "COUNT",
      },
      needed: [
        {
          action: "dynamodb:Query",
          resource: `${TABLE}/index/idx`,
          context: {
            "dynamodb:LeadingKeys": ["yes"],
            "dynamodb:Attributes": ["unsent"],
            "dynamodb:Select": "COUNT",
          },
        },
      ],
    },
    {
      operation: "BatchGetItem",
      input: { RequestItems: { tab: { Keys: [key, { ...key, at: { S: "2" } }] } } },
      needed: [
        {
          action: "dynamodb:BatchGetItem",
          resource: TABLE,
          context: { "dynamodb:LeadingKeys": ["a"], "dynamodb:Attributes": ["id", "at"] },
        },
      ],
    },
    {
      operation: "BatchWriteItem",
      input: {
        RequestItems: {
          tab: [
            { PutRequest: { Item: { ...key, x: { S: "" } } } },
            { DeleteRequest: { Key: { id: { S: "b" } } } },
          ],
        },
      },
      needed: [
        {
          action: "dynamodb:BatchWriteItem",
          resource: TABLE,
          context: { "dynamodb:LeadingKeys": ["a", "b"], "dynamodb:Attributes": ["id", "at", "x"] },
        },
      ],
    },
    {
      operation: "TransactWriteItems",
      input: {
        TransactItems: [
          { Put: { TableName: "tab", Item: key } },
          { ConditionCheck: { TableName: "tab", Key: key } },
        ],
      },
      needed: ["dynamodb:PutItem", "dynamodb:ConditionCheckItem"].map((action) => ({
        action,
        resource: TABLE,
        context: {
          "dynamodb:LeadingKeys": ["a"],
          "dynamodb:Attributes": ["id", "at"],
          "dynamodb:EnclosingOperation": "TransactWriteItems",
        },
      })),
    },
    {
      operation: "DescribeTable",
      input: { TableName: "tab" },
      needed: [{ action: "dynamodb:DescribeTable", resource: TABLE }],
    },
    {
      operation: "TagResource",
      input: { ResourceArn: TABLE },
      needed: [{ action: "dynamodb:TagResource", resource: TABLE }],
    },
    { operation: "ListTables", input: {}, needed: [{ action: "dynamodb:ListTables", resource: "*" }] },
  ];
  for (const { operation, input, needed } of cases) {
    it(`of ${operation}`, () => assert.deepEqual(service.requirements({ operation, input }), needed));
  }

  it("include the key of an encrypted table to read or write its items", () => {
    const input = { TableName: "encrypted", Key: key };
    assert.deepEqual(service.requirements({ operation: "GetItem", input })[1], {
      action: "kms:Decrypt",
      resource: KEY,
      context: {
        "kms:ViaService": "dynamodb.us-east-1.amazonaws.com",
        "kms:EncryptionContext:aws:dynamodb:tableName": "encrypted",
        "kms:EncryptionContext:aws:dynamodb:subscriberId": "123456789012",
      },
    });
    assert.equal(service.requirements({ operation: "DescribeTable", input }).length, 1);
  });
});
