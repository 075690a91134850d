import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
} from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import { executionArn, failsWith, fakeService, machineArn, type TestCloud, testCloud, WAIT } from "./support";

const DAY = 24 * 60 * 60 * 1000;
const send = (next: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:sqs:sendMessage",
  Parameters: { QueueUrl: "q", "MessageBody.$": "States.JsonToString($)" },
  ResultPath: null,
  ...next,
});
const TASK = {
  StartAt: "Prepare",
  States: { Prepare: { Type: "Pass", Result: { item: 7 }, Next: "Send" }, Send: send({ End: true }) },
};
const branch = (name: string) => ({
  StartAt: name,
  States: {
    [name]: {
      ...send({ End: true }),
      Parameters: { QueueUrl: name, MessageBody: name },
      OutputPath: "$.item",
    },
  },
});
const PARALLEL = {
  StartAt: "Both",
  States: { Both: { Type: "Parallel", Branches: [branch("Left"), branch("Right")], End: true } },
};

describe("RedriveExecution", () => {
  let test: TestCloud;
  const clock = new ManualClock();
  /** The queues whose next messages are refused, and what arrived. */
  const broken = new Set<string>();
  const sent: string[] = [];

  before(async () => {
    const sqs = fakeService("sqs", {
      SendMessage: ({ QueueUrl, MessageBody }) => {
        if (broken.has(String(QueueUrl))) throw new AwsError("ServiceUnavailable", "Later");
        sent.push(String(MessageBody));
        return {};
      },
    });
    test = await testCloud({ clock, services: [sqs] });
    await test.create("task", TASK);
    await test.create("parallel", PARALLEL);
    await test.create("hold", WAIT);
  });
  beforeEach(() => {
    broken.clear();
    sent.length = 0;
  });
  after(() => test.close());

  const ended = async (arn: string) => {
    await test.service.execution(arn)?.ended;
    return test.client.send(new DescribeExecutionCommand({ executionArn: arn }));
  };
  const start = async (machine: string, name: string, input = '{"item":1}') => {
    await test.call("StartExecution", { stateMachineArn: machineArn(machine), name, input });
    return executionArn(machine, name);
  };
  const redrive = (arn: string, clientToken?: string) =>
    test.client.send(new RedriveExecutionCommand({ executionArn: arn, clientToken }));

  it("resumes at the state that failed, with its input, and continues the history", async () => {
    broken.add("q");
    const arn = await start("task", "again");
    const failed = await ended(arn);
    assert.deepEqual(
      [failed.status, failed.redriveStatus, failed.redriveCount, failed.redriveDate],
      ["FAILED", "REDRIVABLE", 0, undefined],
    );
    assert.equal(failed.redriveStatusReason, undefined);
    broken.clear();
    await clock.advance(DAY);
    const { redriveDate } = await redrive(arn);
    assert.deepEqual(redriveDate, new Date(clock.now()));
    const succeeded = await ended(arn);
    assert.deepEqual(
      [succeeded.status, succeeded.output, succeeded.redriveCount, succeeded.redriveDate],
      ["SUCCEEDED", '{"item":7}', 1, redriveDate],
    );
    assert.deepEqual(succeeded.startDate, failed.startDate);
    assert.deepEqual(sent, ['{"item":7}']);
    const { events = [] } = await test.client.send(new GetExecutionHistoryCommand({ executionArn: arn }));
    assert.deepEqual(
      events.map(({ id }) => id),
      events.map((_event, index) => index + 1),
    );
    const at = events.findIndex(({ type }) => type === "ExecutionRedriven");
    assert.equal(events[at - 1]?.type, "ExecutionFailed");
    assert.equal(events[at]?.executionRedrivenEventDetails?.redriveCount, 1);
    assert.equal(events[at + 1]?.stateEnteredEventDetails?.name, "Send");
    assert.equal(events.at(-1)?.type, "ExecutionSucceeded");
    // The start, both states, the redrive, and the state entered again.
    assert.equal(test.service.execution(arn)?.billedTransitions, 5);
  });

  it("reruns only the branches that did not succeed", async () => {
    broken.add("Right");
    const arn = await start("parallel", "again");
    assert.equal((await ended(arn)).status, "FAILED");
    const before = [...sent];
    broken.clear();
    await redrive(arn);
    assert.equal((await ended(arn)).output, "[1,1]");
    assert.deepEqual([...before, ...sent.slice(before.length)].sort(), ["Left", "Right"]);
  });

  it("restarts a Wait in an execution that was stopped, and can be stopped again", async () => {
    const arn = await start("hold", "stopped");
    await clock.advance(60_000);
    await test.call("StopExecution", { executionArn: arn });
    await redrive(arn);
    const running = await test.client.send(new DescribeExecutionCommand({ executionArn: arn }));
    assert.deepEqual(
      [running.status, running.stopDate, running.redriveStatus, running.redriveStatusReason],
      ["RUNNING", undefined, "NOT_REDRIVABLE", "Execution is RUNNING and cannot be redriven"],
    );
    await test.call("StopExecution", { executionArn: arn });
    await redrive(arn);
    await clock.advance(3_600_000);
    const description = await ended(arn);
    assert.deepEqual([description.status, description.redriveCount], ["SUCCEEDED", 2]);
  });

  it("redrives an execution that was stopped before its first state, from the start", async () => {
    const started = test.call("StartExecution", { stateMachineArn: machineArn("hold"), name: "early" });
    const arn = executionArn("hold", "early");
    await started;
    await test.service.execution(arn)?.stop();
    await redrive(arn);
    await clock.advance(3_600_000);
    assert.equal((await ended(arn)).status, "SUCCEEDED");
  });

  it("returns the same response for the same client token, and redrives once", async () => {
    const arn = await start("hold", "token");
    await test.call("StopExecution", { executionArn: arn });
    const first = await redrive(arn, "t-1");
    await clock.advance(1000);
    assert.deepEqual((await redrive(arn, "t-1")).redriveDate, first.redriveDate);
    assert.equal(test.service.execution(arn)?.redriveCount, 1);
    await clock.advance(16 * 60_000);
    await assert.rejects(
      redrive(arn, "t-1"),
      failsWith("ExecutionNotRedrivable", /Execution is RUNNING and cannot be redriven/),
    );
    await test.call("StopExecution", { executionArn: arn });
  });

  it("lists redriven executions separately", async () => {
    const list = async (redriveFilter: "REDRIVEN" | "NOT_REDRIVEN") => {
      const request = { stateMachineArn: machineArn("task"), redriveFilter };
      const { executions = [] } = await test.client.send(new ListExecutionsCommand(request));
      return executions.map(({ name, redriveCount }) => [name, redriveCount]);
    };
    await ended(await start("task", "smooth"));
    assert.deepEqual(await list("REDRIVEN"), [["again", 1]]);
    assert.deepEqual(await list("NOT_REDRIVEN"), [["smooth", 0]]);
  });

  it("rejects what AWS rejects", async () => {
    const refused = (reason: string) => failsWith("ExecutionNotRedrivable", new RegExp(reason));
    const smooth = await start("task", "fine");
    await ended(smooth);
    await assert.rejects(redrive(smooth), refused("Execution is SUCCEEDED and cannot be redriven"));

    const old = await start("hold", "old");
    await test.call("StopExecution", { executionArn: old });
    await clock.advance(14 * DAY);
    assert.equal((await ended(old)).redriveStatus, "REDRIVABLE");
    await clock.advance(1);
    assert.equal((await ended(old)).redriveStatusReason, "Execution redrivable period exceeded");
    await assert.rejects(redrive(old), refused("Execution redrivable period exceeded"));

    await test.create("leaving", WAIT);
    const leaving = await start("leaving", "last");
    await test.call("StopExecution", { executionArn: leaving });
    await test.call("DeleteStateMachine", { stateMachineArn: machineArn("leaving") });
    await assert.rejects(redrive(leaving), refused("State machine is in DELETING status"));

    const none = executionArn("task", "none");
    await assert.rejects(
      redrive(none),
      failsWith("ExecutionDoesNotExist", `Execution Does Not Exist: '${none}'`),
    );
    await assert.rejects(
      redrive("arn:aws:states:us-east-1:123456789012:express:task:a:b"),
      failsWith("InvalidArn", /express/),
    );
    await assert.rejects(redrive(none, "a b"), failsWith("ValidationException", /clientToken/));
  });

  it("retains the execution although others have ended since", async () => {
    const small = await testCloud({ retainedExecutions: 1, clock });
    try {
      await small.create("hold", WAIT);
      for (const name of ["a", "b"]) {
        await small.call("StartExecution", { stateMachineArn: machineArn("hold"), name });
      }
      await small.call("StopExecution", { executionArn: executionArn("hold", "a") });
      await small.call("RedriveExecution", { executionArn: executionArn("hold", "a") });
      await small.call("StopExecution", { executionArn: executionArn("hold", "b") });
      assert.equal(small.service.execution(executionArn("hold", "a"))?.status, "RUNNING");
    } finally {
      await small.close();
    }
  });
});
