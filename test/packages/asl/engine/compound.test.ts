import assert from "node:assert/strict";
import { type Json, TaskFailure } from "../../../../packages/asl/engine";
import { begin, entered, FUNCTION, finish, machineOf, output, PREFIX, run, types } from "./harness";

const never = () => new Promise<Json>(() => {});
const pass = { StartAt: "I", States: { I: { Type: "Pass", End: true } } };
const task = { StartAt: "I", States: { I: { Type: "Task", Resource: FUNCTION, End: true } } };

describe("Parallel", () => {
  it("gives each branch the input and keeps the results in order", async () => {
    const definition = machineOf({
      Type: "Parallel",
      Parameters: { "x.$": "$.a" },
      Branches: [pass, { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1, End: true } } }, pass],
      ResultPath: "$.r",
    });
    assert.deepEqual(await output(definition, { a: 1 }), { a: 1, r: [{ x: 1 }, { x: 1 }, { x: 1 }] });
  });

  it("ends the other branches when one fails, whatever they wait for", async () => {
    const slow = { StartAt: "W", States: { W: { Type: "Wait", Seconds: 100, End: true } } };
    const inner = { StartAt: "M", States: { M: { Type: "Map", ItemProcessor: task, End: true } } };
    const failing = {
      StartAt: "F",
      States: { F: { Type: "Wait", Seconds: 1, Next: "E" }, E: { Type: "Fail", Error: "E" } },
    };
    const started = begin(
      {
        StartAt: "State",
        States: {
          State: {
            Type: "Parallel",
            Branches: [slow, inner, failing],
            Catch: [{ ErrorEquals: ["E"], Next: "Caught" }],
            End: true,
          },
          Caught: { Type: "Pass", End: true },
        },
      },
      [1],
      { task: never },
    );
    await started.clock.advance(1000);
    assert.deepEqual(await started.execution.result, {
      status: "SUCCEEDED",
      output: { Error: "E", Cause: null },
    });
    assert.equal(started.requests[0]!.signal.aborted, true);
    const recorded = types(started.events);
    for (const type of ["WaitStateAborted", "TaskStateAborted", "MapIterationAborted", "MapStateAborted"]) {
      assert.equal(recorded.filter((other) => other === type).length, 1, type);
    }
    assert.equal(recorded.at(-1), "ExecutionSucceeded");
    await started.clock.advance(3_600_000);
    assert.equal(started.events.length, recorded.length);
  });

  it("retries all branches", async () => {
    let calls = 0;
    const definition = machineOf({
      Type: "Parallel",
      Branches: [task, pass],
      Retry: [{ ErrorEquals: ["E"] }],
    });
    const result = await output(definition, 1, {
      task() {
        if (++calls < 3) throw new TaskFailure("E");
        return "done";
      },
    });
    assert.deepEqual(result, ["done", 1]);
  });

  it("names the inner state in the cause, once", async () => {
    const branch = { StartAt: "I", States: { I: { Type: "Pass", InputPath: "$.no", End: true } } };
    const { result } = await run(machineOf({ Type: "Parallel", Branches: [branch] }));
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'I' (entered at the event id #4). Invalid path '$.no' : No results for path: $['no']",
    });
  });
});

describe("inline Map", () => {
  it("selects the items and what each iteration gets", async () => {
    const definition = machineOf({
      Type: "Map",
      InputPath: "$.order",
      ItemsPath: "$.items",
      ItemSelector: { "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "of.$": "$.id" },
      ItemProcessor: pass,
      ResultPath: "$.r",
    });
    assert.deepEqual(await output(definition, { order: { id: 7, items: ["a", "b"] } }), {
      order: { id: 7, items: ["a", "b"] },
      r: [
        { v: "a", i: 0, of: 7 },
        { v: "b", i: 1, of: 7 },
      ],
    });
  });

  it("lets the iterations see their item in the context", async () => {
    const ItemProcessor = {
      StartAt: "I",
      States: { I: { Type: "Pass", OutputPath: "$$.Map.Item", End: true } },
    };
    assert.deepEqual(await output(machineOf({ Type: "Map", ItemProcessor }), ["a"]), [
      { Index: 0, Value: "a" },
    ]);
  });

  it("accepts the older field names", async () => {
    const definition = machineOf({ Type: "Map", Iterator: pass, Parameters: { "v.$": "$$.Map.Item.Value" } });
    assert.deepEqual(await output(definition, [1]), [{ v: 1 }]);
  });

  it("is done at once without items", async () => {
    assert.deepEqual(await output(machineOf({ Type: "Map", ItemProcessor: pass }), []), []);
  });

  for (const [name, fields, most] of [
    ["MaxConcurrency", { MaxConcurrency: 3 }, 3],
    ["MaxConcurrencyPath", { ItemsPath: "$.items", MaxConcurrencyPath: "$.two" }, 2],
    ["the service's limit", {}, 40],
  ] as [string, Record<string, unknown>, number][]) {
    it(`runs no more iterations at a time than ${name}`, async () => {
      const items = Array.from({ length: 100 }, (_value, index) => index);
      const pending: ((value: Json) => void)[] = [];
      const started = begin(
        machineOf({ Type: "Map", ItemProcessor: task, ...fields }),
        "ItemsPath" in fields ? { items, two: 2 } : items,
        { task: () => new Promise<Json>((resolve) => pending.push(resolve)) },
      );
      await started.clock.advance(0);
      assert.equal(pending.length, most);
      pending.shift()!("x");
      await started.clock.advance(0);
      assert.equal(started.requests.length, most + 1);
      for (let round = 0; round < 100; round++) {
        for (const resolve of pending.splice(0)) resolve("x");
        await started.clock.advance(0);
      }
      assert.equal(((await started.execution.result) as { output: Json[] }).output.length, 100);
    });
  }

  it("starts no iteration after one failed", async () => {
    const started = begin(machineOf({ Type: "Map", ItemProcessor: task, MaxConcurrency: 2 }), [1, 2, 3, 4], {
      task: ({ parameters }) => {
        if (parameters === 1) throw new TaskFailure("E");
        return never();
      },
    });
    assert.deepEqual(await finish(started), { status: "FAILED", error: "E" });
    assert.equal(started.requests.length, 2);
    assert.equal(started.requests[1]!.signal.aborted, true);
  });

  const failures: [string, Record<string, unknown>, "JSONPath" | "JSONata", string][] = [
    ["no array", { ItemsPath: "$.a" }, "JSONPath", 'Reference path "$.a" must point to array.'],
    [
      "no array in the context",
      { ItemsPath: "$$.Execution.Input" },
      "JSONPath",
      'Reference path "$.Execution.Input" must point to array.',
    ],
    [
      "a bad MaxConcurrencyPath",
      { ItemsPath: "$.l", MaxConcurrencyPath: "$.t" },
      "JSONPath",
      'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.t',
    ],
    [
      "a negative MaxConcurrencyPath",
      { ItemsPath: "$.l", MaxConcurrencyPath: "$.n" },
      "JSONPath",
      "Expected non-negative integer for MaxConcurrency, got '-1' instead.",
    ],
    [
      "an input that is not an array",
      {},
      "JSONata",
      'Map state input must be an array but was: {"a":1,"l":[],"t":"x","n":-1}',
    ],
    [
      "Items that are none",
      { Items: "{% $states.input.a %}" },
      "JSONata",
      "The JSONata expression '$states.input.a' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
    ],
  ];
  for (const [name, fields, language, cause] of failures) {
    it(`fails with ${name}`, async () => {
      const { result } = await run(machineOf({ Type: "Map", ItemProcessor: pass, ...fields }, language), {
        a: 1,
        l: [],
        t: "x",
        n: -1,
      });
      assert.equal("cause" in result && result.cause, PREFIX + cause);
    });
  }

  it("runs Maps inside Maps", async () => {
    const outer = { StartAt: "M", States: { M: { Type: "Map", ItemProcessor: pass, End: true } } };
    const { result, events } = await run(
      machineOf({ Type: "Map", ItemProcessor: outer, MaxConcurrency: 1 }),
      [[1, 2], []],
    );
    assert.deepEqual(result, { status: "SUCCEEDED", output: [[1, 2], []] });
    assert.deepEqual(entered(events), ["State", "M", "I", "I", "M"]);
  });
});
