import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import type { CloudEvent } from "../../../../packages/local-cloud/events/cloudEvent";
import { type LocalServices, startLocalServices } from "../../../../packages/local-cloud/localCloud";
import { code } from "../services/lambda/lambdaTest";

const HANDLER = `
console.log("loaded");
exports.handler = async ({ fail }) => {
  console.log("first\\nsecond");
  if (fail) throw new RangeError("too far");
  return "done";
};`;

describe("the events of a local cloud", () => {
  let services: LocalServices;
  let events: CloudEvent[] = [];
  let unsubscribe = () => {};
  const unexpected: string[] = [];

  const call = (service: string, operation: string, input: object) =>
    services.cloud.call(services.cloud.administrator, service, operation, input);
  const role = (name: string, Service: string, Action = "*") =>
    services.cloud.iam.registry.putRole({
      name,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
      },
      inlinePolicies: {
        all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] },
      },
    }).arn;
  const createMachine = (name: string, roleArn: string) =>
    call("states", "CreateStateMachine", {
      name,
      roleArn,
      definition: JSON.stringify({
        StartAt: "Work",
        States: { Work: { Type: "Task", Resource: functionArn("work"), End: true } },
      }),
    });
  const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
  const run = async (machine: string, input: object) => {
    const started = await call("states", "StartExecution", {
      stateMachineArn: machineArn(machine),
      input: JSON.stringify(input),
    });
    const arn = String(started.executionArn);
    await services.stepFunctions.execution(arn)?.ended;
    return arn;
  };
  const of = <Type extends CloudEvent["type"]>(type: Type) =>
    events.filter((event) => event.type === type) as unknown as CloudEvent<Type>[];

  before(async () => {
    services = await startLocalServices({
      clock: new CloudClock({ kind: "skip" }),
      onError: (error, { operation }) => unexpected.push(`${operation}: ${(error as Error).message}`),
    });
    const functionRole = role("function", "lambda.amazonaws.com");
    for (const FunctionName of ["work", "dropped"])
      await services.lambda.functions.createFunction({
        FunctionName,
        Role: functionRole,
        Code: code(HANDLER),
        ...(FunctionName === "dropped" && {
          DeadLetterConfig: { TargetArn: (await services.sqs.createQueue("given-up")).queueArn },
        }),
      });
    await createMachine("m", role("machine", "states.amazonaws.com"));
    await createMachine("powerless", role("powerless", "states.amazonaws.com", "logs:*"));
  });
  beforeEach(() => {
    events = [];
    unsubscribe = services.events.subscribe((event) => events.push(event));
  });
  afterEach(() => unsubscribe());
  after(async () => {
    await services.close();
  });

  it("has an execution's start, its history and its end, in order and timed by the clock", async () => {
    const executionArn = await run("m", { n: 1 });
    const seen = events.filter((event) => "executionArn" in event && event.executionArn === executionArn);
    assert.deepEqual(
      seen.map((event) => (event.type === "history" ? event.event.type : event.type)),
      [
        "executionStarted",
        "ExecutionStarted",
        "TaskStateEntered",
        "LambdaFunctionScheduled",
        "LambdaFunctionStarted",
        "LambdaFunctionSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
        "executionEnded",
      ],
    );
    const [started] = of("executionStarted");
    const [ended] = of("executionEnded");
    assert.deepEqual(
      { ...started, time: 0 },
      {
        type: "executionStarted",
        time: 0,
        executionArn,
        name: executionArn.split(":").at(-1),
        stateMachineArn: machineArn("m"),
        input: '{"n":1}',
        redriveCount: 0,
      },
    );
    assert.equal(ended?.status, "SUCCEEDED");
    assert.equal(ended?.output, '"done"');
    assert.ok(Math.abs(services.clock.now() - (ended?.time ?? 0)) < 60_000);
  });

  it("has a failure's error and cause, and says so of a redrive", async () => {
    const executionArn = await run("m", { fail: true });
    const [ended] = of("executionEnded");
    assert.equal(ended?.status, "FAILED");
    assert.equal(ended?.error, "RangeError");
    assert.match(ended?.cause ?? "", /too far/);
    await call("states", "RedriveExecution", { executionArn });
    await services.stepFunctions.execution(executionArn)?.ended;
    assert.deepEqual(
      of("executionStarted").map(({ redriveCount }) => redriveCount),
      [0, 1],
    );
    assert.equal(of("executionEnded").length, 2);
  });

  it("has what functions print, with the function and its request", async () => {
    await run("m", {});
    await run("m", { fail: true });
    const starts = of("functionStarted");
    assert.deepEqual(
      starts.map(({ functionName, payload }) => `${functionName} ${payload}`),
      ["work {}", 'work {"fail":true}'],
    );
    for (const { requestId } of starts) {
      const lines = of("functionLog").filter((line) => line.requestId === requestId);
      assert.ok(
        lines.some(
          ({ message, functionName }) => functionName === "work" && message.includes("first\nsecond"),
        ),
      );
    }
    assert.deepEqual(
      of("functionEnded").map(({ functionName, error }) => [functionName, error?.errorType]),
      [
        ["work", undefined],
        ["work", "RangeError"],
      ],
    );
  });

  it("has a log line while the function is still running", async () => {
    const directory = await mkdtemp(join(tmpdir(), "events-"));
    const go = join(directory, "go");
    await services.lambda.functions.createFunction({
      FunctionName: "waiting",
      Role: role("function", "lambda.amazonaws.com"),
      Code: code(`
        const { existsSync } = require("node:fs");
        exports.handler = async ({ go }) => {
          console.log("starting");
          while (!existsSync(go)) await new Promise((resolve) => setTimeout(resolve, 5));
        };`),
      Timeout: 30,
    });
    const invoked = call("lambda", "Invoke", { FunctionName: "waiting", Payload: JSON.stringify({ go }) });
    const line = await new Promise<string>((resolve) => {
      const stop = services.events.subscribe(
        ({ message }) => {
          stop();
          resolve(message);
        },
        ["functionLog"],
      );
    });
    assert.match(line, /starting/);
    assert.equal(of("functionEnded").length, 0);
    await writeFile(go, "");
    await invoked;
    await rm(directory, { recursive: true });
  });

  it("has the calls and the refusals", async () => {
    await run("powerless", {});
    assert.ok(
      of("call").some(({ service, operation }) => `${service}:${operation}` === "states:StartExecution"),
    );
    assert.deepEqual(
      of("refusal").map(({ action, resource }) => [action, resource]),
      [["lambda:InvokeFunction", functionArn("work")]],
    );
  });

  it("has what goes to the dead-letter queues of queues and functions", async () => {
    const dead = await services.sqs.createQueue("dead");
    const policy = { deadLetterTargetArn: dead.queueArn, maxReceiveCount: 1 };
    const { queueUrl: QueueUrl, queueArn } = await services.sqs.createQueue("tasks", {
      RedrivePolicy: JSON.stringify(policy),
      VisibilityTimeout: "0",
    });
    await call("sqs", "SendMessage", { QueueUrl, MessageBody: "lost" });
    for (const _ of [1, 2]) await call("sqs", "ReceiveMessage", { QueueUrl });
    await call("lambda", "Invoke", {
      FunctionName: "dropped",
      InvocationType: "Event",
      Payload: '{"fail":true}',
    });
    await new Promise<void>((resolve) => {
      const stop = services.events.subscribe(
        ({ service }) => {
          if (service !== "lambda") return;
          stop();
          resolve();
        },
        ["deadLetter"],
      );
    });
    assert.deepEqual(
      of("deadLetter").map(({ service, sourceArn, targetArn }) => [service, sourceArn, targetArn]),
      [
        ["sqs", queueArn, dead.queueArn],
        ["lambda", functionArn("dropped"), queueArn.replace("tasks", "given-up")],
      ],
    );
  });

  it("gives each listener the types it asks for, until it unsubscribes, whatever others throw", async () => {
    const types: string[] = [];
    const stops = [
      services.events.subscribe(() => {
        throw new Error("a listener's own error");
      }, ["executionStarted"]),
      services.events.subscribe(({ type }) => types.push(type), ["executionStarted", "executionEnded"]),
    ];
    await run("m", {});
    for (const stop of stops) stop();
    await run("m", {});
    assert.deepEqual(types, ["executionStarted", "executionEnded"]);
    assert.deepEqual(unexpected.splice(0), ["executionStarted: a listener's own error"]);
  });
});
