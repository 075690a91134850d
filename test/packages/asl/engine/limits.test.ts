import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { compile, start, TaskFailure } from "../../../../packages/asl/engine";
import { CloudClock } from "../../../../packages/local-cloud";
import { begin, CONTEXT, FUNCTION, machineOf, run, types } from "./harness";

const loop = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } } };

describe("limits", () => {
  it("ends a STANDARD execution at its 25,000th event", async () => {
    const { result, events } = await run(loop);
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.Runtime",
      cause: "The execution reached the maximum number of history events (25000).",
    });
    assert.equal(events.length, 25_000);
    assert.equal(events.at(-1)!.type, "ExecutionFailed");
  });

  it("does not count the events of an EXPRESS execution, but its five minutes", async () => {
    const started = begin(machineOf({ Type: "Wait", Seconds: 3600 }), {}, { type: "EXPRESS" });
    await started.clock.advance(300_000);
    assert.deepEqual(await started.execution.result, { status: "TIMED_OUT" });
  });

  it("takes an EXPRESS execution that runs in circles for one that used up its time", async () => {
    const { execution, events } = begin(loop, {}, { type: "EXPRESS" });
    assert.deepEqual(await execution.result, { status: "TIMED_OUT" });
    assert.ok(events.length > 100_000 && events.length < 100_010, `${events.length} events`);
    assert.equal(events.at(-1)!.type, "ExecutionTimedOut");
  });

  it("ends at the machine's TimeoutSeconds", async () => {
    const started = begin(
      { TimeoutSeconds: 10, ...machineOf({ Type: "Task", Resource: FUNCTION }) },
      {},
      {
        task: () => new Promise<Json>(() => {}),
      },
    );
    await started.clock.advance(10_000);
    assert.deepEqual(await started.execution.result, { status: "TIMED_OUT" });
    assert.deepEqual(started.events.at(-1), {
      id: 5,
      previousEventId: 0,
      type: "ExecutionTimedOut",
      timestamp: new Date(Date.UTC(2025, 0, 1, 0, 0, 10)),
      executionTimedOutEventDetails: { error: "States.Timeout" },
    });
    assert.equal(started.requests[0]!.signal.aborted, true);
  });

  it("rejects variables above 256 KiB in one state, and above 10 MiB in all", async () => {
    const assigning = (Assign: Record<string, string>) =>
      machineOf({ Type: "Pass", Assign, Output: 1 }, "JSONata");
    const most = "x".repeat(131_000);
    const large = { a: "{% $states.input %}", b: "{% $states.input %}" };
    assert.equal((await run(assigning(large), most)).result.status, "SUCCEEDED");
    const { result } = await run(assigning({ ...large, c: "{% $states.input %}" }), most);
    assert.equal("error" in result && result.error, "States.DataLimitExceeded");

    const states = (count: number) => ({
      QueryLanguage: "JSONata",
      StartAt: "State 0",
      States: Object.fromEntries(
        Array.from({ length: count }, (_state, index) => [
          `State ${index}`,
          {
            Type: "Pass",
            Assign: { [`v${index % 50}`]: "{% $states.context.Execution.Input %}" },
            Output: 1,
            ...(index + 1 < count ? { Next: `State ${index + 1}` } : { End: true }),
          },
        ]),
      ),
    });
    const input = "x".repeat(262_000);
    assert.equal((await run(states(40), input)).result.status, "SUCCEEDED");
    const { result: all } = await run(states(41), input);
    assert.deepEqual(all, {
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'State 40' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    const overwriting = states(60);
    for (const state of Object.values(overwriting.States))
      state.Assign = { v: "{% $states.context.Execution.Input %}" };
    assert.equal((await run(overwriting, input)).result.status, "SUCCEEDED");
  });

  it("fails what a ResultPath nests too deeply", async () => {
    const state = { Type: "Pass", Result: 1, ResultPath: `$${".a".repeat(20_000)}` };
    const { result } = await run(machineOf(state), {});
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'State' (entered at the event id #2). The data is nested too deeply, or too large.",
    });
  });

  it("rejects an output above 256 KiB, counted in bytes", async () => {
    const state = { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" } };
    const half = "é".repeat(65_000);
    assert.equal((await run(machineOf(state), half.slice(0, 64_000))).result.status, "SUCCEEDED");
    const { result } = await run(machineOf(state), half.concat("é".repeat(600)));
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'State' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  const errorOf = async (definition: unknown, input: Json, task?: () => never) => {
    const { result } = await run(definition, input, task && { task });
    return result.status === "FAILED" ? [result.error, result.cause] : [result.status];
  };
  const exceeded = (what: string) => [
    "States.DataLimitExceeded",
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  ];

  it("rejects a Fail state's error above 256 characters, and its cause above 32,768", async () => {
    const fail = (field: string, length: number) =>
      errorOf(machineOf({ Type: "Fail", [field]: "$" }), "x".repeat(length));
    assert.equal((await fail("CausePath", 32_768))[1]?.length, 32_768);
    assert.deepEqual(await fail("CausePath", 32_769), exceeded("State"));
    assert.deepEqual(await fail("ErrorPath", 256), ["x".repeat(256), undefined]);
    assert.deepEqual(await fail("ErrorPath", 257), exceeded("State"));
  });

  it("rejects a Task's error and cause above that, for its catchers too", async () => {
    const failing = (error: string, cause: string) => () => {
      throw new TaskFailure(error, cause);
    };
    const task = machineOf({ Type: "Task", Resource: FUNCTION });
    assert.equal((await errorOf(task, {}, failing("E", "x".repeat(32_768))))[0], "E");
    assert.deepEqual(await errorOf(task, {}, failing("E", "x".repeat(32_769))), exceeded(FUNCTION));
    assert.deepEqual(await errorOf(task, {}, failing("E".repeat(257), "")), exceeded(FUNCTION));
    const Catch = [{ ErrorEquals: ["E"], Next: "Other" }];
    assert.deepEqual(
      await errorOf(
        {
          StartAt: "T",
          States: { T: { Type: "Task", Resource: FUNCTION, Catch, End: true }, Other: { Type: "Succeed" } },
        },
        {},
        failing("E", "x".repeat(32_769)),
      ),
      exceeded(FUNCTION),
    );
  });

  it("rejects what Parameters make of an input above 256 KiB", async () => {
    const Parameters = { "a.$": "$", "b.$": "$" };
    const branch = { StartAt: "B", States: { B: { Type: "Pass", Result: 1, End: true } } };
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "State" }];
    const task = machineOf({ Type: "Task", Resource: FUNCTION, Parameters, Catch });
    const parallel = machineOf({ Type: "Parallel", Branches: [branch], Parameters });
    const half = "x".repeat(131_100);
    for (const definition of [task, parallel]) {
      const { result, events } = await run(definition, half);
      assert.deepEqual("error" in result && [result.error, result.cause], exceeded("State"));
      assert.ok(
        types(events).every((type) => !/Scheduled|Started$/.test(type) || type === "ExecutionStarted"),
      );
    }
    assert.equal((await run(parallel, half.slice(100))).result.status, "SUCCEEDED");
  });
});

describe("whatever happens", () => {
  it("can be stopped while it runs in circles", async () => {
    const clock = new CloudClock({ kind: "skip" });
    const execution = start(compile(loop, { type: "EXPRESS" }), {
      input: {},
      context: CONTEXT,
      clock,
      tasks: { run: () => Promise.reject(new Error("none")) },
      random: Math.random,
      uuid: () => "id",
    });
    setImmediate(() => execution.stop("Enough"));
    assert.deepEqual(await execution.result, { status: "ABORTED", error: "Enough" });
    clock.close();
  });

  it("lets others have their turn", async () => {
    const started = begin(loop, {});
    let turns = 0;
    let running = true;
    const count = () => {
      turns++;
      if (running) setImmediate(count);
    };
    count();
    await started.execution.result;
    running = false;
    assert.ok(turns > 50, `${turns} turns`);
  });

  it("ends when what receives the history fails", async () => {
    for (const type of ["ExecutionStarted", "PassStateEntered", "ExecutionSucceeded"]) {
      const { result } = await run(
        machineOf({ Type: "Pass" }),
        {},
        {
          onEvent: (event) => {
            if (event.type === type) throw new Error("full disk");
          },
        },
      );
      assert.equal(result.status, "FAILED", type);
      assert.match(String("cause" in result && result.cause), /full disk/);
    }
  });

  it("ends with an input that is nested too deep to be written", async () => {
    let input: Json = [];
    for (let depth = 0; depth < 100_000; depth++) input = [input];
    const { result } = await run(machineOf({ Type: "Pass" }), input);
    assert.equal(result.status, "FAILED");
  });

  it("records nothing after the end", async () => {
    const started = begin(machineOf({ Type: "Wait", Seconds: 10 }));
    await started.clock.advance(0);
    started.execution.stop();
    const recorded = types(started.events);
    assert.deepEqual(recorded, ["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]);
    await started.clock.advance(60_000);
    assert.deepEqual(types(started.events), recorded);
    assert.deepEqual(await started.execution.result, { status: "ABORTED" });
  });

  const malformed: [unknown, RegExp][] = [
    [null, /must be an object/],
    [{ StartAt: "A" }, /has no States/],
    [
      { StartAt: "B", States: { A: { Type: "Succeed" } } },
      /StartAt must name one of its states, but was "B"/,
    ],
    [machineOf({ Type: "Pass", Next: "Nowhere" }), /State 'State' leads to "Nowhere"/],
    [machineOf({ Type: "Pause" }), /State 'State', Type is not a type of state: Pause/],
    [machineOf({}), /State 'State', Type is missing/],
    [machineOf({ Type: "Pass", InputPath: "a" }), /State 'State', InputPath: a path starts with '\$'/],
    [machineOf({ Type: "Task" }), /State 'State', Resource is missing/],
    [machineOf({ Type: "Wait" }), /State 'State', Seconds or Timestamp is missing/],
    [machineOf({ Type: "Map" }), /State 'State', ItemProcessor is missing/],
    [machineOf({ Type: "Parallel", Branches: [{}] }), /Branch 0 of state 'State' has no States/],
    [machineOf({ Type: "Choice", Choices: [{ Variable: "$.a", Next: "State" }] }), /has no comparison/],
    [
      machineOf({ Type: "Choice", Choices: [{ Variable: "$.a", Is: 1, Next: "State" }] }),
      /Is is not a comparison/,
    ],
    [
      machineOf({ Type: "Task", Resource: FUNCTION, Retry: [{ ErrorEquals: [], MaxAttempts: -1 }] }),
      /Retry\[0\]\/MaxAttempts/,
    ],
    [{ ...machineOf({ Type: "Pass" }), QueryLanguage: "XPath" }, /QueryLanguage must be JSONPath or JSONata/],
  ];
  for (const [definition, message] of malformed) {
    it(`rejects what it can not run: ${message.source}`, () =>
      assert.throws(() => compile(definition), message));
  }
});
