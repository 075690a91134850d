import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { executionArn, failsWith, machineArn, PASS, type TestCloud, testCloud, WAIT } from "./support";

const MAP = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "Item",
        States: { Item: { Type: "Pass", End: true } },
      },
      End: true,
    },
  },
};

/** Starts an execution of `child`, which ends at once, and then waits for an hour. */
const PARENT = {
  StartAt: "Start",
  States: {
    Start: {
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution.sync",
      Parameters: { StateMachineArn: machineArn("child"), Name: "nested", Input: {} },
      Next: "Hold",
    },
    Hold: { Type: "Wait", Seconds: 3600, End: true },
  },
};
const FAIL = { StartAt: "No", States: { No: { Type: "Fail", Error: "No" } } };

describe("the executions that are retained", () => {
  let test: TestCloud;
  let clock: ManualClock;

  const open = async (limits: { retainedExecutions?: number; retainedBytes?: number }) => {
    clock = new ManualClock();
    test = await testCloud({ clock, ...limits });
    const machines = { pass: PASS, hold: WAIT, fail: FAIL, map: MAP, child: PASS, parent: PARENT };
    for (const [name, definition] of Object.entries(machines)) await test.create(name, definition);
  };
  afterEach(() => test.close());

  const start = (machine: string, name: string, input = "{}") =>
    test.call("StartExecution", { stateMachineArn: machineArn(machine), name, input });
  const run = async (machine: string, name: string, input?: string) => {
    await start(machine, name, input);
    await test.service.execution(executionArn(machine, name))?.ended;
    await clock.advance(0);
  };
  const kept = () => test.service.executions().map(({ name }) => name);

  it("are the last ones to end, and those that are running", async () => {
    await open({ retainedExecutions: 2 });
    await start("hold", "slow");
    for (const name of ["a", "b", "c", "d"]) await run("pass", name);
    assert.deepEqual(kept(), ["d", "c", "slow"]);
    const { executions = [] } = await test.client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn("pass") }),
    );
    assert.deepEqual(
      executions.map(({ name }) => name),
      ["d", "c"],
    );
    await test.call("StopExecution", { executionArn: executionArn("hold", "slow") });
    await clock.advance(0);
    assert.deepEqual(kept(), ["d", "slow"]);
  });

  it("are 10,000 by default", async () => {
    await open({});
    for (let index = 0; index < 10_001; index++) await start("pass", `e${index}`);
    await test.service.execution(executionArn("pass", "e10000"))?.ended;
    await clock.advance(0);
    assert.equal(test.service.executions().length, 10_000);
    assert.equal(test.service.execution(executionArn("pass", "e0")), undefined);
  });

  it("no longer exist once they are dropped, and their names are free again", async () => {
    await open({ retainedExecutions: 1 });
    await run("fail", "a");
    const arn = executionArn("fail", "a");
    await assert.rejects(start("fail", "a"), failsWith("ExecutionAlreadyExists", /a'$/));
    await run("pass", "b");
    const commands = [
      new DescribeExecutionCommand({ executionArn: arn }),
      new GetExecutionHistoryCommand({ executionArn: arn }),
      new ListMapRunsCommand({ executionArn: arn }),
      new RedriveExecutionCommand({ executionArn: arn }),
      new StopExecutionCommand({ executionArn: arn }),
    ];
    for (const command of commands) {
      await assert.rejects(
        // The client's overloads take one kind of command at a time.
        test.client.send(command as DescribeExecutionCommand),
        failsWith("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`),
      );
    }
    await run("fail", "a");
    assert.equal(test.service.execution(arn)?.status, "FAILED");
  });

  it("include the last one, however large it is", async () => {
    await open({ retainedBytes: 20_000 });
    await run("pass", "small");
    const large = JSON.stringify("x".repeat(50_000));
    await run("pass", "large", large);
    assert.deepEqual(kept(), ["large"]);
    await run("pass", "again");
    assert.deepEqual(kept(), ["again"]);
    for (const name of ["a", "b"]) await run("pass", name);
    assert.deepEqual(kept(), ["b", "a", "again"]);
  });

  it("include the children of a distributed Map for as long as their parent is retained", async () => {
    await open({ retainedExecutions: 3 });
    await run("pass", "before");
    await run("map", "parent", "[1,2,3,4]");
    const arn = executionArn("map", "parent");
    assert.equal(kept().length, 5);
    assert.equal(kept().includes("before"), false);
    const { mapRuns = [] } = await test.client.send(new ListMapRunsCommand({ executionArn: arn }));
    const mapRunArn = mapRuns[0]?.mapRunArn;
    const children = await test.client.send(new ListExecutionsCommand({ mapRunArn }));
    assert.equal(children.executions?.length, 4);
    await run("pass", "after");
    assert.deepEqual(kept(), ["after"]);
    await assert.rejects(
      test.client.send(new DescribeMapRunCommand({ mapRunArn })),
      failsWith("ResourceNotFound", /./),
    );
  });

  it("include what another execution started for as long as that one is running", async () => {
    await open({ retainedExecutions: 1 });
    await start("parent", "p");
    await clock.advance(1000);
    for (const name of ["a", "b"]) await run("pass", name);
    assert.deepEqual(kept(), ["b", "nested", "p"]);
    await test.call("StopExecution", { executionArn: executionArn("parent", "p") });
    await clock.advance(0);
    assert.deepEqual(kept(), ["p"]);
  });

  it("do not lose one that was redriven while the one that started it is running", async () => {
    await open({ retainedExecutions: 1 });
    // Its Task catches the end of the execution that it started.
    await test.create("starter", {
      StartAt: "Start",
      States: {
        Start: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution.sync",
          Parameters: { StateMachineArn: machineArn("hold"), Name: "nested", Input: {} },
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Hold" }],
          Next: "Hold",
        },
        Hold: { Type: "Wait", Seconds: 3600, End: true },
      },
    });
    await start("starter", "s");
    await clock.advance(1000);
    await test.call("StopExecution", { executionArn: executionArn("hold", "nested") });
    await clock.advance(0);
    await test.call("RedriveExecution", { executionArn: executionArn("hold", "nested") });
    await test.call("StopExecution", { executionArn: executionArn("starter", "s") });
    for (const name of ["a", "b"]) await run("pass", name);
    assert.deepEqual(kept(), ["b", "nested"]);
    assert.equal(test.service.execution(executionArn("hold", "nested"))?.status, "RUNNING");
  });

  it("include the children of a Map that was stopped", async () => {
    await open({ retainedExecutions: 10 });
    const states = { Item: { Type: "Wait", Seconds: 3600, End: true } };
    const { Each } = MAP.States;
    const processor = { ...Each.ItemProcessor, States: states };
    await test.create("long", { ...MAP, States: { Each: { ...Each, ItemProcessor: processor } } });
    await start("long", "parent", "[1,2,3]");
    await clock.advance(1000);
    assert.equal(kept().length, 4);
    await test.call("StopExecution", { executionArn: executionArn("long", "parent") });
    await clock.advance(1000);
    assert.deepEqual(
      test.service.executions().map(({ status }) => status),
      ["ABORTED", "ABORTED", "ABORTED", "ABORTED"],
    );
  });

  it("do not lose one that was redriven", async () => {
    await open({ retainedExecutions: 1 });
    await start("hold", "again");
    await test.call("StopExecution", { executionArn: executionArn("hold", "again") });
    await test.call("RedriveExecution", { executionArn: executionArn("hold", "again") });
    for (const name of ["a", "b"]) await run("pass", name);
    assert.deepEqual(kept(), ["b", "again"]);
  });

  it("must be at least one", async () => {
    await open({});
    for (const retainedExecutions of [0, -1, 1.5, Number.NaN]) {
      await assert.rejects(testCloud({ clock, retainedExecutions }), /allowed: a whole number from 1/);
    }
  });
});
