import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  UpdateMapRunCommand,
} from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import {
  allow,
  executionArn,
  failsWith,
  fakeService,
  machineArn,
  type TestCloud,
  testCloud,
} from "./support";

const distributed = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Label: "each",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Item",
        States: { Item: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
};

describe("the runs of distributed Maps", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  const run = async (name: string, extra: object = {}) => {
    const arn = executionArn(name, "e");
    await test.create(name, distributed, extra);
    await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "e", input: "[1,2,3]" });
    const execution = test.service.execution(arn);
    await execution?.ended;
    return execution;
  };

  it("are listed and described, with their children", async () => {
    const parent = await run("many");
    assert.equal(parent?.status, "SUCCEEDED");
    const { mapRuns = [] } = await test.client.send(new ListMapRunsCommand({ executionArn: parent?.arn }));
    assert.equal(mapRuns.length, 1);
    const mapRunArn = mapRuns[0]?.mapRunArn;
    const description = await test.client.send(new DescribeMapRunCommand({ mapRunArn }));
    assert.deepEqual(
      [description.status, description.executionArn, description.itemCounts?.succeeded],
      ["SUCCEEDED", parent?.arn, 3],
    );
    const { executions = [] } = await test.client.send(new ListExecutionsCommand({ mapRunArn }));
    assert.deepEqual(
      executions.map(({ status, stateMachineArn }) => [status, stateMachineArn]),
      Array(3).fill(["SUCCEEDED", `${machineArn("many")}/each`]),
    );
    const child = executions[0]?.executionArn;
    const described = await test.call("DescribeExecution", { executionArn: child });
    assert.deepEqual([described.mapRunArn, described.input, described.output], [mapRunArn, "3", "3"]);
    const { executions: parents } = await test.call("ListExecutions", {
      stateMachineArn: machineArn("many"),
    });
    assert.equal((parents as unknown[]).length, 1);
    await assert.rejects(
      test.call("StopExecution", { executionArn: child }),
      failsWith("ValidationException", /is stopped with its parent/),
    );
  });

  it("have children that are billed themselves, an Express child as one transition of its parent", async () => {
    const parent = await run("billed");
    const children = () => test.service.executions().filter(({ startedBy }) => startedBy === parent?.arn);
    assert.equal(parent?.billedTransitions, 2);
    assert.deepEqual(
      children().map(({ billedTransitions }) => billedTransitions),
      [2, 2, 2],
    );
    const express = structuredClone(distributed);
    express.States.Each.ItemProcessor.ProcessorConfig.ExecutionType = "EXPRESS";
    await test.create("express", express);
    await test.call("StartExecution", { stateMachineArn: machineArn("express"), name: "e", input: "[1,2]" });
    const other = test.service.execution(executionArn("express", "e"));
    await other?.ended;
    assert.equal(other?.billedTransitions, 2 + 2);
  });

  it("need a role that may start the state machine itself", async () => {
    const roleArn = test.putRole("idle", [allow("sqs:SendMessage")]);
    const parent = await run("refused", { roleArn });
    const result = parent?.result;
    assert.ok(result?.status === "FAILED", JSON.stringify(result));
    assert.match(`${result.error} ${result.cause}`, /role\/idle|states:StartExecution/);
  });

  it("are described with every count that AWS reports", async () => {
    const parent = await run("counted");
    const { mapRuns } = await test.call("ListMapRuns", { executionArn: parent?.arn });
    const { mapRunArn } = (mapRuns as { mapRunArn: string }[])[0] ?? {};
    const { itemCounts, executionCounts, redriveCount } = await test.client.send(
      new DescribeMapRunCommand({ mapRunArn }),
    );
    const counts = {
      aborted: 0,
      failed: 0,
      failuresNotRedrivable: 0,
      pending: 0,
      pendingRedrive: 0,
      resultsWritten: 0,
      running: 0,
      succeeded: 3,
      timedOut: 0,
      total: 3,
    };
    assert.deepEqual([itemCounts, executionCounts, redriveCount], [counts, counts, 0]);
  });

  it("that do not exist are not found", async () => {
    const mapRunArn = `arn:aws:states:us-east-1:123456789012:mapRun:m/each:1`;
    await assert.rejects(
      test.call("DescribeMapRun", { mapRunArn }),
      failsWith("ResourceNotFound", /mapRun:m/),
    );
    await assert.rejects(
      test.call("ListExecutions", { mapRunArn }),
      failsWith("ResourceNotFound", /mapRun:m/),
    );
  });
});

describe("UpdateMapRun", () => {
  const clock = new ManualClock();
  let test: TestCloud;
  before(async () => {
    test = await testCloud({ clock });
    const waiting = structuredClone(distributed) as { States: { Each: Record<string, unknown> } };
    Object.assign(waiting.States.Each, {
      MaxConcurrency: 1,
      ItemProcessor: {
        ...distributed.States.Each.ItemProcessor,
        StartAt: "Hold",
        States: {
          Hold: { Type: "Wait", Seconds: 10, Next: "Decide" },
          Decide: {
            Type: "Choice",
            Choices: [{ Variable: "$", NumericEquals: 1, Next: "Bad" }],
            Default: "Good",
          },
          Bad: { Type: "Fail" },
          Good: { Type: "Succeed" },
        },
      },
    });
    await test.create("slow", waiting);
  });
  after(() => test.close());

  const start = async (name: string, input: number[]) => {
    await test.call("StartExecution", {
      stateMachineArn: machineArn("slow"),
      name,
      input: JSON.stringify(input),
    });
    await clock.advance(0);
    const { mapRuns } = await test.call("ListMapRuns", { executionArn: executionArn("slow", name) });
    return (mapRuns as { mapRunArn: string }[])[0]?.mapRunArn ?? "";
  };
  const update = (mapRunArn: string, settings: object) =>
    test.client.send(new UpdateMapRunCommand({ mapRunArn, ...settings }));
  const describeRun = (mapRunArn: string) => test.client.send(new DescribeMapRunCommand({ mapRunArn }));

  it("lets more children run at a time, from now on", async () => {
    const mapRunArn = await start("faster", [2, 3, 4, 5]);
    assert.equal((await describeRun(mapRunArn)).executionCounts?.running, 1);
    await update(mapRunArn, { maxConcurrency: 3 });
    await clock.advance(0);
    const { executionCounts, maxConcurrency } = await describeRun(mapRunArn);
    assert.deepEqual([executionCounts?.running, executionCounts?.pending, maxConcurrency], [3, 1, 3]);
    await update(mapRunArn, { maxConcurrency: 1 });
    await clock.advance(10_000);
    assert.equal((await describeRun(mapRunArn)).executionCounts?.running, 1);
    await clock.advance(10_000);
    assert.equal((await describeRun(mapRunArn)).status, "SUCCEEDED");
  });

  it("lets more children fail", async () => {
    const mapRunArn = await start("tolerant", [1, 2, 1]);
    await update(mapRunArn, { toleratedFailureCount: 2, toleratedFailurePercentage: 66.7 });
    await clock.advance(30_000);
    const { status, itemCounts, toleratedFailureCount, toleratedFailurePercentage } =
      await describeRun(mapRunArn);
    assert.deepEqual(
      [status, itemCounts?.failed, toleratedFailureCount, toleratedFailurePercentage],
      ["SUCCEEDED", 2, 2, 66.7],
    );
  });

  it("rejects what AWS rejects", async () => {
    const mapRunArn = await start("ended", [2]);
    await assert.rejects(update(mapRunArn, {}), failsWith("ValidationException", /^At least one of maxConc/));
    await assert.rejects(
      update(mapRunArn, { toleratedFailurePercentage: 101 }),
      failsWith("ValidationException", /'toleratedFailurePercentage'.* less than or equal to 100/),
    );
    await clock.advance(10_000);
    await assert.rejects(
      update(mapRunArn, { maxConcurrency: 2 }),
      failsWith("ValidationException", /has ended and cannot be updated$/),
    );
    await assert.rejects(
      update(mapRunArn.replace(/[^:]+$/, "none"), { maxConcurrency: 2 }),
      failsWith("ResourceNotFound", /none'$/),
    );
  });
});

describe("a redrive of an execution whose Map Run failed", () => {
  let test: TestCloud;
  let broken = true;
  const sent: string[] = [];
  before(async () => {
    const sqs = fakeService("sqs", {
      SendMessage: ({ MessageBody }) => {
        if (broken && MessageBody === "2") throw new AwsError("ServiceUnavailable", "Later");
        sent.push(String(MessageBody));
        return {};
      },
    });
    test = await testCloud({ services: [sqs] });
  });
  beforeEach(() => {
    broken = true;
    sent.length = 0;
  });
  after(() => test.close());

  /** An execution over 1, 2, 3, one after the other, that failed at 2. */
  const failed = async (name: string, ExecutionType: "STANDARD" | "EXPRESS") => {
    const each = distributed.States.Each;
    const Item = {
      Type: "Task",
      Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage",
      Parameters: { QueueUrl: "q", "MessageBody.$": "States.JsonToString($)" },
      ResultPath: null,
      End: true,
    };
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType },
      StartAt: "Prepare",
      States: { Prepare: { Type: "Pass", Next: "Item" }, Item },
    };
    await test.create(name, {
      ...distributed,
      States: { Each: { ...each, MaxConcurrency: 1, ItemProcessor } },
    });
    const arn = executionArn(name, "e");
    await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "e", input: "[1,2,3]" });
    await test.service.execution(arn)?.ended;
    assert.equal(test.service.execution(arn)?.status, "FAILED");
    assert.deepEqual(sent, ["1"]);
    return arn;
  };
  const redrive = async (arn: string) => {
    broken = false;
    await test.client.send(new RedriveExecutionCommand({ executionArn: arn }));
    await test.service.execution(arn)?.ended;
    assert.equal(test.service.execution(arn)?.status, "SUCCEEDED");
    assert.deepEqual(sent, ["1", "2", "3"]);
  };
  const mapRunOf = async (arn: string) => {
    const { mapRuns = [] } = await test.client.send(new ListMapRunsCommand({ executionArn: arn }));
    assert.equal(mapRuns.length, 1);
    return mapRuns[0]?.mapRunArn ?? "";
  };
  const childrenOf = async (mapRunArn: string) => {
    const { executions = [] } = await test.client.send(new ListExecutionsCommand({ mapRunArn }));
    return executions;
  };

  it("continues with the children that failed or had not started, in the same Map Run", async () => {
    const arn = await failed("standard", "STANDARD");
    const mapRunArn = await mapRunOf(arn);
    const child = (await childrenOf(mapRunArn)).find(({ status }) => status === "FAILED")?.executionArn;
    const describeChild = () => test.client.send(new DescribeExecutionCommand({ executionArn: child }));
    assert.equal((await describeChild()).redriveStatus, "REDRIVABLE_BY_MAP_RUN");
    await assert.rejects(
      test.client.send(new RedriveExecutionCommand({ executionArn: child })),
      failsWith("ExecutionNotRedrivable", /redriven with its parent/),
    );
    await redrive(arn);
    assert.equal(await mapRunOf(arn), mapRunArn);
    const run = await test.client.send(new DescribeMapRunCommand({ mapRunArn }));
    assert.deepEqual(
      [run.status, run.redriveCount, run.itemCounts?.succeeded, run.redriveDate instanceof Date],
      ["SUCCEEDED", 1, 3, true],
    );
    assert.equal((await childrenOf(mapRunArn)).length, 3);
    const { status, redriveCount, output } = await describeChild();
    assert.deepEqual([status, redriveCount, output], ["SUCCEEDED", 1, "2"]);
    const historyOf = async (executionArn: string | undefined) => {
      const { events = [] } = await test.client.send(new GetExecutionHistoryCommand({ executionArn }));
      return events;
    };
    const inside = (await historyOf(child)).map((event) => event.type);
    assert.deepEqual(inside.slice(inside.indexOf("ExecutionRedriven")), [
      "ExecutionRedriven",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    const redriven = (await historyOf(arn)).find(({ type }) => type === "MapRunRedriven");
    assert.deepEqual(redriven?.mapRunRedrivenEventDetails, { mapRunArn, redriveCount: 1 });
  });

  it("starts Express children again", async () => {
    const arn = await failed("express", "EXPRESS");
    const mapRunArn = await mapRunOf(arn);
    assert.equal((await childrenOf(mapRunArn)).length, 2);
    await redrive(arn);
    const statuses = (await childrenOf(mapRunArn)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), ["FAILED", "SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  });

  it("can fail and be repeated", async () => {
    const arn = await failed("repeated", "STANDARD");
    await test.client.send(new RedriveExecutionCommand({ executionArn: arn }));
    await test.service.execution(arn)?.ended;
    assert.equal(test.service.execution(arn)?.status, "FAILED");
    await redrive(arn);
    const { redriveCount } = await test.client.send(
      new DescribeMapRunCommand({ mapRunArn: await mapRunOf(arn) }),
    );
    assert.equal(redriveCount, 2);
  });
});
