import assert from "node:assert/strict";
import { type Json, TaskFailure, type TaskRequest } from "../../../../packages/asl/engine";
import {
  ACCOUNT,
  begin,
  detailsOf,
  entered,
  FUNCTION,
  finish,
  machineOf,
  output,
  PREFIX,
  run,
  types,
} from "./harness";

const never = () => new Promise<Json>(() => {});
const CALLBACK = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

describe("Task", () => {
  it("hands over what the runner needs", async () => {
    const state = {
      Type: "Task",
      Resource: CALLBACK,
      Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
      Credentials: { "RoleArn.$": "$.role" },
    };
    const { requests, result } = await run(machineOf(state), { role: "arn:role" }, { task: () => "done" });
    assert.deepEqual(result, { status: "SUCCEEDED", output: "done" });
    const [request] = requests as [TaskRequest];
    assert.deepEqual(request.parameters, { QueueUrl: "q", MessageBody: { token: "id-1" } });
    assert.deepEqual(request.credentials, { RoleArn: "arn:role" });
    assert.equal(request.taskToken, "id-1");
    assert.equal(request.resource, CALLBACK);
    assert.equal(request.stateName, "State");
    assert.deepEqual(request.context.Task, { Token: "id-1" });
    assert.equal(request.signal.aborted, false);
  });

  it("gives the input where there are no arguments, and null where there is no result", async () => {
    const { requests, result } = await run(
      machineOf({ Type: "Task", Resource: FUNCTION }),
      { a: 1 },
      { task: () => undefined as unknown as Json },
    );
    assert.deepEqual(requests[0]!.parameters, { a: 1 });
    assert.deepEqual(result, { status: "SUCCEEDED", output: null });
  });

  const timeouts: [string, Record<string, unknown>, "JSONPath" | "JSONata"][] = [
    ["TimeoutSeconds", { TimeoutSeconds: 5 }, "JSONPath"],
    ["TimeoutSecondsPath", { TimeoutSecondsPath: "$.five" }, "JSONPath"],
    ["TimeoutSeconds as an expression", { TimeoutSeconds: "{% $states.input.five %}" }, "JSONata"],
    ["HeartbeatSeconds", { HeartbeatSeconds: 5 }, "JSONPath"],
    ["HeartbeatSecondsPath", { HeartbeatSecondsPath: "$.five" }, "JSONPath"],
  ];
  for (const [name, fields, language] of timeouts) {
    it(`ends at ${name}`, async () => {
      const definition = machineOf({ Type: "Task", Resource: CALLBACK, ...fields }, language);
      const started = begin(definition, { five: 5 }, { task: never });
      await started.clock.advance(4999);
      assert.equal(started.requests[0]!.signal.aborted, false);
      await started.clock.advance(1);
      assert.deepEqual(await started.execution.result, { status: "FAILED", error: "States.Timeout" });
      assert.equal(started.requests[0]!.signal.aborted, true);
      assert.deepEqual(types(started.events).slice(-2), ["TaskTimedOut", "ExecutionFailed"]);
    });
  }

  it("takes a heartbeat as a sign of life, and ignores those that arrive too late", async () => {
    const started = begin(
      machineOf({ Type: "Task", Resource: CALLBACK, HeartbeatSeconds: 5 }),
      {},
      { task: never },
    );
    await started.clock.advance(4000);
    started.requests[0]!.heartbeat();
    await started.clock.advance(4000);
    assert.equal(started.requests[0]!.signal.aborted, false);
    await started.clock.advance(1000);
    assert.equal((await started.execution.result).status, "FAILED");
    const events = started.events.length;
    started.requests[0]!.heartbeat();
    started.requests[0]!.submitted({});
    await started.clock.advance(60_000);
    assert.equal(started.events.length, events);
  });

  it("distinguishes a missing heartbeat from a timeout in a catcher", async () => {
    const Catch = [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "Caught" }];
    const definition = (limit: string) => ({
      StartAt: "State",
      States: {
        State: { Type: "Task", Resource: CALLBACK, [limit]: 5, Catch, End: true },
        Caught: { Type: "Pass", End: true },
      },
    });
    assert.deepEqual(await output(definition("HeartbeatSeconds"), {}, { task: never }), {
      Error: "States.Timeout",
      Cause: "",
    });
    assert.equal((await run(definition("TimeoutSeconds"), {}, { task: never })).result.status, "FAILED");
  });

  it("counts an activity's limits from the moment a worker takes it", async () => {
    const Resource = `${ACCOUNT}:activity:paint`;
    const started = begin(machineOf({ Type: "Task", Resource, TimeoutSeconds: 5 }), {}, { task: never });
    await started.clock.advance(3_600_000);
    assert.deepEqual(types(started.events).slice(-1), ["ActivityScheduled"]);
    started.requests[0]!.started("worker-1");
    assert.deepEqual(detailsOf(started.events, "ActivityStarted"), { workerName: "worker-1" });
    await started.clock.advance(5000);
    assert.deepEqual(types(started.events).slice(-2), ["ActivityTimedOut", "ExecutionFailed"]);
  });

  it("records an answer once, whatever comes after it", async () => {
    let settle!: (value: Json) => void;
    const task = () =>
      new Promise<Json>((resolve) => {
        settle = resolve;
      });
    const started = begin(machineOf({ Type: "Task", Resource: CALLBACK, TimeoutSeconds: 5 }), {}, { task });
    await started.clock.advance(1000);
    settle("first");
    await started.clock.advance(10_000);
    settle("second");
    assert.deepEqual(await started.execution.result, { status: "SUCCEEDED", output: "first" });
    assert.equal(types(started.events).filter((type) => type.startsWith("TaskSucceeded")).length, 1);
  });

  const thrown: [string, unknown, { error?: string; cause?: string }][] = [
    ["a failure", new TaskFailure("Mine", "because"), { error: "Mine", cause: "because" }],
    ["a failure without names", new TaskFailure(), {}],
    ["an error", new Error("broken"), { error: "States.TaskFailed", cause: "broken" }],
    ["anything", "text", { error: "States.TaskFailed", cause: "text" }],
  ];
  for (const [name, error, expected] of thrown) {
    it(`fails with ${name} that the runner throws`, async () => {
      const task = () => {
        throw error;
      };
      const { result } = await run(machineOf({ Type: "Task", Resource: FUNCTION }), {}, { task });
      assert.deepEqual(result, { status: "FAILED", ...expected });
    });
  }

  it("fails with a result that is not JSON", async () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const { result } = await run(
      machineOf({ Type: "Task", Resource: FUNCTION }),
      {},
      { task: () => circular as Json },
    );
    assert.equal(result.status, "FAILED");
  });

  it("rejects a result above the limit, by the name of the service or the function", async () => {
    const task = () => "x".repeat(262_143);
    for (const [Resource, name] of [
      [FUNCTION, FUNCTION],
      ["arn:aws:states:::lambda:invoke", "lambda"],
    ]) {
      const { result } = await run(machineOf({ Type: "Task", Resource }), {}, { task });
      assert.deepEqual(result, {
        status: "FAILED",
        error: "States.DataLimitExceeded",
        cause: `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      });
    }
    const fits = await output(
      machineOf({ Type: "Task", Resource: FUNCTION }),
      {},
      { task: () => "x".repeat(262_142) },
    );
    assert.equal((fits as string).length, 262_142);
  });

  it("stops: the task's signal is aborted and nothing continues", async () => {
    const started = begin(
      machineOf({ Type: "Task", Resource: CALLBACK, TimeoutSeconds: 5 }),
      {},
      { task: never },
    );
    await started.clock.advance(0);
    started.execution.stop("Mine", "enough");
    started.execution.stop("Later");
    assert.deepEqual(await started.execution.result, { status: "ABORTED", error: "Mine", cause: "enough" });
    assert.equal(started.requests[0]!.signal.aborted, true);
    await started.clock.advance(60_000);
    assert.deepEqual(types(started.events).slice(-1), ["ExecutionAborted"]);
    assert.equal(started.events.at(-1)!.previousEventId, 0);
  });

  const malformed: [string, Record<string, unknown>, "JSONPath" | "JSONata", string][] = [
    [
      "a path to nothing",
      { TimeoutSecondsPath: "$.no" },
      "JSONPath",
      "Invalid path '$.no' : No results for path: $['no']",
    ],
    [
      "a text at the path",
      { HeartbeatSecondsPath: "$.text" },
      "JSONPath",
      `The HeartbeatSecondsPath field refers to value "abc" which is not a valid integer: $.text`,
    ],
    [
      "a text of an expression",
      { TimeoutSeconds: "{% 'abc' %}" },
      "JSONata",
      `The JSONata expression ''abc'' specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "abc"`,
    ],
    [
      "a fraction",
      { TimeoutSeconds: "{% 1.5 %}" },
      "JSONata",
      "The TimeoutSeconds field cannot be parsed as an integer: 1.5",
    ],
  ];
  for (const [name, fields, language, cause] of malformed) {
    it(`fails at a limit that is ${name}`, async () => {
      const definition = machineOf({ Type: "Task", Resource: CALLBACK, ...fields }, language);
      const { result } = await run(definition, { text: "abc" }, { task: never });
      assert.equal("cause" in result && result.cause, PREFIX + cause);
    });
  }

  it("rejects headers that API Gateway's integration does not take", async () => {
    const Parameters = { ApiEndpoint: "x", Method: "GET", Headers: { a: "text" } };
    const { result } = await run(
      machineOf({ Type: "Task", Resource: "arn:aws:states:::apigateway:invoke", Parameters }),
      {},
      { task: () => ({}) },
    );
    assert.equal(
      "cause" in result && result.cause,
      `${PREFIX}The Parameters '${JSON.stringify(Parameters)}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
    );
  });
});

describe("Retry and Catch", () => {
  const failing = (Retry: unknown[], Catch: unknown[] = []) => ({
    StartAt: "State",
    States: {
      State: { Type: "Task", Resource: FUNCTION, Retry, Catch, End: true },
      Caught: { Type: "Pass", End: true },
    },
  });
  const fail =
    (...errors: (string | null)[]) =>
    () => {
      const error = errors.length > 1 ? errors.shift() : errors[0];
      if (error === null) return "done";
      throw new TaskFailure(error!, "cause");
    };

  it("waits longer each time, up to the longest delay", async () => {
    const times: number[] = [];
    const retry = {
      ErrorEquals: ["States.ALL"],
      IntervalSeconds: 2,
      BackoffRate: 3,
      MaxAttempts: 4,
      MaxDelaySeconds: 20,
    };
    const started = begin(
      failing([retry]),
      {},
      {
        task: () => {
          times.push(started.clock.now());
          throw new TaskFailure("E");
        },
      },
    );
    await finish(started);
    const delays = times.slice(1).map((time, index) => (time - times[index]!) / 1000);
    assert.deepEqual(delays, [2, 6, 18, 20]);
  });

  it("halves the delay when chance says one half", async () => {
    const started = begin(
      failing([{ ErrorEquals: ["E"], IntervalSeconds: 10, MaxAttempts: 1, JitterStrategy: "FULL" }]),
      {},
      { task: fail("E", null) },
    );
    await started.clock.advance(4999);
    assert.equal(started.requests.length, 1);
    await started.clock.advance(1);
    assert.deepEqual(await started.execution.result, { status: "SUCCEEDED", output: "done" });
  });

  it("counts for each retrier, and shows the state how often it was retried", async () => {
    const retriers = [
      { ErrorEquals: ["A"], MaxAttempts: 1 },
      { ErrorEquals: ["States.ALL"], MaxAttempts: 2 },
    ];
    const { requests, result } = await run(failing(retriers), {}, { task: fail("A", "B", "A", "B", "B") });
    assert.equal("error" in result && result.error, "A");
    assert.deepEqual(
      requests.map(({ context }) => (context.State as { RetryCount: number }).RetryCount),
      [0, 1, 2],
    );
  });

  it("does not retry with MaxAttempts 0", async () => {
    const { requests } = await run(
      failing([{ ErrorEquals: ["E"], MaxAttempts: 0 }]),
      {},
      { task: fail("E") },
    );
    assert.equal(requests.length, 1);
  });

  const matches: [string, string, boolean][] = [
    ["Mine", "Mine", true],
    ["Mine", "Other", false],
    ["States.ALL", "Mine", true],
    ["States.TaskFailed", "Mine", true],
    ["States.TaskFailed", "States.Timeout", false],
    ["States.Timeout", "States.Timeout", true],
    ["States.ALL", "States.Runtime", false],
    ["States.Runtime", "States.Runtime", false],
    ["States.ALL", "States.DataLimitExceeded", true],
    ["States.TaskFailed", "States.DataLimitExceeded", true],
    ["States.DataLimitExceeded", "States.DataLimitExceeded", true],
    ["Mi*", "Mine", false],
  ];
  for (const [name, error, expected] of matches) {
    it(`${name} ${expected ? "catches" : "does not catch"} ${error}`, async () => {
      const { events } = await run(
        failing([], [{ ErrorEquals: [name], Next: "Caught" }]),
        {},
        { task: fail(error) },
      );
      assert.equal(entered(events).includes("Caught"), expected);
    });
  }

  it("States.ALL catches a result above the limit, and not an output above it", async () => {
    const state = {
      Type: "Task",
      Resource: FUNCTION,
      Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "Caught" }],
      End: true,
    };
    const machine = (extra: object) => ({
      QueryLanguage: "JSONata",
      StartAt: "Task",
      States: { Task: { ...state, ...extra }, Caught: { Type: "Succeed" } },
    });
    const task = () => "x".repeat(262_143);
    assert.equal(await output(machine({}), {}, { task }), "States.DataLimitExceeded");
    const fits = () => "x".repeat(200_000);
    const twice = machine({ Output: "{% $states.result & $states.result %}" });
    const { result } = await run(twice, {}, { task: fits });
    assert.equal("error" in result && result.error, "States.DataLimitExceeded");
  });

  it("is caught with an empty cause when it timed out", async () => {
    const definition = failing([], [{ ErrorEquals: ["States.Timeout"], Next: "Caught" }]);
    const { result } = await run(
      {
        ...definition,
        States: { ...definition.States, State: { ...definition.States.State, TimeoutSeconds: 1 } },
      },
      {},
      { task: never },
    );
    assert.deepEqual(result, { status: "SUCCEEDED", output: { Error: "States.Timeout", Cause: "" } });
  });

  it("has a token in its context while it waits for a job, and none otherwise", async () => {
    const state = (Resource: string) => ({ Type: "Task", Resource, Parameters: { "all.$": "$$" } });
    const tokenOf = async (resource: string) => {
      const { requests } = await run(machineOf(state(resource)), {}, { task: () => ({}) });
      const { all } = requests[0]!.parameters as { all: { Task?: { Token: string } } };
      return all.Task?.Token;
    };
    assert.equal(await tokenOf("arn:aws:states:::ecs:runTask.sync"), "id-1");
    assert.equal(await tokenOf("arn:aws:states:::states:startExecution.sync:2"), "id-1");
    assert.equal(await tokenOf("arn:aws:states:::ecs:runTask"), undefined);
  });

  it("alone, with Parallel and Map, has a RetryCount in its context", async () => {
    const definition = {
      StartAt: "Pass",
      States: {
        Pass: { Type: "Pass", Parameters: { "pass.$": "$$.State" }, Next: "Parallel" },
        Parallel: {
          Type: "Parallel",
          Parameters: { "parallel.$": "$$.State", "pass.$": "$.pass" },
          Branches: [{ StartAt: "End", States: { End: { Type: "Succeed" } } }],
          End: true,
        },
      },
    };
    const [{ pass, parallel }] = (await output(definition)) as unknown as [Record<string, object>];
    assert.deepEqual(Object.keys(pass!), ["Name", "EnteredTime"]);
    assert.deepEqual(Object.keys(parallel!), ["Name", "EnteredTime", "RetryCount"]);
  });

  it("places the error output, and what cannot be placed fails the state", async () => {
    const placed = await output(
      failing([], [{ ErrorEquals: ["E"], ResultPath: "$.why", Next: "Caught" }]),
      { a: 1 },
      { task: fail("E") },
    );
    assert.deepEqual(placed, { a: 1, why: { Error: "E", Cause: "cause" } });
    const kept = await output(
      failing([], [{ ErrorEquals: ["E"], ResultPath: null, Next: "Caught" }]),
      { a: 1 },
      { task: fail("E") },
    );
    assert.deepEqual(kept, { a: 1 });
    const { result } = await run(
      failing([], [{ ErrorEquals: ["E"], ResultPath: "$.a.b", Next: "Caught" }]),
      { a: 1 },
      { task: fail("E") },
    );
    assert.equal("error" in result && result.error, "States.ResultPathMatchFailure");
  });

  it("catches a failed expression, and what it put out is the catcher's", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "State",
      States: {
        State: {
          Type: "Task",
          Resource: FUNCTION,
          Arguments: "{% $no %}",
          Catch: [
            {
              ErrorEquals: ["States.QueryEvaluationError"],
              Assign: { why: "{% $states.errorOutput.Error %}" },
              Output: "{% $states.input %}",
              Next: "End",
            },
          ],
          End: true,
        },
        End: { Type: "Pass", Output: "{% [$states.input, $why] %}", End: true },
      },
    };
    const { result, events } = await run(definition, 7);
    assert.deepEqual(result, { status: "SUCCEEDED", output: [7, "States.QueryEvaluationError"] });
    assert.deepEqual(detailsOf(events, "EvaluationFailed").location, "Arguments");
  });
});

describe("Wait", () => {
  const waits: [string, Record<string, unknown>, "JSONPath" | "JSONata"][] = [
    ["Seconds", { Seconds: 10 }, "JSONPath"],
    ["SecondsPath", { SecondsPath: "$.n" }, "JSONPath"],
    ["Timestamp", { Timestamp: "2025-01-01T00:00:10Z" }, "JSONPath"],
    ["TimestampPath", { TimestampPath: "$.t" }, "JSONPath"],
    ["Seconds as an expression", { Seconds: "{% $states.input.n %}" }, "JSONata"],
    ["Timestamp as an expression", { Timestamp: "{% $states.input.t %}" }, "JSONata"],
  ];
  for (const [name, fields, language] of waits) {
    it(name, async () => {
      const input = { n: 10, t: "2025-01-01T01:00:10+01:00" };
      const started = begin(machineOf({ Type: "Wait", ...fields }, language), input);
      await started.clock.advance(9999);
      assert.equal(types(started.events).at(-1), "WaitStateEntered");
      await started.clock.advance(1);
      assert.deepEqual(await started.execution.result, { status: "SUCCEEDED", output: input });
    });
  }

  it("does not wait for what has passed", async () => {
    const started = begin(machineOf({ Type: "Wait", Timestamp: "2020-01-01T00:00:00Z" }));
    await started.clock.advance(0);
    assert.equal((await started.execution.result).status, "SUCCEEDED");
  });

  const failures: [Record<string, unknown>, string][] = [
    [{ SecondsPath: "$.no" }, "The SecondsPath parameter does not reference an input value: $.no"],
    [{ SecondsPath: "$.half" }, "The SecondsPath parameter cannot be parsed as a long value: $.half == 0.5"],
    [{ SecondsPath: "$.less" }, "The SecondsPath parameter references a negative value: $.less == -1"],
    [
      { TimestampPath: "$.half" },
      "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.half == 0.5",
    ],
  ];
  for (const [fields, cause] of failures) {
    it(`fails: ${cause}`, async () => {
      const { result } = await run(machineOf({ Type: "Wait", ...fields }), { half: 0.5, less: -1 });
      assert.deepEqual(result, { status: "FAILED", error: "States.Runtime", cause: PREFIX + cause });
    });
  }
});
