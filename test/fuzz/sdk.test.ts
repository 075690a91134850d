import assert from "node:assert/strict";
import * as fc from "fast-check";
import { assertDiscreet, assertMessage, assertUnpolluted } from "./answers";
import { fuzz } from "./fuzz";
import { SNS, STS, sqsInputs } from "./messagingInputs";
import { nearly } from "./nearly";
import {
  DEFINITION,
  DYNAMODB,
  type Inputs,
  LOGS,
  MACHINE_ARN,
  NAMES,
  ROLE_ARN,
  STEP_FUNCTIONS,
} from "./sdkInputs";
import { anyBody, Literal, write } from "./values";
import { type Answer, World } from "./world";

interface Call {
  operation: string;
  body: string;
}

/** A call of one of the operations with a mistake in its input, now and then with anything as its body. */
const anyCall = (inputs: Inputs): fc.Arbitrary<Call> =>
  fc
    .constantFrom(...Object.keys(inputs))
    .chain((operation) =>
      fc
        .oneof(
          { weight: 9, arbitrary: nearly(inputs[operation]).map(write) },
          { weight: 1, arbitrary: anyBody },
        )
        .map((body) => ({ operation, body })),
    );

/** An input as the parameters of the query protocol. */
function parameters(value: unknown, prefix: string): [string, string][] {
  if (value instanceof Literal) return [[prefix, value.text]];
  if (Array.isArray(value)) return value.flatMap((item, index) => parameters(item, `${prefix}.${index + 1}`));
  if (typeof value !== "object" || value === null) return [[prefix, String(value)]];
  return Object.entries(value).flatMap(([name, of]) => parameters(of, prefix ? `${prefix}.${name}` : name));
}

const anyForm = (inputs: Inputs, Version: string): fc.Arbitrary<Call> =>
  fc.constantFrom(...Object.keys(inputs)).chain((Action) =>
    nearly(inputs[Action]).map((input) => ({
      operation: Action,
      body: new URLSearchParams([
        ["Action", Action],
        ["Version", Version],
        ...parameters(input, ""),
      ]).toString(),
    })),
  );

describe("fuzz of the services' APIs", () => {
  let world: World;

  before(async () => {
    world = await World.open();
    await world.call("dynamodb", "CreateTable", {
      TableName: NAMES.own,
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await world.call("sqs", "CreateQueue", { QueueName: NAMES.own });
    await world.call("sns", "CreateTopic", { Name: NAMES.own });
    await world.call("logs", "CreateLogGroup", LOGS.CreateLogGroup!);
    await world.call("logs", "CreateLogStream", LOGS.CreateLogStream!);
    world.services.cloud.iam.registry.putRole({
      name: NAMES.own,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      inlinePolicies: {},
    });
    await world.call("states", "CreateStateMachine", {
      name: NAMES.own,
      definition: JSON.stringify(DEFINITION),
      roleArn: ROLE_ARN,
    });
    await world.call("states", "StartExecution", { stateMachineArn: MACHINE_ARN, name: "one", input: "{}" });
  });
  after(() => world.close());

  /** Sends a call; checks the answer, and that nothing was written if it was rejected. */
  const carryOut = async (send: () => Promise<Answer>, sent: string, read: (answer: Answer) => unknown) => {
    const before = await world.stateBefore();
    const failures = world.unexpected.length;
    const answer = await send();
    assertUnpolluted();
    if (world.unexpected.length > failures) throw world.unexpected.at(-1);
    assert.ok(answer.status < 500, `${answer.status} ${answer.body}`);
    assertDiscreet(answer.body, sent);
    if (answer.status < 300) return;
    assertMessage(read(answer), sent);
    assert.deepEqual(await world.state(), before);
  };

  const json = (service: string, version: string, prefix: string) => (call: Call) =>
    carryOut(
      () =>
        world.signed(service, {
          headers: {
            "content-type": `application/x-amz-json-${version}`,
            "x-amz-target": `${prefix}.${call.operation}`,
          },
          body: call.body,
        }),
      call.body,
      ({ body }) => {
        const { __type, message, Message } = JSON.parse(body);
        assert.match(String(__type), /^([\w.]+#)?[A-Z]\w+$/, body);
        return message ?? Message;
      },
    );

  const form = (service: string) => (call: Call) =>
    carryOut(
      () =>
        world.signed(service, {
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: call.body,
        }),
      decodeURIComponent(call.body.replaceAll("+", " ")),
      ({ body }) => {
        assert.match(body, /^<ErrorResponse.*<Code>\w+<\/Code>/s);
        return /<Message>(.*)<\/Message>/s.exec(body)?.[1];
      },
    );

  fuzz("Step Functions", 100, anyCall(STEP_FUNCTIONS), json("states", "1.0", "AWSStepFunctions"));

  fuzz("DynamoDB", 110, anyCall(DYNAMODB), json("dynamodb", "1.0", "DynamoDB_20120810"));

  fuzz("CloudWatch Logs", 40, anyCall(LOGS), json("logs", "1.1", "Logs_20140328"));

  fuzz(
    "SQS",
    70,
    fc.constant(null).chain(() => anyCall(sqsInputs(world.endpoint))),
    json("sqs", "1.0", "AmazonSQS"),
  );

  fuzz("SNS", 70, anyForm(SNS, "2010-03-31"), form("sns"));

  fuzz("STS", 25, anyForm(STS, "2011-06-15"), form("sts"));
});
