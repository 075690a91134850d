import assert from "node:assert/strict";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../packages/local-cloud/localCloud";
import {
  checkShape,
  list,
  map,
  type Shape,
  structure,
} from "../../../../packages/local-cloud/services/inputShape";

describe("the shape of an input", () => {
  const tree: Shape = structure({ name: "string", below: list(() => tree) }, "name");
  const fit: [shape: Shape, input: unknown][] = [
    [tree, { name: "a", below: [{ name: "b", more: 1 }] }],
    [tree, { name: "a", below: null }],
    [map("number"), { a: 1, __proto: 2 }],
    ["blob", new Uint8Array(1)],
    ["blob", "AAEC"],
    ["any", undefined],
    [structure({ flag: "boolean" }), {}],
  ];
  for (const [shape, input] of fit) {
    it(`accepts ${JSON.stringify(input)}`, () => assert.doesNotThrow(() => checkShape(input, shape)));
  }

  const unfit: [shape: Shape, input: unknown, code: string, message: string][] = [
    [tree, { below: [] }, "MissingParameter", "The request must contain the parameter name."],
    [tree, { name: null }, "MissingParameter", "The request must contain the parameter name."],
    [
      tree,
      { name: "a", below: [{ name: "b", below: [null] }] },
      "SerializationException",
      "NULL_VALUE at 'below.1.below.1' can not be converted to a Structure",
    ],
    [map("string"), [], "SerializationException", "START_ARRAY at 'input' can not be converted to a Map"],
    [
      map("string"),
      { a: 1 },
      "SerializationException",
      "NUMBER_VALUE at 'a' can not be converted to a String",
    ],
    [list("blob"), [{}], "SerializationException", "START_OBJECT at '1' can not be converted to a Blob"],
    [
      "boolean",
      "true",
      "SerializationException",
      "STRING_VALUE at 'input' can not be converted to a Boolean",
    ],
    [
      structure({}),
      true,
      "SerializationException",
      "TRUE_VALUE at 'input' can not be converted to a Structure",
    ],
  ];
  for (const [shape, input, code, message] of unfit) {
    it(`rejects ${JSON.stringify(input)}`, () =>
      assert.throws(() => checkShape(input, shape), { code, message }));
  }
});

describe("services that are passed values of the wrong type", () => {
  const unexpected: unknown[] = [];
  let services: LocalServices;

  before(async () => {
    const clock = new CloudClock();
    services = await startLocalServices({ clock, onError: (error) => unexpected.push(error) });
    const { cloud } = services;
    const call = (service: string, operation: string, input: object) =>
      cloud.call(cloud.administrator, service, operation, input);
    await call("dynamodb", "CreateTable", {
      TableName: "tab",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await call("sqs", "CreateQueue", { QueueName: "q" });
    await call("logs", "CreateLogGroup", { logGroupName: "g" });
    await call("logs", "CreateLogStream", { logGroupName: "g", logStreamName: "s" });
  });
  after(() => services.close());

  const table = "arn:aws:dynamodb:us-east-1:123456789012:table/tab";
  const machine = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
  const put = (Item: unknown) => ({ RequestItems: { tab: [{ PutRequest: { Item } }] } });
  const send = (more: object) => ({ QueueUrl: "q", ...more });
  const logs = { logGroupName: "g", logStreamName: "s" };
  const cases: [service: string, operation: string, input: object, code: string][] = [
    ["dynamodb", "BatchWriteItem", put({ pk: null }), "SerializationException"],
    ["dynamodb", "BatchWriteItem", put({ pk: { L: [null] } }), "SerializationException"],
    ["dynamodb", "BatchWriteItem", { RequestItems: { tab: "x" } }, "SerializationException"],
    ["dynamodb", "BatchWriteItem", {}, "ValidationException"],
    ["dynamodb", "PutItem", { TableName: "tab", Item: "x" }, "SerializationException"],
    ["dynamodb", "TransactWriteItems", { TransactItems: [{ constructor: {} }] }, "ValidationException"],
    ["dynamodb", "TransactWriteItems", { TransactItems: [{ Put: 1 }] }, "SerializationException"],
    ["dynamodb", "TagResource", { ResourceArn: table, Tags: [null] }, "SerializationException"],
    ["dynamodb", "UpdateTimeToLive", { TableName: "tab" }, "ValidationException"],
    ["sqs", "SendMessage", send({}), "MissingParameter"],
    ["sqs", "SendMessage", send({ MessageBody: {} }), "SerializationException"],
    ["sqs", "SendMessage", send({ MessageBody: "m", MessageAttributes: { a: {} } }), "MissingParameter"],
    ["sqs", "SendMessage", send({ MessageBody: "m", DelaySeconds: 901 }), "InvalidParameterValue"],
    ["sqs", "SendMessageBatch", send({ Entries: ["x"] }), "SerializationException"],
    ["sqs", "SendMessageBatch", send({ Entries: [{ Id: "1" }] }), "MissingParameter"],
    ["sqs", "ReceiveMessage", send({ VisibilityTimeout: 2 ** 31 }), "InvalidParameterValue"],
    ["logs", "PutLogEvents", { ...logs, logEvents: [null] }, "InvalidParameterException"],
    ["logs", "PutLogEvents", { ...logs, logEvents: [{ timestamp: 1 }] }, "InvalidParameterException"],
    ["logs", "CreateLogStream", { ...logs, logStreamName: {} }, "InvalidParameterException"],
    ["sns", "Publish", { TopicArn: { toString: 1 }, Message: "m" }, "MalformedInput"],
    ["sns", "Subscribe", { TopicArn: "arn", Endpoint: "e" }, "InvalidParameter"],
    ["sns", "SetTopicAttributes", { TopicArn: "arn", AttributeValue: "v" }, "InvalidParameter"],
    ["sqs", "CreateQueue", { QueueName: "a b" }, "InvalidParameterValue"],
    ["sns", "TagResource", { ResourceArn: "arn", Tags: ["x"] }, "MalformedInput"],
    ["sts", "AssumeRole", { RoleArn: { toString: 1 }, RoleSessionName: "s" }, "ValidationError"],
    ["states", "SendTaskHeartbeat", { taskToken: { toString: 0 } }, "SerializationException"],
    ["states", "TagResource", { resourceArn: machine, tags: [null] }, "ValidationException"],
  ];
  for (const [service, operation, input, code] of cases) {
    it(`${service}: ${operation} of ${JSON.stringify(input).slice(0, 70)} is a ${code}`, async () => {
      const { cloud } = services;
      await assert.rejects(cloud.call(cloud.administrator, service, operation, input), { code, status: 400 });
      assert.deepEqual(unexpected.splice(0), []);
    });
  }

  it("treats a member that is null as absent", async () => {
    const { cloud } = services;
    const input = { TableName: "tab", Item: { pk: { S: "a" } }, ConditionExpression: null, Expected: null };
    await cloud.call(cloud.administrator, "dynamodb", "PutItem", input);
    const message = { QueueUrl: "q", MessageBody: "m", MessageAttributes: null, DelaySeconds: null };
    assert.ok((await cloud.call(cloud.administrator, "sqs", "SendMessage", message)).MessageId);
  });
});
