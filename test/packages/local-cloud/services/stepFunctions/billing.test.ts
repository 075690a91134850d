import assert from "node:assert/strict";
import type { HistoryEvent } from "../../../../../packages/asl/engine";
import {
  expressBilling,
  TransitionCounter,
} from "../../../../../packages/local-cloud/services/stepFunctions/billing";
import { executionArn, fakeService, machineArn, testCloud } from "./support";

describe("billed transitions", () => {
  const count = (...events: [type: string, previousEventId: number][]) => {
    const counter = new TransitionCounter();
    events.forEach(([type, previousEventId], index) => {
      counter.observe({ id: index + 1, previousEventId, type, timestamp: new Date(0) } as HistoryEvent);
    });
    return counter.count;
  };

  it("count the start and every state entered", () => {
    assert.equal(count(["ExecutionStarted", 0], ["PassStateEntered", 0], ["PassStateExited", 2]), 2);
  });

  it("count every attempt after the first", () => {
    const firstAttempt: [string, number][] = [
      ["ExecutionStarted", 0],
      ["TaskStateEntered", 0],
      ["TaskScheduled", 2],
      ["TaskFailed", 3],
    ];
    assert.equal(count(...firstAttempt), 2);
    assert.equal(count(...firstAttempt, ["TaskScheduled", 4], ["TaskFailed", 5], ["TaskScheduled", 6]), 4);
  });

  it("count the retries of a running execution", async () => {
    let calls = 0;
    const lambda = fakeService("lambda", {
      Invoke: () =>
        ++calls < 3 ? { FunctionError: "Unhandled", Payload: '{"errorType":"Sour"}' } : { Payload: "1" },
    });
    const test = await testCloud({ services: [lambda] });
    const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1, MaxAttempts: 5 }];
    const Resource = "arn:aws:states:::lambda:invoke";
    await test.create("retried", {
      StartAt: "Both",
      States: {
        Both: {
          Type: "Parallel",
          Branches: [
            {
              StartAt: "Try",
              States: {
                Try: { Type: "Task", Resource, Parameters: { FunctionName: "f" }, Retry, End: true },
              },
            },
          ],
          End: true,
        },
      },
    });
    await test.call("StartExecution", { stateMachineArn: machineArn("retried"), name: "r" });
    const execution = test.service.execution(executionArn("retried", "r"));
    await execution?.ended;
    assert.equal(execution?.status, "SUCCEEDED");
    assert.equal(calls, 3);
    assert.equal(execution?.billedTransitions, 5, "start, Both, Try and its two retries");
    await test.close();
  });

  it("are not what an Express state machine is billed by", () => {
    assert.deepEqual(expressBilling(101), { billedDurationInMilliseconds: 200, billedMemoryUsedInMB: 64 });
  });
});
