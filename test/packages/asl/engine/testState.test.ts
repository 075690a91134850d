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
      ...task,
      QueryLanguage: "JSONata",
      Output: "{% [$states.context.Execution.Name, $v] %}",
    };
    const context = '{"Execution": {"Name": "e"}}';
    const { output } = await test(state, { context, variables: '{"v": 2}', mock: { result: "1" } });
    assert.equal(output, '["e",2]');
  });

  it("shows the variables after the state assigned some", async () => {
    const state = { Type: "Pass", Assign: { "b.$": "$.n" }, End: true };
    const request = { input: '{"n": 2}', variables: '{"a": 1}', inspectionLevel: "DEBUG" } as const;
    assert.equal((await test(state, request)).inspectionData!.variables, '{"a":1,"b":2}');
  });

  it("shows a Fail state's input, in JSONPath as InputPath would select it", async () => {
    const fail = { Type: "Fail", Error: "E", Cause: "c" };
    const request = { input: '{"n": 1}', inspectionLevel: "TRACE" } as const;
    assert.deepEqual(await test(fail, request), {
      status: "FAILED",
      error: "E",
      cause: "c",
      inspectionData: { input: '{"n":1}', afterInputPath: '{"n":1}' },
    });
    const { inspectionData } = await test({ ...fail, QueryLanguage: "JSONata" }, request);
    assert.deepEqual(inspectionData, { input: '{"n":1}' });
  });

  it("holds the output to its limit", async () => {
    const state = { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" }, End: true };
    const { status, error } = await test(state, { input: JSON.stringify("x".repeat(150_000)) });
    assert.deepEqual([status, error], ["FAILED", "States.DataLimitExceeded"]);
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
      test(map, {
        input: "[1, 2, 3]",
        mock: { result: "[1, 2, 3]" },
        stateConfiguration: { mapIterationFailureCount },
      });
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
    ["sqs:sendMessage", { MD5OfMessageBody: {} }, "STRICT", undefined],
    ["lambda:invoke", { Payload: {} }, "STRICT", "Field 'Payload' must be a string"],
    ["lambda:invoke", { Payload: "text" }, "STRICT", undefined],
    ["dynamodb:putItem", { Attributes: { a: "text" } }, "STRICT", "Field 'Attributes' must be an object"],
    ["aws-sdk:s3:getObject", { DeleteMarker: "no" }, "PRESENT", "Field 'DeleteMarker' must be a boolean"],
    [
      "aws-sdk:lambda:getFunction",
      { Configuration: { EphemeralStorage: {} } },
      "STRICT",
      "Required field 'Size' is missing",
    ],
    ["aws-sdk:glue:getTags", 1, "STRICT", undefined],
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

  const graph = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
  const other = { StartAt: "J", States: { J: { Type: "Pass", End: true } } };
  const parallel = { Type: "Parallel", Branches: [graph, other], End: true };
  const distributed = { ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" }, ...graph };
  const map = { Type: "Map", ItemProcessor: distributed, End: true };
  const reader = {
    ...map,
    ItemReader: {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: "JSON", ItemsPointer: "/list" },
      Parameters: { Bucket: "b", Key: "k" },
    },
    ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
    ItemBatcher: { MaxItemsPerBatch: 2 },
  };
  const written = {
    ...map,
    ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
  };
  const mapItemReaderData = '{"list": [7, 8, 9]}';

  it("shows how the items of a Map become the inputs of its children", async () => {
    const { status, inspectionData } = await test(reader, {
      mock: { result: "[1, 2]" },
      stateConfiguration: { mapItemReaderData },
      inspectionLevel: "DEBUG",
    });
    const [a, b, c] = [7, 8, 9].map((v, i) => ({ i, v }));
    assert.equal(status, "SUCCEEDED");
    assert.deepEqual(parsed(inspectionData), {
      input: {},
      afterInputPath: {},
      maxConcurrency: 0,
      afterItemsPointer: [7, 8, 9],
      afterItemSelector: [a, b, c],
      afterItemBatcher: [{ Items: [a, b] }, { Items: [c] }],
      afterResultSelector: [1, 2],
      afterResultPath: [1, 2],
    });
    const inline = { ...map, ItemProcessor: graph, ItemSelector: { "v.$": "$$.Map.Item.Value" } };
    const request = { input: "[1]", mock: { result: "[2]" }, inspectionLevel: "DEBUG" } as const;
    assert.equal((await test(inline, request)).inspectionData!.afterItemSelector, '[{"v":1}]');
  });

  it("fails where the mocked data of an ItemReader cannot be read", async () => {
    const stateConfiguration = { mapItemReaderData: '{"list": {}}' };
    const { error, cause } = await test(reader, { mock: { result: "[]" }, stateConfiguration });
    assert.deepEqual(
      [error, cause],
      ["States.ItemReaderFailed", "Attempting to map over non-iterable node."],
    );
  });

  const outcomes: [string, unknown, Partial<TestStateRequest>, string][] = [
    [
      "any number of results of an ItemReader whose data is not given",
      reader,
      { mock: { result: "[1]" } },
      "[1]",
    ],
    [
      "results without those of the items that failed",
      map,
      { input: "[1, 2]", mock: { result: "[1]" }, stateConfiguration: { mapIterationFailureCount: 1 } },
      "[1]",
    ],
    [
      "any number of results that are flattened",
      { ...map, ResultWriter: { WriterConfig: { OutputType: "JSON", Transformation: "FLATTEN" } } },
      { input: "[1]", mock: { result: "[1, 2]" } },
      "[1,2]",
    ],
    ["an object of a Map that writes its results", written, { input: "[1]", mock: { result: "{}" } }, "{}"],
  ];
  for (const [name, state, request, output] of outcomes) {
    it(`takes ${name}`, async () => assert.equal((await test(state, request)).output, output));
  }

  const refused: [string, unknown, Partial<TestStateRequest>, string, RegExp][] = [
    ["no JSON", undefined, { definition: "{" }, "InvalidDefinition", /valid JSON object/],
    [
      "a state it can not run",
      { Type: "Else" },
      {},
      "InvalidDefinition",
      /^Invalid State Machine Definition/,
    ],
    [
      "no branches",
      { ...parallel, Branches: [] },
      { mock: { result: "[]" } },
      "InvalidDefinition",
      /not be empty/,
    ],
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
    [
      "two mocks",
      task,
      { mock: { result: "1", errorOutput: { error: "E" } } },
      "ValidationException",
      /only one of/,
    ],
    ["an empty mock", task, { mock: {} }, "ValidationException", /only one of/],
    ["a mocked error without a name", task, { mock: { errorOutput: {} } }, "ValidationException", /'error'/],
    [
      "secrets of a mock",
      task,
      { mock: { result: "1" }, revealSecrets: true },
      "ValidationException",
      /^TestState does not support RevealSecrets/,
    ],
    ["a context without a mock", task, { context: "{}" }, "ValidationException", /^Context/],
    [
      "a configuration without a mock",
      task,
      { stateConfiguration: { retrierRetryCount: 1 } },
      "ValidationException",
      /^StateConfiguration/,
    ],
    [
      "a name that is not there",
      { StartAt: "A", States: { A: { Type: "Succeed" } } },
      { stateName: "B" },
      "ValidationException",
      /'B' does not exist/,
    ],
    [
      "fewer results than branches",
      parallel,
      { mock: { result: "[1]" } },
      "ValidationException",
      /as there are branches: 2, but had 1\.$/,
    ],
    [
      "more results than items",
      map,
      { input: "[1]", mock: { result: "[1, 2]" } },
      "ValidationException",
      /as there are iterations: 1, but had 2\.$/,
    ],
    [
      "more failures than items",
      map,
      { input: "[1]", mock: { result: "[1]" }, stateConfiguration: { mapIterationFailureCount: 2 } },
      "ValidationException",
      /number of items: 1, but was 2\.$/,
    ],
    [
      "results of a Map that writes them",
      written,
      { input: "[1]", mock: { result: "[1]" } },
      "ValidationException",
      /^Mocked result must be a JSON object\.$/,
    ],
  ];
  for (const [name, state, request, code, message] of refused) {
    it(`rejects ${name}`, () => assert.rejects(test(state, request), { code, message }));
  }

  const contexts: [string, RegExp][] = [
    ["[]", /must be a valid JSON object/],
    ['{"Else": 1}', /'Else' is not supported; supported: Execution, State, StateMachine, Task, Map$/],
    ['{"State": 1}', /'State' must be an object/],
    ['{"State": {"Else": 1}}', /'State.Else' is not supported/],
    ['{"State": {"RetryCount": "1"}}', /'State.RetryCount' must be a number/],
    ['{"Map": {"Item": []}}', /'Map.Item' must be an object/],
  ];
  for (const [context, message] of contexts) {
    it(`rejects the context ${context}`, () =>
      assert.rejects(test(task, { context, mock: { result: "1" } }), {
        code: "ValidationException",
        message,
      }));
  }
});
