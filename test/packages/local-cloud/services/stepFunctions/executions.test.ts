import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateListExecutions,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { executionArn, failsWith, machineArn, PASS, ROLE, type TestCloud, testCloud, WAIT } from "./support";

describe("executions through the port", () => {
  let test: TestCloud;
  const clock = new ManualClock();

  before(async () => {
    test = await testCloud({ clock });
    await test.create("pass", PASS);
    await test.create("hold", WAIT);
    await test.create("quick", PASS, { type: "EXPRESS" });
  });
  after(() => test.close());

  const ended = async (arn: string) => {
    await test.service.execution(arn)?.ended;
    return test.client.send(new DescribeExecutionCommand({ executionArn: arn }));
  };

  it("starts and describes an execution and returns its history", async () => {
    const input = '{"order": 1}';
    const { executionArn: arn = "", startDate } = await test.client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn("pass"), name: "first", input }),
    );
    assert.equal(arn, executionArn("pass", "first"));
    assert.deepEqual(startDate, new Date(clock.now()));
    const description = await ended(arn);
    assert.equal(description.status, "SUCCEEDED");
    assert.equal(description.input, input);
    assert.equal(description.output, '{"order":1}');
    assert.deepEqual(description.stopDate, new Date(clock.now()));
    assert.equal(description.stateMachineArn, machineArn("pass"));
    const { events = [] } = await test.client.send(new GetExecutionHistoryCommand({ executionArn: arn }));
    assert.deepEqual(
      events.map(({ type }) => type),
      ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"],
    );
    assert.equal(events[0]?.executionStartedEventDetails?.roleArn, ROLE);
    assert.equal(test.service.execution(arn)?.billedTransitions, 2);
  });

  it("pages through a history, backwards too, and without data if asked", async () => {
    const arn = executionArn("pass", "history");
    await test.client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn("pass"), name: "history" }),
    );
    await ended(arn);
    const request = { executionArn: arn, reverseOrder: true, includeExecutionData: false, maxResults: 3 };
    const first = await test.client.send(new GetExecutionHistoryCommand(request));
    assert.deepEqual(
      first.events?.map(({ id }) => id),
      [4, 3, 2],
    );
    assert.equal(first.events?.[1]?.stateExitedEventDetails?.name, "Done");
    assert.equal(first.events?.[1]?.stateExitedEventDetails?.output, undefined);
    const { nextToken } = first;
    const second = await test.client.send(new GetExecutionHistoryCommand({ ...request, nextToken }));
    assert.deepEqual(
      second.events?.map(({ id }) => id),
      [1],
    );
    await assert.rejects(
      test.client.send(new GetExecutionHistoryCommand({ ...request, reverseOrder: false, nextToken })),
      failsWith("InvalidToken", "Invalid Token: 'Invalid token'"),
    );
  });

  it("returns the same execution for a repeated start, and an error for any other start with its name", async () => {
    const start = (input: string) =>
      test.client.send(
        new StartExecutionCommand({ stateMachineArn: machineArn("hold"), name: "once", input }),
      );
    const taken = failsWith(
      "ExecutionAlreadyExists",
      `Execution Already Exists: '${executionArn("hold", "once")}'`,
    );
    const first = await start("{}");
    await clock.advance(1000);
    assert.deepEqual((await start("{}")).startDate, first.startDate);
    await assert.rejects(start('{"a":1}'), taken);
    await test.client.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await assert.rejects(start("{}"), taken);
  });

  it("stops an execution, and returns the time it ended when it is stopped again", async () => {
    const { executionArn: arn = "" } = await test.client.send(
      new StartExecutionCommand({ stateMachineArn: machineArn("hold") }),
    );
    const stop = new StopExecutionCommand({ executionArn: arn, error: "Recall", cause: "Changed my mind" });
    const { stopDate } = await test.client.send(stop);
    const description = await ended(arn);
    assert.deepEqual(
      [description.status, description.error, description.cause, description.stopDate],
      ["ABORTED", "Recall", "Changed my mind", stopDate],
    );
    await clock.advance(5000);
    assert.deepEqual((await test.client.send(stop)).stopDate, stopDate);
  });

  it("ends as whichever comes first, stopping or finishing", async () => {
    const start = async () => {
      const { executionArn: arn } = await test.call("StartExecution", {
        stateMachineArn: machineArn("hold"),
      });
      return String(arn);
    };
    const stopped = await start();
    const finished = await start();
    await clock.advance(3_599_999);
    const stop = test.call("StopExecution", { executionArn: stopped });
    await clock.advance(1);
    await Promise.all([stop, test.call("StopExecution", { executionArn: finished })]);
    assert.equal((await ended(stopped)).status, "ABORTED");
    assert.equal((await ended(finished)).status, "SUCCEEDED");
  });

  it("lists executions the latest first, by status, page by page", async () => {
    await test.create("listed", WAIT);
    const arns: string[] = [];
    for (const name of ["a", "b", "c", "d", "e"]) {
      const started = await test.call("StartExecution", { stateMachineArn: machineArn("listed"), name });
      arns.unshift(String(started.executionArn));
    }
    await test.call("StopExecution", { executionArn: arns[0] });
    const list = async (statusFilter?: "RUNNING" | "ABORTED") => {
      const found: (string | undefined)[] = [];
      const pages = paginateListExecutions(
        { client: test.client, pageSize: 2 },
        { stateMachineArn: machineArn("listed"), statusFilter },
      );
      for await (const { executions = [] } of pages)
        found.push(...executions.map((each) => each.executionArn));
      return found;
    };
    assert.deepEqual(await list(), arns);
    assert.deepEqual(await list("RUNNING"), arns.slice(1));
    assert.deepEqual(await list("ABORTED"), arns.slice(0, 1));
  });

  it("lets running executions keep the definition they started with", async () => {
    await test.create("changing", WAIT);
    const { executionArn: arn } = await test.call("StartExecution", {
      stateMachineArn: machineArn("changing"),
    });
    const definition = JSON.stringify(PASS);
    await test.call("UpdateStateMachine", { stateMachineArn: machineArn("changing"), definition });
    const before = await test.client.send(
      new DescribeStateMachineForExecutionCommand({ executionArn: String(arn) }),
    );
    assert.equal(before.definition, JSON.stringify(WAIT));
    assert.equal(
      (await test.call("DescribeStateMachine", { stateMachineArn: machineArn("changing") })).definition,
      definition,
    );
  });

  it("runs an Express state machine synchronously and bills it", async () => {
    const result = await test.client.send(
      new StartSyncExecutionCommand({ stateMachineArn: machineArn("quick"), input: "[1]", name: "n" }),
    );
    assert.deepEqual([result.status, result.output, result.name], ["SUCCEEDED", "[1]", "n"]);
    assert.deepEqual(result.billingDetails, { billedDurationInMilliseconds: 0, billedMemoryUsedInMB: 64 });
    assert.match(result.executionArn ?? "", /:express:quick:n:[\w-]+$/);
  });

  it("starts an Express execution, which the API does not describe, any number of times with one name", async () => {
    const command = new StartExecutionCommand({ stateMachineArn: machineArn("quick"), name: "same" });
    const first = await test.client.send(command);
    const second = await test.client.send(command);
    assert.notEqual(first.executionArn, second.executionArn);
    await assert.rejects(
      test.client.send(new DescribeExecutionCommand({ executionArn: first.executionArn })),
      failsWith("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'"),
    );
    const unsupported = failsWith(
      "StateMachineTypeNotSupported",
      "This operation is not supported by this type of state machine",
    );
    await assert.rejects(
      test.client.send(new ListExecutionsCommand({ stateMachineArn: machineArn("quick") })),
      unsupported,
    );
    await assert.rejects(
      test.client.send(new StartSyncExecutionCommand({ stateMachineArn: machineArn("pass") })),
      unsupported,
    );
  });

  it("reports what does not exist and what cannot be parsed", async () => {
    const start = (input: object) =>
      test.call("StartExecution", { stateMachineArn: machineArn("pass"), ...input });
    const missing = machineArn("missing");
    await assert.rejects(
      start({ stateMachineArn: missing }),
      failsWith("StateMachineDoesNotExist", `State Machine Does Not Exist: '${missing}'`),
    );
    await assert.rejects(
      start({ stateMachineArn: `${machineArn("pass")}:7` }),
      failsWith("StateMachineDoesNotExist", /pass:7/),
    );
    await assert.rejects(
      start({ input: "{" }),
      failsWith("InvalidExecutionInput", /^Invalid State Machine Execution Input: '/),
    );
    await assert.rejects(start({ name: "a b" }), failsWith("InvalidName", "Invalid Name: 'a b'"));
    await assert.rejects(
      test.call("DescribeExecution", { executionArn: executionArn("pass", "none") }),
      failsWith("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn("pass", "none")}'`),
    );
    await assert.rejects(test.call("ListExecutions", {}), failsWith("ValidationException", /exactly one/));
    await assert.rejects(test.call("Dance", {}), failsWith("UnknownOperationException", /Dance/));
  });

  it("retains no more ended executions than configured", async () => {
    const small = await testCloud({ clock, retainedExecutions: 2 });
    await small.create("pass", PASS);
    for (const name of ["one", "two", "three"]) {
      await small.call("StartExecution", { stateMachineArn: machineArn("pass"), name });
      await small.service.execution(executionArn("pass", name))?.ended;
    }
    await clock.advance(0);
    assert.deepEqual(
      small.service.executions().map(({ name }) => name),
      ["three", "two"],
    );
    await small.close();
  });
});
