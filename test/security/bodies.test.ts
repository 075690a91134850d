import assert from "node:assert/strict";
import { order } from "../../checks/workflows/orders/client";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { INTERNAL, Program } from "./program";

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("attack: bodies that are too large or too deep", function () {
  this.timeout(60_000);
  let program: Program;
  before(async () => {
    program = await Program.start("dev");
  });
  after(() => program.close());

  const outputOf = (type: string, name: string) =>
    String(program.running.evaluation.resources.find((each) => each.type === type)!.outputs[name]);

  it("are rejected by every service with a named error if they are too large", async () => {
    const { cloud, stepFunctions } = program.services;
    const { pipelineArn, bookingTable } = program.running.outputs;
    const text = "x".repeat(1_100_000);
    const function_ = outputOf("aws:lambda/function:Function", "name");
    const calls: [service: string, operation: string, input: object, code: string][] = [
      [
        "states",
        "StartExecution",
        { stateMachineArn: pipelineArn, input: JSON.stringify(text) },
        "ValidationException",
      ],
      [
        "sqs",
        "SendMessage",
        { QueueUrl: outputOf("aws:sqs/queue:Queue", "url"), MessageBody: text },
        "InvalidParameterValue",
      ],
      [
        "sns",
        "Publish",
        { TopicArn: outputOf("aws:sns/topic:Topic", "arn"), Message: text },
        "InvalidParameter",
      ],
      [
        "dynamodb",
        "PutItem",
        { TableName: bookingTable, Item: { Id: { S: "large" }, text: { S: text } } },
        "ValidationException",
      ],
      [
        "lambda",
        "Invoke",
        { FunctionName: function_, Payload: JSON.stringify(text.repeat(6)) },
        "RequestTooLargeException",
      ],
    ];
    for (const [service, operation, input, code] of calls) {
      await assert.rejects(cloud.call(cloud.administrator, service, operation, input), { code }, service);
    }
    assert.equal(stepFunctions.executions().length, 0);
  });

  it("are rejected at the port if they are nested a million times", async () => {
    const targets = ["AWSStepFunctions.StartExecution", "DynamoDB_20120810.PutItem", "AmazonSQS.SendMessage"];
    for (const [index, service] of ["states", "dynamodb", "sqs"].entries()) {
      const body = `{"input":${nested(1_000_000)}}`;
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": targets[index]! };
      const signed = sign({ endpoint: program.endpoint, service, keys: ADMINISTRATOR, headers, body });
      const answer = await program.send({ headers: signed, body });
      assert.deepEqual([answer.status, /SerializationException/.test(answer.body)], [400, true], answer.body);
    }
  });

  it("are rejected as inputs and outputs of executions", async () => {
    const { cloud } = program.services;
    const stateMachineArn = program.running.outputs.pipelineArn;
    const input = `{"Output":{"input":${nested(100_000)}}}`;
    await assert.rejects(
      cloud.call(cloud.administrator, "states", "StartExecution", { stateMachineArn, input }),
      {
        code: "InvalidExecutionInput",
      },
    );
    // A shallower input goes through: only the last block, the review, rejects it as not one of its items.
    assert.equal((await program.running.run(JSON.parse(nested(900)))).error, "InvalidItem");
  });

  it("are rejected by the REST API and the GraphQL API", async () => {
    const deep = nested(100_000);
    const good = JSON.stringify(order("deep"));
    for (const body of [deep, `{"order":${deep}}`, good.replace('"order":', `"order":${deep},"order":`)]) {
      const { status, text } = await program.orders("POST", "/order", body);
      assert.deepEqual([status, text], [400, '{"message":"Invalid request body"}']);
    }
    const query = "query ($id: ID!) { getBooking(id: $id) { id } }";
    for (const variables of [`{"id":${deep}}`, `{"id":"b1","more":${deep}}`, deep]) {
      const { status, text } = await program.booking(
        `{"query":${JSON.stringify(query)},"variables":${variables}}`,
      );
      assert.deepEqual([status, /MalformedHttpRequestException/.test(text)], [400, true], text);
      assert.doesNotMatch(text, INTERNAL);
    }
  });

  it("are rejected as headers and paths", async () => {
    const large = "a".repeat(20_000);
    assert.equal((await program.send({ headers: { "x-large": large } })).status, 431);
    assert.equal((await program.send({ method: "GET", path: `/${large}` })).status, 431);
  });
});
