import assert from "node:assert/strict";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import { type FaultRule, Faults, readPlanText } from "../../../../packages/local-cloud/faults";
import {
  allow,
  executionArn,
  failsWith,
  fakeService,
  machineArn,
  type TestCloud,
  testCloud,
} from "../services/stepFunctions/support";

const invoke = (extra: object = {}) => ({
  StartAt: "Work",
  States: {
    Work: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Parameters: { FunctionName: "work" },
      OutputPath: "$.Payload",
      ...extra,
      End: true,
    },
  },
});
const RETRY = {
  Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 5 }],
};

const MOCKS = {
  StateMachines: { m: { TestCases: { Recovers: { Work: "Recovers" }, Plain: {} } } },
  MockedResponses: {
    Recovers: {
      "0": { Throw: { Error: "Lambda.TimeoutException", Cause: "Slow" } },
      "1-2": { Throw: { Error: "Lambda.SdkClientException" } },
      "3": { Return: { Payload: "mocked" } },
    },
  },
};

describe("faults on demand", () => {
  let test: TestCloud;
  let calls = 0;
  const clock = new ManualClock();

  before(async () => {
    const lambda = fakeService("lambda", {
      Invoke: () => {
        calls++;
        return { StatusCode: 200, Payload: '"real"' };
      },
    });
    test = await testCloud({
      clock,
      services: [lambda],
      faults: new Faults(readPlanText(JSON.stringify(MOCKS), "mocks")),
    });
    await test.create("m", invoke(RETRY));
    await test.create("once", invoke());
    await test.create("limited", invoke({ TimeoutSeconds: 5 }));
  });
  beforeEach(() => {
    calls = 0;
  });
  after(() => test.close());

  /** Runs an execution of a state machine, or of its test case, moving the clock until it has ended. */
  const run = async (target: string, name: string) => {
    const machine = target.split("#")[0] ?? "";
    await test.client.send(new StartExecutionCommand({ stateMachineArn: machineArn(target), name }));
    const execution = test.service.execution(executionArn(machine, name));
    for (let turn = 0; execution?.status === "RUNNING" && turn < 1000; turn++) await clock.advance(500);
    return execution;
  };
  const outcome = async (target: string, name: string) => (await run(target, name))?.result;
  const failures = (events: { type: string; taskFailedEventDetails?: unknown }[]) =>
    events
      .filter(({ type }) => type === "TaskFailed")
      .map((event) => (event.taskFailedEventDetails as { error: string }).error);

  it("returns a test case's responses in the order of its attempts, and calls nothing", async () => {
    const execution = await run("m#Recovers", "mocked");
    assert.deepEqual(execution?.result, { status: "SUCCEEDED", output: "mocked" });
    assert.deepEqual(failures(execution?.events ?? []), [
      "Lambda.TimeoutException",
      "Lambda.SdkClientException",
      "Lambda.SdkClientException",
    ]);
    assert.equal(calls, 0);
  });

  it("does not affect executions that were started for no test case, or for one that does not name the state", async () => {
    assert.deepEqual(await outcome("m", "plain"), { status: "SUCCEEDED", output: "real" });
    assert.deepEqual(await outcome("m#Plain", "empty"), { status: "SUCCEEDED", output: "real" });
    assert.equal(calls, 2);
  });

  it("lists the existing test cases if one is unknown", async () => {
    const start = (target: string) =>
      test.client.send(new StartExecutionCommand({ stateMachineArn: machineArn(target) }));
    await assert.rejects(
      start("m#Missing"),
      failsWith(
        "ValidationException",
        "The state machine 'm' has no test case 'Missing' in the fault plan; it has: Recovers, Plain",
      ),
    );
    await assert.rejects(start("once#Recovers"), failsWith("ValidationException", /it has: none$/));
    await assert.rejects(start("none#Recovers"), failsWith("StateMachineDoesNotExist", /none'$/));
  });

  it("decides by the state machine's ARN who may start a test case", async () => {
    const roleArn = test.putRole("starter", [allow("states:StartExecution", machineArn("m"))]);
    const caller = {
      arn: "arn:aws:sts::123456789012:assumed-role/starter/s",
      accountId: "123456789012",
      roleArn,
    };
    const start = (target: string) =>
      test.cloud.call(caller, "states", "StartExecution", {
        stateMachineArn: machineArn(target),
        name: "allowed",
      });
    await start("m#Plain");
    await assert.rejects(start("once#Plain"), failsWith("AccessDeniedException", /stateMachine:once/));
  });

  const withRules = async (rules: FaultRule[], work: () => Promise<void>) => {
    test.faults.add(...rules);
    try {
      await work();
    } finally {
      test.faults.clear();
    }
  };

  it("fails the Task at the attempts that a rule names", () =>
    withRules(
      [
        {
          stateMachine: "m",
          state: "Work",
          attempts: "0-1",
          fault: { kind: "error", error: "Flood", cause: "Rain" },
        },
      ],
      async () => {
        const execution = await run("m", "errors");
        assert.deepEqual(failures(execution?.events ?? []), ["Flood", "Flood"]);
        assert.deepEqual(execution?.result, { status: "SUCCEEDED", output: "real" });
        assert.deepEqual(await outcome("once", "unharmed"), { status: "SUCCEEDED", output: "real" });
      },
    ));

  it("delays the Task on the clock, which counts toward its timeout", () =>
    withRules([{ state: "Work", fault: { kind: "delay", seconds: 10 } }], async () => {
      const before = clock.now();
      assert.equal((await outcome("once", "late"))?.status, "SUCCEEDED");
      assert.ok(clock.now() - before >= 10_000, `${clock.now() - before} ms`);
      calls = 0;
      const limited = await outcome("limited", "too-late");
      assert.deepEqual(limited, { status: "FAILED", error: "States.Timeout" });
      await clock.advance(60_000);
      assert.equal(calls, 0);
    }));

  it("adds delays up before the fault that follows", () =>
    withRules(
      [
        { fault: { kind: "delay", seconds: 2 } },
        { fault: { kind: "error", error: "Late" } },
        { fault: { kind: "delay", seconds: 3 } },
        { fault: { kind: "error", error: "Never" } },
      ],
      async () => {
        const before = clock.now();
        const result = await outcome("once", "sum");
        assert.ok(result?.status === "FAILED" && result.error === "Late", JSON.stringify(result));
        assert.ok(clock.now() - before >= 5000);
      },
    ));

  it("denies the Task's call as IAM does", () =>
    withRules([{ stateMachine: "once", fault: { kind: "refusal" } }], async () => {
      const result = await outcome("once", "refused");
      assert.ok(result?.status === "FAILED");
      assert.equal(result.error, "Lambda.AWSLambdaException");
      assert.match(
        result.cause ?? "",
        /^User: .*assumed-role\/machine\/\w+ is not authorized to perform: lambda:Invoke/,
      );
      assert.equal(calls, 0);
    }));

  it("names the state that a crash does not fit", () =>
    withRules([{ fault: { kind: "crash", when: "afterEffect" } }], async () => {
      await test.create("queue", invoke({ Resource: "arn:aws:states:::sqs:sendMessage" }));
      const result = await outcome("queue", "crash");
      assert.ok(result?.status === "FAILED");
      assert.match(
        result.cause ?? "",
        /'Work'.*crash needs a Task that invokes a function, not arn:aws:states:::sqs:sendMessage/,
      );
    }));
});
