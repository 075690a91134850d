import assert from "node:assert/strict";
import { ManualClock } from "../../../../../../packages/local-cloud/aws/clock";
import type { Execution } from "../../../../../../packages/local-cloud/services/stepFunctions";
import { allow, executionArn, machineArn, PASS, type TestCloud, testCloud, WAIT } from "../support";

const start = (pattern: string, child: string, extra: object = {}) => ({
  StartAt: "Child",
  States: {
    Child: {
      Type: "Task",
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Parameters: {
        StateMachineArn: machineArn(child),
        Name: "child",
        Input: { "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID.$": "$$.Execution.Id" },
      },
      End: true,
      ...extra,
    },
  },
});
const FAIL = { StartAt: "No", States: { No: { Type: "Fail", Error: "Sour", Cause: "milk" } } };

describe("an execution that starts another", () => {
  let test: TestCloud;
  const clock = new ManualClock();
  const calls: string[] = [];

  beforeEach(async () => {
    calls.length = 0;
    test = await testCloud({ clock, maxNesting: 3 });
    test.cloud.onCall(({ operation, caller, error }) => {
      if (caller.roleArn) calls.push(error ? `${operation} ${error.code}` : operation);
    });
    await test.create("pass", PASS);
    await test.create("fail", FAIL);
    await test.create("hold", WAIT);
  });
  afterEach(() => test.close());

  const run = async (definition: object, extra: object = {}) => {
    await test.create("parent", definition, extra);
    await test.call("StartExecution", { stateMachineArn: machineArn("parent"), name: "p" });
    await clock.advance(0);
    return test.service.execution(executionArn("parent", "p"));
  };
  const child = (machine: string) => test.service.execution(executionArn(machine, "child"));
  const output = (execution: Execution | undefined) => {
    const result = execution?.result;
    assert.ok(result?.status === "SUCCEEDED", JSON.stringify(result));
    return result.output as Record<string, unknown>;
  };
  const failure = async (execution: Execution | undefined) => {
    await execution?.ended;
    const result = execution?.result;
    assert.ok(result && result.status !== "SUCCEEDED", JSON.stringify(result));
    const { status, error, cause = "" } = result;
    return { status, error, cause };
  };

  it("continues at once without a pattern, linked to what it started", async () => {
    const parent = await run(start("", "hold"));
    assert.equal(parent?.status, "SUCCEEDED");
    assert.equal(output(parent).ExecutionArn, executionArn("hold", "child"));
    assert.equal(output(parent).StartDate, clock.now());
    assert.equal(child("hold")?.startedBy, parent?.arn);
    assert.equal(child("hold")?.status, "RUNNING");
  });

  it("waits with .sync and describes the child, its output as text", async () => {
    const parent = await run(start(".sync", "pass"));
    await parent?.ended;
    const result = output(parent);
    assert.deepEqual(
      [result.Status, result.Name, result.StateMachineArn],
      ["SUCCEEDED", "child", machineArn("pass")],
    );
    assert.equal(result.Output, JSON.stringify({ AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent?.arn }));
    assert.deepEqual(calls, ["StartExecution", "DescribeExecution"]);
  });

  it("waits with .sync:2 and reads the child's output", async () => {
    const parent = await run(start(".sync:2", "pass"));
    await parent?.ended;
    assert.deepEqual(output(parent).Output, { AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: parent?.arn });
    assert.ok(parent?.events.some(({ type }) => type === "TaskSubmitted"));
  });

  it("fails with States.TaskFailed and the child's description", async () => {
    const parent = await run(start(".sync:2", "fail"));
    const { status, error, cause } = await failure(parent);
    assert.equal(status, "FAILED");
    assert.equal(error, "States.TaskFailed");
    const description = JSON.parse(cause) as Record<string, unknown>;
    assert.deepEqual([description.Status, description.Error, description.Cause], ["FAILED", "Sour", "milk"]);
    assert.equal(typeof description.Input, "string");
  });

  it("stops the child when it is stopped, or when its Task times out", async () => {
    const stopped = await run(start(".sync", "hold"));
    assert.equal(child("hold")?.status, "RUNNING");
    await test.call("StopExecution", { executionArn: stopped?.arn });
    await child("hold")?.ended;
    assert.equal(child("hold")?.status, "ABORTED");

    const Parameters = { StateMachineArn: machineArn("hold"), Name: "other" };
    await test.create("second", start(".sync", "hold", { TimeoutSeconds: 5, Parameters }));
    await test.call("StartExecution", { stateMachineArn: machineArn("second"), name: "s" });
    await clock.advance(5000);
    const timedOut = test.service.execution(executionArn("second", "s"));
    assert.equal((await failure(timedOut)).error, "States.Timeout");
    const other = test.service.execution(executionArn("hold", "other"));
    await other?.ended;
    assert.equal(other?.status, "ABORTED");
    assert.deepEqual(test.warnings, []);
  });

  it("leaves the child running if the role may not stop it, and warns", async () => {
    const managedRule = allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"]);
    const roleArn = test.putRole("starter", [managedRule, allow("states:StartExecution")]);
    const parent = await run(start(".sync", "hold"), { roleArn });
    await test.call("StopExecution", { executionArn: parent?.arn });
    await clock.advance(0);
    assert.equal(child("hold")?.status, "RUNNING");
    assert.equal(test.warnings.length, 1);
    assert.match(test.warnings[0] ?? "", /could not stop .*hold:child.*states:StopExecution/s);
  });

  it("needs the role's permission for the start and the description", async () => {
    const managedRule = allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"]);
    const cases: [string, string[], RegExp][] = [
      ["mute", [], /states:StartExecution.*stateMachine:pass/s],
      ["blind", ["states:StartExecution"], /states:DescribeExecution.*execution:pass:child/s],
    ];
    for (const [name, actions, cause] of cases) {
      const roleArn = test.putRole(name, [managedRule, ...(actions.length > 0 ? [allow(actions)] : [])]);
      await test.create(name, start(".sync", "pass"), { roleArn });
      await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "p" });
      const result = await failure(test.service.execution(executionArn(name, "p")));
      assert.equal(result.error, "StepFunctions.AWSStepFunctionsException");
      assert.match(result.cause, cause);
    }
  });

  it("does not start itself indefinitely", async () => {
    const recursive = start(".sync", "loop");
    const { Name: _, ...Parameters } = recursive.States.Child.Parameters;
    Object.assign(recursive.States.Child, { Parameters });
    await test.create("loop", recursive);
    await test.call("StartExecution", { stateMachineArn: machineArn("loop"), name: "p" });
    const { status, cause } = await failure(test.service.execution(executionArn("loop", "p")));
    assert.equal(status, "FAILED");
    assert.match(cause, /ExecutionLimitExceeded/);
    assert.equal(test.service.executions().filter(({ machine }) => machine.name === "loop").length, 4);
  });

  it("runs an Express child synchronously", async () => {
    await test.create("express", PASS, { type: "EXPRESS" });
    const parent = await run({
      StartAt: "Child",
      States: {
        Child: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
          Parameters: { StateMachineArn: machineArn("express"), Input: '{"a":1}' },
          End: true,
        },
      },
    });
    await parent?.ended;
    assert.deepEqual([output(parent).Status, output(parent).Output], ["SUCCEEDED", '{"a":1}']);
    assert.deepEqual(calls, ["StartSyncExecution"]);
  });
});
