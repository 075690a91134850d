import assert from "node:assert/strict";
import { TaskFailure, type TestStateRequest, testState } from "../../../../packages/asl/engine";
import { ManualClock } from "../../../../packages/local-cloud";
import { FUNCTION } from "./harness";

const ROLE = "arn:aws:iam::123456789012:role/test";

function test(state: unknown, request: Partial<TestStateRequest> = {}) {
  let ids = 0;
  return testState(
    { definition: JSON.stringify(state), roleArn: ROLE, ...request },
    {
      clock: new ManualClock(),
      random: () => 0.5,
      uuid: () => `id-${++ids}`,
      tasks: {
        async run({ parameters }) {
          if (parameters === "fail") throw new TaskFailure("E", "because");
          return { done: parameters };
        },
      },
    },
  );
}

const parsed = (data: Record<string, unknown> | undefined) =>
  Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [
      key,
      typeof value === "string" ? JSON.parse(value) : value,
    ]),
  );

const task = { Type: "Task", Resource: FUNCTION, Next: "After" };

describe("testState", () => {
  it("runs a state and says where it leads", async () => {
    assert.deepEqual(await test(task, { input: "1" }), {
      status: "SUCCEEDED",
      output: '{"done":1}',
      nextState: "After",
    });
  });

  it("shows the data between the steps from DEBUG on", async () => {
    const state = {
      ...task,
      InputPath: "$.a",
      Parameters: { "p.$": "$" },
      ResultSelector: { "r.$": "$.done.p" },
      ResultPath: "$.x",
    };
    const input = '{"a": 1}';
    assert.equal("inspectionData" in (await test(state, { input })), false);
    const { inspectionData } = await test(state, { input, inspectionLevel: "DEBUG" });
    assert.deepEqual(parsed(inspectionData), {
      input: { a: 1 },
      afterInputPath: 1,
      afterParameters: { p: 1 },
      result: { done: { p: 1 } },
      afterResultSelector: { r: 1 },
      afterResultPath: { a: 1, x: { r: 1 } },
    });
  });

  it("takes the context and the variables of the request", async () => {
    const state = {
      Type: "Pass",
      QueryLanguage: "JSONata",
      Output: "{% [$states.context.a, $v] %}",
      End: true,
    };
    assert.equal((await test(state, { context: '{"a": 1}', variables: '{"v": 2}' })).output, "[1,2]");
  });

  it("makes up a context", async () => {
    const state = { Type: "Pass", Parameters: { "c.$": "$$" }, End: true };
    assert.deepEqual(JSON.parse((await test(state)).output!).c, {
      Execution: {
        Id: "arn:aws:states:us-east-1:123456789012:express:id-1:id-2",
        Input: {},
        Name: "id-2",
        RoleArn: ROLE,
        StartTime: "2025-01-01T00:00:00.000Z",
      },
      StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:id-1", Name: "id-1" },
      State: { Name: "StateName", EnteredTime: "2025-01-01T00:00:00.000Z" },
    });
  });

  it("finds a state inside a machine, with the machine's language", async () => {
    const inner = { StartAt: "I", States: { I: { Type: "Pass", Output: "{% 1 + 1 %}", End: true } } };
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "P",
      States: { P: { Type: "Parallel", Branches: [inner], End: true } },
    };
    assert.equal((await test(machine, { stateName: "I" })).output, "2");
  });

  it("says whether a failure would be retried, caught or neither", async () => {
    const state = {
      ...task,
      Retry: [{ ErrorEquals: ["E"], MaxAttempts: 2, IntervalSeconds: 3 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "Caught" }],
    };
    const mock = { errorOutput: { error: "E", cause: "c" } };
    const at = (retrierRetryCount: number) =>
      test(state, { mock, stateConfiguration: { retrierRetryCount }, inspectionLevel: "TRACE" });
    const retried = await at(1);
    assert.equal(retried.status, "RETRIABLE");
    assert.deepEqual(retried.inspectionData!.errorDetails, { retryIndex: 0, retryBackoffIntervalSeconds: 6 });
    const caught = await at(2);
    assert.deepEqual([caught.status, caught.nextState], ["CAUGHT_ERROR", "Caught"]);
    assert.equal(caught.output, '{"e":{"Error":"E","Cause":"c"}}');
    assert.deepEqual(await test(task, { input: '"fail"' }), {
      status: "FAILED",
      error: "E",
      cause: "because",
    });
  });

  it("mocks the branches of a Parallel and the iterations of a Map", async () => {
    const graph = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
    const parallel = { Type: "Parallel", Branches: [graph], ResultPath: "$.r", End: true };
    assert.equal((await test(parallel, { mock: { result: "[1]" } })).output, '{"r":[1]}');
    const map = {
      Type: "Map",
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...graph },
      ToleratedFailureCount: 1,
      End: true,
    };
    const failed = (mapIterationFailureCount: number) =>
      test(map, { input: "[1]", mock: { result: "[1]" }, stateConfiguration: { mapIterationFailureCount } });
    assert.equal((await failed(1)).status, "SUCCEEDED");
    assert.equal((await failed(2)).error, "States.ExceedToleratedFailureThreshold");
  });

  const mocks: [string, unknown, "STRICT" | "PRESENT" | "NONE", string | undefined][] = [
    ["states:startExecution", {}, "STRICT", "Required field 'ExecutionArn' is missing"],
    ["states:startExecution", {}, "PRESENT", undefined],
    ["states:startExecution", { StartDate: 1 }, "PRESENT", "Field 'StartDate' must be a string"],
    ["states:startExecution", { StartDate: 1 }, "NONE", undefined],
    ["states:startExecution.waitForTaskToken", 1, "STRICT", undefined],
    [
      "aws-sdk:lambda:getFunction",
      { Configuration: { MemorySize: 1 } },
      "STRICT",
      "Field 'MemorySize' is less than the minimum value",
    ],
    ["events:putEvents", { Entries: [{ EventId: 1 }] }, "STRICT", "Field 'EventId' must be a string"],
    [
      "aws-sdk:s3:getObject",
      { StorageClass: "PAPER" },
      "STRICT",
      "Field 'StorageClass' is not an expected value",
    ],
    ["sqs:sendMessage", { more: 1 }, "STRICT", undefined],
    ["unknown:operation", 1, "STRICT", undefined],
  ];
  for (const [operation, result, fieldValidationMode, message] of mocks) {
    it(`${message ? "refuses" : "takes"} ${JSON.stringify(result)} of ${operation}, ${fieldValidationMode}`, async () => {
      const state = { Type: "Task", Resource: `arn:aws:states:::${operation}`, End: true };
      const tested = test(state, { mock: { result: JSON.stringify(result), fieldValidationMode } });
      if (message)
        await assert.rejects(tested, { message: `Mock result schema validation error: ${message}` });
      else assert.equal((await tested).output, JSON.stringify(result));
    });
  }

  const parallel = { Type: "Parallel", Branches: [], End: true };
  const refused: [string, unknown, Partial<TestStateRequest>, string, RegExp][] = [
    ["no JSON", undefined, { definition: "{" }, "InvalidDefinition", /valid JSON object/],
    ["a state it can not run", { Type: "Else" }, {}, "InvalidDefinition", /not a type of state/],
    ["an input that is not JSON", { Type: "Succeed" }, { input: "{" }, "InvalidExecutionInput", /valid JSON/],
    [
      "a Task without a role",
      task,
      { roleArn: undefined },
      "ValidationException",
      /^RoleArn must be specified/,
    ],
    [
      "a Parallel without a mock",
      parallel,
      {},
      "InvalidDefinition",
      /^TestState API does not support Map or Parallel/,
    ],
    [
      "a mock that is not an array",
      parallel,
      { mock: { result: "{}" } },
      "ValidationException",
      /must be an array/,
    ],
    ["a mock that is not JSON", task, { mock: { result: "{" } }, "ValidationException", /must be valid JSON/],
    [
      "a mock of a Succeed",
      { Type: "Succeed" },
      { mock: { result: "1" } },
      "ValidationException",
      /^State type 'Succeed'/,
    ],
    ["two mocks", task, { mock: { result: "1", errorOutput: {} } }, "ValidationException", /only one of/],
    [
      "a name that is not there",
      { StartAt: "A", States: { A: { Type: "Succeed" } } },
      { stateName: "B" },
      "ValidationException",
      /'B' does not exist/,
    ],
  ];
  for (const [name, state, request, code, message] of refused) {
    it(`rejects ${name}`, () => assert.rejects(test(state, request), { code, message }));
  }
});
