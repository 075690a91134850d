import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import { type LocalServices, startLocalServices } from "../../../../packages/local-cloud/localCloud";
import type { FunctionCrash } from "../../../../packages/local-cloud/services/lambda/crash";
import { code } from "../services/lambda/lambdaTest";

/** Leaves a line in a file before it answers. */
const HANDLER = `
const { appendFileSync } = require("node:fs");
exports.handler = async ({ file }) => {
  appendFileSync(file, "done\\n");
  return "answer";
};`;

describe("a function that crashes on demand", () => {
  let services: LocalServices;
  const directory = mkdtempSync(join(tmpdir(), "crash-"));
  const unexpected: unknown[] = [];
  const invocations: (string | undefined)[] = [];
  const call = (service: string, operation: string, input: object) =>
    services.cloud.call(services.cloud.administrator, service, operation, input);

  let functionRole = "";
  const create = (FunctionName: string) =>
    services.lambda.functions.createFunction({ FunctionName, Role: functionRole, Code: code(HANDLER) });

  before(async () => {
    services = await startLocalServices({
      clock: new CloudClock({ kind: "skip" }),
      onError: (error) => unexpected.push(error),
    });
    const role = (name: string, Service: string) =>
      services.cloud.iam.registry.putRole({
        name,
        assumeRolePolicy: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }],
        },
        inlinePolicies: {
          all: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
        },
      }).arn;
    functionRole = role("function", "lambda.amazonaws.com");
    await create("work");
    services.lambda.onInvocation(({ error }) => invocations.push(error?.errorType));
    const definition = JSON.stringify({
      StartAt: "Work",
      States: {
        Work: {
          Type: "Task",
          Resource: "arn:aws:states:::lambda:invoke",
          Parameters: { "FunctionName.$": "$.name", "Payload.$": "$" },
          OutputPath: "$.Payload",
          Retry: [{ ErrorEquals: ["Runtime.ExitError"], MaxAttempts: 1 }],
          End: true,
        },
      },
    });
    await call("states", "CreateStateMachine", {
      name: "m",
      definition,
      roleArn: role("machine", "states.amazonaws.com"),
    });
  });
  beforeEach(() => {
    services.faults.clear();
    invocations.length = 0;
  });
  after(async () => {
    await services.close();
    rmSync(directory, { recursive: true });
    assert.deepEqual(unexpected, []);
  });

  const run = async (name: string, functionName = "work") => {
    const file = join(directory, name);
    const { executionArn } = await call("states", "StartExecution", {
      stateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
      input: JSON.stringify({ file, name: functionName }),
    });
    const execution = services.stepFunctions.execution(String(executionArn));
    await execution?.ended;
    const effects = existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
    return { result: execution?.result, effects };
  };

  const rows: [FunctionCrash, number][] = [
    ["beforeEffect", 1],
    ["afterEffect", 2],
  ];
  for (const [when, effects] of rows) {
    it(`${when} has left ${effects} effects after one retry, from a cold start and from a warm one`, async () => {
      await create(when);
      services.faults.add({
        stateMachine: "m",
        state: "Work",
        attempts: "0",
        fault: { kind: "crash", when },
      });
      for (const start of ["cold", "warm"]) {
        const ended = await run(`${when}-${start}`, when);
        assert.deepEqual(ended, { result: { status: "SUCCEEDED", output: "answer" }, effects });
      }
      assert.deepEqual(invocations, ["Runtime.ExitError", undefined, "Runtime.ExitError", undefined]);
    });
  }

  it("fails the Task with Lambda's error if nothing retries", async () => {
    services.faults.add({ fault: { kind: "crash", when: "afterEffect" } });
    const { result, effects } = await run("unretried");
    assert.ok(result?.status === "FAILED");
    assert.equal(result.error, "Runtime.ExitError");
    assert.match(
      result.cause ?? "",
      /^\{"errorType":"Runtime\.ExitError","errorMessage":"RequestId: [\w-]+ Error: Runtime exited with error: signal: killed"\}$/,
    );
    assert.equal(effects, 2);
  });

  it("crashes in the executions that the rule names, and in no other", async () => {
    services.faults.add({
      stateMachine: "other",
      fault: { kind: "crash", when: "beforeEffect" },
    });
    const all = await Promise.all(["a", "b", "c"].map((name) => run(name)));
    assert.deepEqual(
      all.map(({ effects }) => effects),
      [1, 1, 1],
    );
    assert.deepEqual(invocations, [undefined, undefined, undefined]);
  });
});
