import assert from "node:assert/strict";
import { CloudClock } from "../../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../../packages/local-cloud/localCloud";
import { eventually } from "../../testCloud";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
} as const;

const QUEUE = "arn:aws:sqs:us-east-1:123456789012:q";

/** The permissions of a function that receives from one queue and sends to another. */
const STATEMENTS: [string, string][] = [
  ["sqs:ReceiveMessage", QUEUE],
  ["sqs:DeleteMessage", QUEUE],
  ["sqs:GetQueueAttributes", QUEUE],
  ["sqs:SendMessage", "arn:aws:sqs:us-east-1:123456789012:out"],
  ["logs:CreateLogStream", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*"],
  ["logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*"],
  ["xray:PutTraceSegments", "*"],
  ["xray:PutTelemetryRecords", "*"],
];

/** Forwards messages, with the SDK of Lambda's runtime and the credentials of the function's role. */
const FORWARDER = `
import { SQSClient, SendMessageCommand } from "@aws-sdk/client-sqs";
const client = new SQSClient();
export const handler = async ({ Records }) => {
  for (const { body } of Records) {
    console.log("forwards", body);
    await client.send(new SendMessageCommand({ QueueUrl: process.env.OUT, MessageBody: body }));
  }
};`;

describe("Lambda, SQS and IAM together", () => {
  let services: LocalServices;
  beforeEach(async () => {
    const clock = new CloudClock({ kind: "real" });
    services = await startLocalServices({ clock, onError: (error) => assert.fail(String(error)) });
    await services.sqs.createQueue("q");
    await services.sqs.createQueue("out");
    services.logs.createLogGroup("/aws/lambda/f");
  });
  afterEach(() => services.close());

  /** Deploys the function with every statement but one. */
  const deploy = async (without?: string) => {
    const { cloud, lambda } = services;
    const role = cloud.iam.registry.putRole({
      name: "f-role",
      assumeRolePolicy: TRUST as never,
      inlinePolicies: Object.fromEntries(
        STATEMENTS.filter(([action]) => action !== without).map(([Action, Resource]) => [
          Action.replace(":", "-"),
          { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] } as never,
        ]),
      ),
    });
    await lambda.functions.createFunction({
      FunctionName: "f",
      Role: role.arn,
      Handler: "lib/main.handler",
      Code: [{ name: "lib/main.mjs", text: FORWARDER }],
      TracingConfig: { Mode: "Active" },
      Timeout: 10,
      Environment: { Variables: { OUT: `${cloud.endpoint}/123456789012/out` } },
    });
    await lambda.eventSourceMappings.createEventSourceMapping({ EventSourceArn: QUEUE, FunctionName: "f" });
  };

  const call = (operation: string, queue: string, input: object = {}) =>
    services.cloud.call(services.cloud.administrator, "sqs", operation, {
      QueueUrl: `${services.cloud.endpoint}/123456789012/${queue}`,
      ...input,
    });
  const refusals = () => services.cloud.iam.refusals.map(({ action, resource }) => `${action} ${resource}`);
  const logged = () => services.logs.events("/aws/lambda/f").map(({ message }) => message);

  it("delivers with exactly these statements", async () => {
    await deploy();
    await call("SendMessage", "q", { MessageBody: "through" });
    const { Messages } = await call("ReceiveMessage", "out", { WaitTimeSeconds: 20 });
    assert.equal((Messages as { Body: string }[])[0]?.Body, "through");
    await eventually(() => logged().some((message) => message.startsWith("REPORT")));
    assert.ok(logged().some((message) => message.endsWith("forwards through\n")));
    assert.deepEqual(refusals(), []);
  });

  const CREATION: [string, string][] = [
    ["xray:PutTraceSegments", "PutTraceSegments on XRAY"],
    ["xray:PutTelemetryRecords", "PutTelemetryRecords on XRAY"],
    ["sqs:ReceiveMessage", "ReceiveMessage on SQS"],
    ["sqs:DeleteMessage", "DeleteMessage on SQS"],
    ["sqs:GetQueueAttributes", "GetQueueAttributes on SQS"],
  ];
  for (const [action, checked] of CREATION) {
    it(`is not created without ${action}`, async () => {
      await assert.rejects(deploy(action), {
        code: "InvalidParameterValueException",
        message: `The provided execution role does not have permissions to call ${checked}`,
      });
      assert.ok(refusals()[0]?.startsWith(action));
    });
  }

  it("fails in the function without sqs:SendMessage, with the refusal's text", async () => {
    await deploy("sqs:SendMessage");
    await call("SendMessage", "q", { MessageBody: "stuck" });
    await eventually(() => logged().some((message) => message.startsWith("REPORT")));
    const error = logged().find((message) => message.includes("Invoke Error"));
    assert.match(error ?? "", /AccessDenied.*sqs:SendMessage.*arn:aws:sqs:us-east-1:123456789012:out/);
  });

  it("loses its logs without logs:PutLogEvents, and still delivers", async () => {
    await deploy("logs:PutLogEvents");
    await call("SendMessage", "q", { MessageBody: "through" });
    const { Messages } = await call("ReceiveMessage", "out", { WaitTimeSeconds: 20 });
    assert.equal((Messages as object[]).length, 1);
    await eventually(() => refusals().some((refusal) => refusal.startsWith("logs:PutLogEvents")));
    assert.deepEqual(logged(), []);
  });
});
