import assert from "node:assert/strict";
import { CloudClock, type LocalServices, startLocalServices } from "../../packages/local-cloud";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { sendAsIs } from "./program";

/** JSON as a client may send it, with names that every object of JavaScript has. */
const HOSTILE =
  '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":"x","hasOwnProperty":1';

/** A name in a body is data: it changes no prototype, for no one, and is returned as it was sent. */
describe("attack: prototypes, by names in what services store", function () {
  this.timeout(20_000);
  let services: LocalServices;
  before(async () => {
    const onError = (error: unknown) => assert.fail(error as Error);
    services = await startLocalServices({ clock: new CloudClock(), onError });
  });
  after(() => services.close());
  afterEach(() => {
    assert.deepEqual(Object.keys(Object.prototype), []);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal(typeof {}.toString, "function");
  });

  const TARGETS: Record<string, string> = {
    dynamodb: "DynamoDB_20120810",
    logs: "Logs_20140328",
    sqs: "AmazonSQS",
    states: "AWSStepFunctions",
  };
  const call = async (service: string, operation: string, body: string) => {
    const { endpoint } = services.cloud;
    const headers = {
      "content-type": `application/x-amz-json-${service === "logs" ? "1.1" : "1.0"}`,
      "x-amz-target": `${TARGETS[service]}.${operation}`,
    };
    const signed = sign({ endpoint, service, keys: ADMINISTRATOR, headers, body });
    return sendAsIs(endpoint, { headers: signed, body });
  };

  it("are unchanged, whatever additional members a request has", async () => {
    for (const [service, operation] of [
      ["dynamodb", "ListTables"],
      ["logs", "DescribeLogGroups"],
      ["sqs", "ListQueues"],
      ["states", "ListStateMachines"],
    ] as const) {
      const { status, body } = await call(service, operation, `{${HOSTILE}}`);
      assert.ok([200, 400].includes(status), `${service}: ${status} ${body}`);
    }
  });

  it("are unchanged when items have attributes with their names", async () => {
    const names = ["constructor", "hasOwnProperty", "toString"];
    const table = `"TableName":"named"`;
    const key = { AttributeName: "id", KeyType: "HASH" };
    const attribute = { AttributeName: "id", AttributeType: "S" };
    const more = JSON.stringify({
      KeySchema: [key],
      AttributeDefinitions: [attribute],
      BillingMode: "PAY_PER_REQUEST",
    });
    const created = await call("dynamodb", "CreateTable", `{${table},${more.slice(1)}`);
    assert.equal(created.status, 200, created.body);
    const attributes = names.map((name) => `"${name}":{"M":{"${name}":{"S":"polluted"}}}`).join();
    const put = await call("dynamodb", "PutItem", `{${table},"Item":{"id":{"S":"__proto__"},${attributes}}}`);
    assert.equal(put.status, 200, put.body);
    const get = await call("dynamodb", "GetItem", `{${table},"Key":{"id":{"S":"__proto__"}}}`);
    const { Item } = JSON.parse(get.body);
    assert.deepEqual(Object.keys(Item).sort(), ["id", ...names].sort());
    for (const name of names) assert.ok(Object.hasOwn(Item[name].M, name), name);
    // DynamoDB accepts an attribute of this name, but the emulator does not.
    for (const item of [`"__proto__":{"M":{"polluted":{"S":"1"}}}`, `"a":{"M":{"__proto__":{"S":"1"}}}`]) {
      const refused = await call("dynamodb", "PutItem", `{${table},"Item":{"id":{"S":"a"},${item}}}`);
      assert.deepEqual([refused.status, /ValidationException/.test(refused.body)], [400, true], item);
    }
    for (const name of ["__proto__", "constructor"]) {
      const update = `"UpdateExpression":"SET #p.#q = :v","ExpressionAttributeNames":{"#p":"${name}","#q":"prototype"}`;
      const values = `"ExpressionAttributeValues":{":v":{"S":"1"}}`;
      const { status, body } = await call(
        "dynamodb",
        "UpdateItem",
        `{${table},"Key":{"id":{"S":"b"}},${update},${values}}`,
      );
      assert.deepEqual([status, /ValidationException/.test(body)], [400, true], body);
    }
  });

  it("are unchanged when queues, streams and machines have these names", async () => {
    for (const name of ["__proto__", "constructor", "toString"]) {
      const answers = [
        await call("sqs", "CreateQueue", `{"QueueName":"${name}","Attributes":{${HOSTILE}}}`),
        await call("sqs", "GetQueueUrl", `{"QueueName":"${name}-2"}`),
        await call("logs", "CreateLogGroup", `{"logGroupName":"${name}","tags":{${HOSTILE}}}`),
        await call("logs", "DescribeLogStreams", `{"logGroupName":"${name}-2"}`),
        await call("dynamodb", "DescribeTable", `{"TableName":"${name}"}`),
        await call("dynamodb", "BatchGetItem", `{"RequestItems":{"${name}":{"Keys":[{"id":{"S":"a"}}]}}}`),
        await call("states", "DescribeStateMachine", `{"stateMachineArn":"${name}"}`),
        await call("states", name, "{}"),
        await call("sqs", name, "{}"),
        await call("dynamodb", name, "{}"),
        await call("logs", name, "{}"),
      ];
      for (const [index, { status, body }] of answers.entries()) {
        assert.ok(status === 200 || (status >= 400 && status < 500), `${name} ${index}: ${status} ${body}`);
      }
    }
    for (const signingName of ["__proto__", "constructor"]) {
      const { endpoint } = services.cloud;
      const headers = sign({ endpoint, service: signingName, keys: ADMINISTRATOR });
      assert.equal((await sendAsIs(endpoint, { headers })).status, 404);
    }
  });

  it("are unchanged when objects and parameters have these names", async () => {
    const { cloud } = services;
    const admin = (operation: string, input: object) =>
      cloud.call(cloud.administrator, "s3", operation, input);
    await admin("CreateBucket", { Bucket: "named" });
    for (const Key of ["__proto__", "constructor/prototype/polluted", "toString"]) {
      const Metadata = JSON.parse('{"__proto__":"polluted","constructor":"polluted"}');
      await admin("PutObject", { Bucket: "named", Key, Body: Key, Metadata, Tagging: "__proto__=polluted" });
      assert.equal(String((await admin("GetObject", { Bucket: "named", Key })).Body), Key);
    }
    const form =
      "Action=CreateTopic&Version=2010-03-31&Name=t&__proto__.polluted=1&constructor.prototype.polluted=1";
    const { endpoint } = cloud;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const signed = sign({ endpoint, service: "sns", keys: ADMINISTRATOR, headers, body: form });
    assert.ok((await sendAsIs(endpoint, { headers: signed, body: form })).status < 500);
  });
});
