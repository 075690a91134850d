import assert from "node:assert/strict";
import { DescribeMapRunCommand, ListExecutionsCommand, ListMapRunsCommand } from "@aws-sdk/client-sfn";
import { allow, executionArn, failsWith, machineArn, type TestCloud, testCloud } from "./support";

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
