import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import { AwsError } from "../../../../packages/local-cloud/aws/service";
import { DataDirectory } from "../../../../packages/local-cloud/data/dataDirectory";
import {
  executionArn,
  failsWith,
  fakeService,
  machineArn,
  PASS,
  type TestCloud,
  testCloud,
} from "../services/stepFunctions/support";

const OWNER = { accountId: "123456789012", region: "us-east-1" };
const NOW = Date.UTC(2025, 0, 1);

type Payload = { token?: string; n?: number };

/** A Task that invokes a function. */
const invoke = (next: object, payload: object = { "n.$": "$.n" }, more: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "f", Payload: payload },
  ResultPath: null,
  ...next,
  ...more,
});
const callback = (next: object, more: object = {}) => ({
  ...invoke(next, { "token.$": "$$.Task.Token" }),
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  ResultPath: "$.answer",
  ...more,
});

describe("executions of a local cloud with a data directory", () => {
  let root: string;
  let directory: string;
  let data: DataDirectory;
  let test: TestCloud;
  let clock: ManualClock;
  let invoked: Payload[] = [];
  /** What the function does; returns at once by default. */
  let work: (payload: Payload) => Promise<unknown> = async () => ({});
  const machines = new Map<string, [definition: object, extra: object]>();

  const start = async (options: object = {}) => {
    data = DataDirectory.open(directory, OWNER);
    const lambda = fakeService("lambda", {
      async Invoke(input) {
        const payload = JSON.parse(String(input.Payload)) as Payload;
        invoked.push(payload);
        return { StatusCode: 200, Payload: JSON.stringify(await work(payload)) };
      },
    });
    test = await testCloud({ clock, data, services: [lambda], ...options });
  };
  const create = async (name: string, definition: object, extra: object = {}) => {
    machines.set(name, [definition, extra]);
    return test.create(name, definition, extra);
  };
  const stop = async () => {
    await test.close();
    data.close();
  };
  /** Restarts from what a process that is killed now would leave, and deploys the state machines again. */
  const restart = async (options: object = {}) => {
    const left = `${directory}+`;
    cpSync(directory, left, { recursive: true });
    await stop();
    directory = left;
    await start(options);
    for (const [name, [definition, extra]] of machines) await test.create(name, definition, extra);
    test.service.resumeExecutions();
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const until = async (condition: () => boolean) => {
    const deadline = Date.now() + 2000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error("it did not happen");
      await settle();
    }
  };
  const run = async (machine: string, name: string, input: object = {}) => {
    const stateMachineArn = machineArn(machine);
    await test.call("StartExecution", { stateMachineArn, name, input: JSON.stringify(input) });
    return executionArn(machine, name);
  };
  const describeExecution = (arn: string) => test.call("DescribeExecution", { executionArn: arn });
  const history = async (arn: string) =>
    (await test.call("GetExecutionHistory", { executionArn: arn })).events as { type: string; id: number }[];
  const ended = async (arn: string) => {
    await until(() => test.service.execution(arn)?.status !== "RUNNING");
    return describeExecution(arn);
  };

  beforeEach(async () => {
    root = mkdtempSync(path.join(tmpdir(), "data-"));
    directory = path.join(root, "data");
    clock = new ManualClock(NOW);
    invoked = [];
    work = async () => ({});
    machines.clear();
    await start();
  });
  afterEach(async () => {
    await stop();
    rmSync(root, { recursive: true, force: true });
  });

  it("are restored with result, history and order if they have ended", async () => {
    await create("pass", PASS);
    await create("fail", {
      StartAt: "F",
      States: { F: { Type: "Fail", Error: "No", Cause: "because" } },
    });
    const arns = [await run("pass", "one", { n: 1 }), await run("fail", "two"), await run("pass", "three")];
    for (const arn of arns) await ended(arn);
    const before = await Promise.all(
      arns.map(async (arn) => [await describeExecution(arn), await history(arn)]),
    );
    await restart();
    const after = await Promise.all(
      arns.map(async (arn) => [await describeExecution(arn), await history(arn)]),
    );
    assert.deepEqual(after, before);
    await run("pass", "four");
    const { executions } = await test.call("ListExecutions", { stateMachineArn: machineArn("pass") });
    const names = (executions as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(names, ["four", "three", "one"]);
    await assert.rejects(run("pass", "one"), failsWith("ExecutionAlreadyExists", /.*/));
  });

  it("continue a Wait for the rest of its time", async () => {
    await create("wait", {
      StartAt: "Hold",
      States: { Hold: { Type: "Wait", Seconds: 100, Next: "Call" }, Call: invoke({ End: true }) },
    });
    const arn = await run("wait", "e", { n: 1 });
    await settle();
    await clock.advance(60_000);
    await restart();
    assert.equal((await describeExecution(arn)).status, "RUNNING");
    await clock.advance(39_000);
    await settle();
    assert.equal(invoked.length, 0);
    await clock.advance(1000);
    const { status, redriveCount } = await ended(arn);
    assert.deepEqual([status, redriveCount, invoked], ["SUCCEEDED", 1, [{ n: 1 }]]);
    assert.ok((await history(arn)).some(({ type }) => type === "ExecutionRedriven"));
    assert.deepEqual(
      (await history(arn)).map(({ id }) => id),
      (await history(arn)).map((_, index) => index + 1),
    );
  });

  it("keep waiting for the same token, without repeating the request", async () => {
    await create("callback", { StartAt: "Ask", States: { Ask: callback({ End: true }) } });
    const arn = await run("callback", "e");
    await until(() => invoked.length === 1);
    await settle();
    await restart();
    await settle();
    assert.equal(invoked.length, 1);
    const taskToken = invoked[0]?.token;
    await test.call("SendTaskSuccess", { taskToken, output: '"yes"' });
    const { status, output } = await ended(arn);
    assert.deepEqual([status, output], ["SUCCEEDED", '{"answer":"yes"}']);
    await restart();
    assert.equal((await describeExecution(arn)).output, '{"answer":"yes"}');
    await assert.rejects(
      test.call("SendTaskSuccess", { taskToken, output: "1" }),
      failsWith("InvalidToken", /.*/),
    );
  });

  it("accept a token's result that was sent before they continued", async () => {
    await create("callback", {
      StartAt: "Ask",
      States: { Ask: callback({ Next: "Call" }), Call: invoke({ End: true }, {}) },
    });
    const arn = await run("callback", "e");
    await until(() => invoked.length === 1);
    await settle();
    const left = `${directory}+`;
    cpSync(directory, left, { recursive: true });
    await stop();
    directory = left;
    await start();
    const taskToken = invoked[0]?.token;
    await test.call("SendTaskHeartbeat", { taskToken });
    await test.call("SendTaskFailure", { taskToken, error: "No", cause: "because" });
    await assert.rejects(
      test.call("SendTaskSuccess", { taskToken, output: "1" }),
      failsWith("TaskTimedOut", /.*/),
    );
    // Killed once more, before they could continue.
    await restart();
    const { status, error } = await ended(arn);
    assert.deepEqual([status, error], ["FAILED", "No"]);
  });

  it("accept a result that was sent while the request itself was still in flight", async () => {
    await create("callback", { StartAt: "Ask", States: { Ask: callback({ End: true }) } });
    work = () => new Promise(() => {});
    const arn = await run("callback", "e");
    await until(() => invoked.length === 1);
    await test.call("SendTaskSuccess", { taskToken: invoked[0]?.token, output: '"early"' });
    await restart();
    assert.equal((await ended(arn)).output, '{"answer":"early"}');
    assert.equal(invoked.length, 1);
  });

  it("end with a named error if a request was in flight, and a redrive repeats it", async () => {
    await create("call", {
      StartAt: "First",
      States: { First: invoke({ Next: "Second" }), Second: invoke({ End: true }, { n: 2 }) },
    });
    work = ({ n }) => (n === 2 ? new Promise(() => {}) : Promise.resolve({}));
    const arn = await run("call", "e", { n: 1 });
    await until(() => invoked.length === 2);
    await restart();
    const { status, error, cause, redriveStatus } = await describeExecution(arn);
    assert.deepEqual([status, error, redriveStatus], ["FAILED", "LocalCloud.Interrupted", "REDRIVABLE"]);
    assert.match(
      String(cause),
      /while the state 'Second' was running: it is not known whether the request was carried out/,
    );
    assert.equal((await history(arn)).at(-1)?.type, "ExecutionFailed");
    // The failure is stored too.
    await restart();
    assert.equal((await describeExecution(arn)).error, "LocalCloud.Interrupted");
    work = async () => ({});
    await test.call("RedriveExecution", { executionArn: arn });
    assert.equal((await ended(arn)).status, "SUCCEEDED");
    assert.deepEqual(invoked, [{ n: 1 }, { n: 2 }, { n: 2 }]);
  });

  it("keep the results of a Parallel's branches and a Map's iterations", async () => {
    await create("parts", {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          End: true,
          Branches: [
            { StartAt: "A", States: { A: invoke({ End: true }, { n: 1 }) } },
            { StartAt: "Ask", States: { Ask: callback({ End: true }) } },
            {
              StartAt: "Each",
              States: {
                Each: {
                  Type: "Map",
                  ItemsPath: "$.items",
                  End: true,
                  ItemProcessor: {
                    StartAt: "B",
                    States: {
                      B: {
                        Type: "Task",
                        Resource: "arn:aws:states:::lambda:invoke",
                        Parameters: { FunctionName: "f", Payload: { "n.$": "$" } },
                        OutputPath: "$.Payload",
                        Next: "C",
                      },
                      C: { Type: "Wait", Seconds: 10, End: true },
                    },
                  },
                },
              },
            },
          ],
        },
      },
    });
    const arn = await run("parts", "e", { items: [2, 3] });
    await until(() => invoked.length === 4);
    await settle();
    await restart();
    await settle();
    await restart();
    const token = invoked.find((payload) => payload.token)?.token;
    await test.call("SendTaskSuccess", { taskToken: token, output: '"yes"' });
    await clock.advance(10_000);
    const { status, output, redriveCount } = await ended(arn);
    assert.deepEqual([status, redriveCount], ["SUCCEEDED", 2]);
    assert.deepEqual(JSON.parse(String(output)), [
      { items: [2, 3] },
      { items: [2, 3], answer: "yes" },
      [{}, {}],
    ]);
    assert.equal(invoked.length, 4, "nothing is done twice");
  });

  it("name every state that was interrupted, and redrive only those", async () => {
    await create("parts", {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          End: true,
          Branches: [
            { StartAt: "Quick", States: { Quick: invoke({ End: true }, { n: 1 }) } },
            { StartAt: "Slow", States: { Slow: invoke({ End: true }, { n: 2 }) } },
            { StartAt: "Slower", States: { Slower: invoke({ End: true }, { n: 3 }) } },
          ],
        },
      },
    });
    work = ({ n }) => (n === 1 ? Promise.resolve({}) : new Promise(() => {}));
    const arn = await run("parts", "e");
    await until(() => invoked.length === 3);
    await settle();
    await restart();
    assert.match(
      String((await describeExecution(arn)).cause),
      /while the states 'Slow', 'Slower' were running/,
    );
    work = async () => ({});
    await test.call("RedriveExecution", { executionArn: arn });
    assert.equal((await ended(arn)).status, "SUCCEEDED");
    assert.deepEqual(invoked.map(({ n }) => n).sort(), [1, 2, 2, 3, 3]);
  });

  it("keep waiting for an execution that they started, which continues too", async () => {
    await create("child", { StartAt: "Ask", States: { Ask: callback({ End: true }) } });
    await create("parent", {
      StartAt: "Start",
      States: {
        Start: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync:2",
          Parameters: { StateMachineArn: machineArn("child"), Name: "c", Input: {} },
          OutputPath: "$.Output",
          End: true,
        },
      },
    });
    const arn = await run("parent", "p");
    await until(() => invoked.length === 1);
    await settle();
    await restart();
    await test.call("SendTaskSuccess", { taskToken: invoked[0]?.token, output: '"yes"' });
    const { status, output } = await ended(arn);
    assert.deepEqual([status, output], ["SUCCEEDED", '{"answer":"yes"}']);
  });

  it("end with a named error in a distributed Map and its children, and are redriven from the start", async () => {
    await create("map", {
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemsPath: "$.items",
          End: true,
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "B",
            States: { B: invoke({ End: true }, { "n.$": "$" }) },
          },
        },
      },
    });
    work = ({ n }) => (n === 1 ? Promise.resolve({}) : new Promise(() => {}));
    const arn = await run("map", "e", { items: [1, 2] });
    await until(() => invoked.length === 2);
    await settle();
    await restart();
    assert.equal((await describeExecution(arn)).error, "LocalCloud.Interrupted");
    const { mapRuns } = await test.call("ListMapRuns", { executionArn: arn });
    const [{ mapRunArn }] = mapRuns as [{ mapRunArn: string }];
    const mapRun = await test.call("DescribeMapRun", { mapRunArn });
    assert.equal(mapRun.status, "FAILED");
    const { executions } = await test.call("ListExecutions", { mapRunArn });
    const statuses = (executions as { status: string }[]).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), ["FAILED", "SUCCEEDED"]);
    work = async () => ({});
    await test.call("RedriveExecution", { executionArn: arn });
    assert.equal((await ended(arn)).status, "SUCCEEDED");
  });

  it("can be redriven from the point of failure if they had failed before", async () => {
    await create("call", {
      StartAt: "First",
      States: { First: invoke({ Next: "Second" }), Second: invoke({ End: true }, { n: 2 }) },
    });
    work = async ({ n }) => {
      if (n === 2) throw new AwsError("ServiceException", "out of order");
      return {};
    };
    const arn = await run("call", "e", { n: 1 });
    assert.equal((await ended(arn)).status, "FAILED");
    await restart();
    work = async () => ({});
    await test.call("RedriveExecution", { executionArn: arn });
    const { status, redriveCount } = await ended(arn);
    assert.deepEqual([status, redriveCount], ["SUCCEEDED", 1]);
    assert.deepEqual(invoked, [{ n: 1 }, { n: 2 }, { n: 2 }]);
    await restart();
    assert.equal((await describeExecution(arn)).redriveCount, 1);
  });

  it("end with a named error if they were Express, or if the state machine is gone", async () => {
    await create(
      "express",
      { StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } },
      { type: "EXPRESS" },
    );
    await create("gone", { StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } });
    const { executionArn: express } = await test.call("StartExecution", {
      stateMachineArn: machineArn("express"),
    });
    const arn = await run("gone", "e");
    machines.delete("gone");
    await restart();
    const kept = test.service.execution(String(express));
    assert.deepEqual(
      [kept?.status, kept?.result && "error" in kept.result && kept.result.error],
      ["FAILED", "LocalCloud.Interrupted"],
    );
    const { status, error, redriveStatus } = await describeExecution(arn);
    assert.deepEqual([status, error, redriveStatus], ["FAILED", "LocalCloud.Interrupted", "NOT_REDRIVABLE"]);
  });

  it("continue with the definition that they were started with", async () => {
    await create("wait", {
      StartAt: "Old",
      States: {
        Old: { Type: "Wait", Seconds: 10, Next: "P" },
        P: { Type: "Pass", Result: "old", End: true },
      },
    });
    const arn = await run("wait", "e");
    await settle();
    machines.set("wait", [PASS, {}]);
    await restart();
    await settle();
    await clock.advance(10_000);
    assert.equal((await ended(arn)).output, '"old"');
  });

  it("are deleted from disk when they are no longer retained", async () => {
    await restart({ retainedExecutions: 2 });
    await create("pass", PASS);
    for (const name of ["a", "b", "c", "d"]) await ended(await run("pass", name));
    await restart();
    const { executions } = await test.call("ListExecutions", { stateMachineArn: machineArn("pass") });
    assert.deepEqual(
      (executions as { name: string }[]).map(({ name }) => name),
      ["d", "c"],
    );
    const left = ["events", "places", "checkpoints"].map((kind) => data.values(kind).entries().length);
    assert.deepEqual(left, [8, 0, 0]);
  });

  it("continue after an orderly shutdown as after any other", async () => {
    await create("callback", { StartAt: "Ask", States: { Ask: callback({ End: true }) } });
    const arn = await run("callback", "e");
    await until(() => invoked.length === 1);
    await settle();
    await stop();
    await start();
    await test.create("callback", machines.get("callback")![0]);
    test.service.resumeExecutions();
    await test.call("SendTaskSuccess", { taskToken: invoked[0]?.token, output: '"yes"' });
    assert.equal((await ended(arn)).status, "SUCCEEDED");
  });

  it("can be stopped before they continue", async () => {
    await create("wait", { StartAt: "Hold", States: { Hold: { Type: "Wait", Seconds: 100, End: true } } });
    const arn = await run("wait", "e");
    await settle();
    const left = `${directory}+`;
    cpSync(directory, left, { recursive: true });
    await stop();
    directory = left;
    await start();
    const [definition] = machines.get("wait")!;
    await test.create("wait", definition);
    const stopped = test.call("StopExecution", { executionArn: arn, error: "Enough" });
    test.service.resumeExecutions();
    await stopped;
    const { status, error } = await describeExecution(arn);
    assert.deepEqual([status, error], ["ABORTED", "Enough"]);
  });
});
