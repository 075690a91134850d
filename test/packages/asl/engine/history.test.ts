import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { detailsOf, FUNCTION, machineOf, run, types } from "./harness";

const chain = (events: { id: number; previousEventId: number; type: string }[]) =>
  events.map((event) => `${event.id} ${event.type} ${event.previousEventId}`);

describe("the history", () => {
  it("numbers events and chains them", async () => {
    const definition = {
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } },
    };
    const { events } = await run(definition, { x: 1 });
    assert.deepEqual(chain(events), [
      "1 ExecutionStarted 0",
      "2 PassStateEntered 0",
      "3 PassStateExited 2",
      "4 SucceedStateEntered 3",
      "5 SucceedStateExited 4",
      "6 ExecutionSucceeded 5",
    ]);
    assert.deepEqual(events[0], {
      id: 1,
      previousEventId: 0,
      type: "ExecutionStarted",
      timestamp: new Date(Date.UTC(2025, 0, 1)),
      executionStartedEventDetails: {
        input: '{"x":1}',
        inputDetails: { truncated: false },
        roleArn: "arn:aws:iam::123456789012:role/machine",
      },
    });
  });

  it("chains branches and iterations to what started them", async () => {
    const branch = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
    const { events } = await run(machineOf({ Type: "Parallel", Branches: [branch, branch] }));
    assert.deepEqual(chain(events), [
      "1 ExecutionStarted 0",
      "2 ParallelStateEntered 0",
      "3 ParallelStateStarted 2",
      "4 PassStateEntered 3",
      "5 PassStateEntered 3",
      "6 PassStateExited 4",
      "7 PassStateExited 5",
      "8 ParallelStateSucceeded 7",
      "9 ParallelStateExited 8",
      "10 ExecutionSucceeded 9",
    ]);
    const map = await run(machineOf({ Type: "Map", ItemProcessor: branch, MaxConcurrency: 1 }), ["a", "b"]);
    assert.deepEqual(chain(map.events).slice(2, -2), [
      "3 MapStateStarted 2",
      "4 MapIterationStarted 3",
      "5 PassStateEntered 4",
      "6 PassStateExited 5",
      "7 MapIterationSucceeded 6",
      "8 MapIterationStarted 3",
      "9 PassStateEntered 8",
      "10 PassStateExited 9",
      "11 MapIterationSucceeded 10",
      "12 MapStateSucceeded 11",
    ]);
    assert.deepEqual(detailsOf(map.events, "MapStateStarted"), { length: 2 });
    assert.deepEqual(detailsOf(map.events, "MapIterationStarted"), { name: "State", index: 0 });
  });

  it("shows what a state got, put out and assigned", async () => {
    const { events } = await run(machineOf({ Type: "Pass", Assign: { x: { y: 1 } }, Output: 2 }, "JSONata"), {
      a: 1,
    });
    assert.deepEqual(detailsOf(events, "PassStateEntered"), {
      name: "State",
      input: '{"a":1}',
      inputDetails: { truncated: false },
    });
    assert.deepEqual(detailsOf(events, "PassStateExited"), {
      name: "State",
      output: "2",
      outputDetails: { truncated: false },
      assignedVariables: { x: '{"y":1}' },
      assignedVariablesDetails: { truncated: false },
    });
  });

  const taskRuns: [string, Record<string, unknown>, string[], Record<string, unknown>][] = [
    [
      "a service",
      {
        Resource: "arn:aws:states:::aws-sdk:dynamodb:putItem",
        TimeoutSeconds: 9,
        Credentials: { RoleArn: "r" },
      },
      ["TaskScheduled", "TaskStarted", "TaskSucceeded"],
      {
        resourceType: "aws-sdk:dynamodb",
        resource: "putItem",
        region: "us-east-1",
        parameters: "1",
        timeoutInSeconds: 9,
        taskCredentials: { roleArn: "r" },
      },
    ],
    [
      "a nested execution",
      { Resource: "arn:aws:states:::states:startExecution.sync:2", HeartbeatSeconds: 8 },
      ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"],
      {
        resourceType: "states",
        resource: "startExecution.sync:2",
        region: "us-east-1",
        parameters: "1",
        heartbeatInSeconds: 8,
      },
    ],
    [
      "a function",
      { Resource: FUNCTION },
      ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded"],
      { resource: FUNCTION, input: "1", inputDetails: { truncated: false } },
    ],
    [
      "an activity",
      { Resource: "arn:aws:states:us-east-1:123456789012:activity:a" },
      ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"],
      {
        resource: "arn:aws:states:us-east-1:123456789012:activity:a",
        input: "1",
        inputDetails: { truncated: false },
      },
    ],
  ];
  for (const [name, fields, expected, scheduled] of taskRuns) {
    it(`records the task of ${name}`, async () => {
      const { events } = await run(machineOf({ Type: "Task", ...fields }), 1, {
        task: (request) => {
          if (request.resource.includes(".sync")) request.submitted({ ExecutionArn: "arn" });
          return { ok: true } as Json;
        },
      });
      assert.deepEqual(types(events).slice(2, -2), expected);
      assert.deepEqual(detailsOf(events, expected[0]!), scheduled);
      const { output } = detailsOf(events, expected.at(-1)!);
      assert.equal(output, '{"ok":true}');
    });
  }

  it("records a Task's failure that ends its branch", async () => {
    const branch = { StartAt: "I", States: { I: { Type: "Task", Resource: FUNCTION, End: true } } };
    const { events } = await run(machineOf({ Type: "Parallel", Branches: [branch] }));
    assert.deepEqual(types(events).slice(3), [
      "TaskStateEntered",
      "LambdaFunctionScheduled",
      "LambdaFunctionStarted",
      "LambdaFunctionFailed",
      "TaskStateAborted",
      "ParallelStateFailed",
      "ExecutionFailed",
    ]);
    assert.deepEqual(detailsOf(events, "ExecutionFailed"), {
      error: "Test.NoTask",
      cause: `nothing performs ${FUNCTION}`,
    });
  });
});
