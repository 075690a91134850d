import assert from "node:assert/strict";
import {
  GetActivityTaskCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { executionArn, failsWith, fakeService, machineArn, type TestCloud, testCloud } from "./support";

const timedOut = failsWith("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
const invalidToken = failsWith("InvalidToken", "Invalid Token: 'Invalid token'");

describe("task tokens", () => {
  let test: TestCloud;
  const clock = new ManualClock();
  const tokens: string[] = [];
  const sqs = fakeService("sqs", {
    SendMessage: ({ MessageBody }) => {
      tokens.push((JSON.parse(String(MessageBody)) as { token: string }).token);
      return { MessageId: "m", MD5OfMessageBody: "md5" };
    },
  });
  const callback = {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "http://queue", MessageBody: { "token.$": "$$.Task.Token" } },
        TimeoutSeconds: 100,
        HeartbeatSeconds: 10,
        End: true,
      },
    },
  };

  before(async () => {
    test = await testCloud({ clock, services: [sqs] });
    await test.create("ask", callback);
  });
  after(() => test.close());

  /** Starts an execution and resolves to its token once the message was sent. */
  const start = async (name: string): Promise<string> => {
    const sent = tokens.length;
    await test.call("StartExecution", { stateMachineArn: machineArn("ask"), name });
    await clock.advance(0);
    assert.equal(tokens.length, sent + 1);
    return tokens.at(-1) ?? "";
  };
  const execution = (name: string) => test.service.execution(executionArn("ask", name));
  const result = async (name: string) => {
    await execution(name)?.ended;
    return execution(name)?.result;
  };

  it("ends the Task with the answer, once", async () => {
    const taskToken = await start("answered");
    await test.client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    await assert.rejects(test.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" })), timedOut);
    await assert.rejects(test.client.send(new SendTaskFailureCommand({ taskToken })), timedOut);
    assert.deepEqual(await result("answered"), { status: "SUCCEEDED", output: { ok: true } });
    const types = execution("answered")?.events.map(({ type }) => type);
    assert.deepEqual(types?.slice(2, 6), ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]);
  });

  it("accepts exactly one of two simultaneous answers", async () => {
    const taskToken = await start("race");
    const answers = await Promise.allSettled([
      test.client.send(new SendTaskSuccessCommand({ taskToken, output: '"a"' })),
      test.client.send(new SendTaskSuccessCommand({ taskToken, output: '"b"' })),
    ]);
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    const winner = answers[0]?.status === "fulfilled" ? "a" : "b";
    assert.deepEqual(await result("race"), { status: "SUCCEEDED", output: winner });
  });

  it("fails the Task with error and cause", async () => {
    const taskToken = await start("failed");
    await test.client.send(new SendTaskFailureCommand({ taskToken, error: "Sour", cause: "milk" }));
    assert.deepEqual(await result("failed"), { status: "FAILED", error: "Sour", cause: "milk" });
  });

  it("keeps the Task alive with heartbeats, the last one a moment before the deadline", async () => {
    const taskToken = await start("alive");
    for (let beat = 0; beat < 3; beat++) {
      await clock.advance(9_999);
      await test.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    assert.equal(execution("alive")?.status, "RUNNING");
    await clock.advance(10_000);
    assert.equal((await result("alive"))?.status, "FAILED");
    await assert.rejects(test.client.send(new SendTaskHeartbeatCommand({ taskToken })), timedOut);
  });

  it("rejects an answer at the deadline itself", async () => {
    const taskToken = await start("late");
    await clock.advance(10_000);
    await assert.rejects(test.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" })), timedOut);
    assert.equal((await result("late"))?.status, "FAILED");
  });

  it("rejects an answer after the execution was stopped", async () => {
    const taskToken = await start("stopped");
    await test.call("StopExecution", { executionArn: executionArn("ask", "stopped") });
    await assert.rejects(test.client.send(new SendTaskSuccessCommand({ taskToken, output: "1" })), timedOut);
  });

  it("rejects unknown tokens and output that is not JSON", async () => {
    await assert.rejects(
      test.client.send(new SendTaskSuccessCommand({ taskToken: "x", output: "1" })),
      invalidToken,
    );
    await assert.rejects(
      test.client.send(new SendTaskSuccessCommand({ taskToken: "x", output: "{" })),
      invalidToken,
    );
    const taskToken = await start("unread");
    await assert.rejects(
      test.client.send(new SendTaskSuccessCommand({ taskToken, output: "{" })),
      failsWith("InvalidOutput", /^Invalid Output: '/),
    );
    assert.equal(execution("unread")?.status, "RUNNING");
    await test.call("StopExecution", { executionArn: executionArn("ask", "unread") });
  });
});

describe("activities", () => {
  let test: TestCloud;
  const clock = new ManualClock();
  let activityArn = "";

  before(async () => {
    test = await testCloud({ clock });
    activityArn = String((await test.call("CreateActivity", { name: "pack" })).activityArn);
    await test.create("packing", {
      StartAt: "Pack",
      States: { Pack: { Type: "Task", Resource: activityArn, TimeoutSeconds: 300, End: true } },
    });
  });
  after(() => test.close());

  const start = (name: string) =>
    test.call("StartExecution", { stateMachineArn: machineArn("packing"), name, input: '{"box":1}' });
  const poll = (workerName?: string) =>
    test.client.send(new GetActivityTaskCommand({ activityArn, workerName }));
  const result = async (name: string) => {
    const execution = test.service.execution(executionArn("packing", name));
    await execution?.ended;
    return execution?.result;
  };

  it("hands a queued task to a worker", async () => {
    await start("queued");
    await clock.advance(0);
    const { taskToken, input } = await poll("w1");
    assert.equal(input, '{"box":1}');
    await test.client.send(new SendTaskSuccessCommand({ taskToken, output: '"packed"' }));
    assert.deepEqual(await result("queued"), { status: "SUCCEEDED", output: "packed" });
  });

  it("hands a task to the worker that waited first", async () => {
    const context = {
      requestId: "r",
      signal: new AbortController().signal,
      idle: <T>(work: Promise<T>) => work,
    };
    const waiting = test.service.invoke(
      { operation: "GetActivityTask", input: { activityArn } },
      test.cloud.administrator,
      context,
    );
    await start("waited");
    await clock.advance(0);
    const { taskToken } = await waiting;
    await test.call("SendTaskFailure", { taskToken, error: "Torn" });
    assert.deepEqual(await result("waited"), { status: "FAILED", error: "Torn" });
  });

  it("returns nothing to a worker after a minute, or when it disconnects", async () => {
    const away = new AbortController();
    const invoke = (signal: AbortSignal) =>
      test.service.invoke(
        { operation: "GetActivityTask", input: { activityArn } },
        test.cloud.administrator,
        {
          requestId: "r",
          signal,
          idle: (work) => work,
        },
      );
    const patient = invoke(new AbortController().signal);
    const gone = invoke(away.signal);
    away.abort();
    assert.deepEqual(await gone, {});
    await clock.advance(60_000);
    assert.deepEqual(await patient, {});
  });

  it("does not hand out a task whose execution was stopped", async () => {
    await start("stopped");
    await clock.advance(0);
    await test.call("StopExecution", { executionArn: executionArn("packing", "stopped") });
    await start("next");
    await clock.advance(0);
    const { taskToken } = await poll();
    await test.call("SendTaskSuccess", { taskToken, output: "1" });
    assert.equal((await result("next"))?.status, "SUCCEEDED");
  });

  it("times out from the moment a worker took the task", async () => {
    await start("slow");
    await clock.advance(1_000_000);
    const { taskToken } = await poll("w2");
    await clock.advance(299_999);
    assert.equal(test.service.execution(executionArn("packing", "slow"))?.status, "RUNNING");
    await clock.advance(1);
    assert.deepEqual(await result("slow"), { status: "FAILED", error: "States.Timeout" });
    await assert.rejects(test.call("SendTaskSuccess", { taskToken, output: "1" }), timedOut);
  });

  it("is created again with the same settings, listed, described and deleted; its tokens end with it", async () => {
    await test.call("CreateActivity", { name: "pack" });
    const { activities } = await test.call("ListActivities", {});
    assert.equal((activities as unknown[]).length, 1);
    assert.equal((await test.call("DescribeActivity", { activityArn })).name, "pack");
    await start("orphan");
    await clock.advance(0);
    const { taskToken } = await poll();
    await test.call("DeleteActivity", { activityArn });
    await test.call("DeleteActivity", { activityArn });
    await assert.rejects(
      test.call("SendTaskSuccess", { taskToken, output: "1" }),
      failsWith("TaskDoesNotExist", /Provided task does not exist anymore/),
    );
    await assert.rejects(
      test.call("DescribeActivity", { activityArn }),
      failsWith("ActivityDoesNotExist", `Activity Does Not Exist: '${activityArn}'`),
    );
    await test.call("StopExecution", { executionArn: executionArn("packing", "orphan") });
  });
});
