import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { FUNCTION, machineOf, output, PREFIX, run } from "./harness";

describe("the way of data through a state", () => {
  const passes: [string, Record<string, unknown>, Json, Json][] = [
    ["InputPath", { InputPath: "$.a" }, { a: 1 }, 1],
    ["InputPath null", { InputPath: null }, { a: 1 }, {}],
    [
      "Parameters",
      { Parameters: { "x.$": "$.a", y: ["$.a", { "z.$": "$.a" }] } },
      { a: 1 },
      { x: 1, y: ["$.a", { z: 1 }] },
    ],
    [
      "Parameters of the selected input",
      { InputPath: "$.a", Parameters: { "x.$": "$" } },
      { a: 1 },
      { x: 1 },
    ],
    ["Result", { Result: { "a.$": "$.b" } }, { a: 1 }, { "a.$": "$.b" }],
    ["Result null", { Result: null }, { a: 1 }, null],
    ["ResultPath", { Result: 2, ResultPath: "$.b.c" }, { a: 1 }, { a: 1, b: { c: 2 } }],
    ["ResultPath puts into the raw input", { InputPath: "$.a", ResultPath: "$.b" }, { a: 1 }, { a: 1, b: 1 }],
    ["OutputPath", { OutputPath: "$.a" }, { a: 1 }, 1],
    ["OutputPath null", { OutputPath: null }, { a: 1 }, {}],
    ["OutputPath of the context", { OutputPath: "$$.State.Name" }, {}, "State"],
  ];
  for (const [name, fields, input, expected] of passes) {
    it(name, async () =>
      assert.deepEqual(await output(machineOf({ Type: "Pass", ...fields }), input), expected),
    );
  }

  it("selects a task's result before it is placed, and the variables see what was selected", async () => {
    const state = {
      Type: "Task",
      Resource: FUNCTION,
      ResultSelector: { "n.$": "$.count", "state.$": "$$.State.Name" },
      Assign: { "count.$": "$.n" },
      ResultPath: "$.r",
      Next: "End",
    };
    const definition = {
      StartAt: "State",
      States: {
        State: state,
        End: { Type: "Pass", Parameters: { "all.$": "$", "count.$": "$count" }, End: true },
      },
    };
    assert.deepEqual(await output(definition, { a: 1 }, { task: () => ({ count: 3, more: 1 }) }), {
      all: { a: 1, r: { n: 3, state: "State" } },
      count: 3,
    });
  });

  it("gives Output and Assign the variables as they were at entry", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
        B: { Type: "Pass", Assign: { x: 2, y: "{% $x %}" }, Output: "{% $x %}", Next: "C" },
        C: { Type: "Pass", Output: "{% [$states.input, $x, $y] %}", End: true },
      },
    };
    assert.deepEqual(await output(definition), [1, 2, 1]);
  });

  it("keeps a branch's variables in the branch", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
        P: {
          Type: "Parallel",
          Branches: [
            { StartAt: "I", States: { I: { Type: "Pass", Assign: { inner: "{% $x %}" }, End: true } } },
          ],
          Next: "B",
        },
        B: { Type: "Pass", Output: "{% $exists($inner) %}", End: true },
      },
    };
    assert.equal(await output(definition), false);
  });

  const failures: [string, Record<string, unknown>, string, string][] = [
    [
      "InputPath",
      { InputPath: "$.no" },
      "States.Runtime",
      "Invalid path '$.no' : No results for path: $['no']",
    ],
    [
      "OutputPath",
      { OutputPath: "$.no.way" },
      "States.Runtime",
      "Invalid path '$.no.way' : Missing property in path $['no']",
    ],
    [
      "Parameters",
      { Parameters: { "x.$": "$.no" } },
      "States.Runtime",
      `The JSONPath '$.no' specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    ],
    [
      "ResultPath",
      { Result: 1, ResultPath: "$.a.b" },
      "States.ResultPathMatchFailure",
      `Unable to apply ReferencePath $.a.b to input {"a":1}`,
    ],
  ];
  for (const [name, fields, error, cause] of failures) {
    it(`${name} that leads nowhere`, async () => {
      const { result } = await run(machineOf({ Type: "Pass", ...fields }), { a: 1 });
      assert.deepEqual(result, { status: "FAILED", error, cause: PREFIX + cause });
    });
  }

  it("keeps keys called __proto__ as data", async () => {
    const input = JSON.parse('{"__proto__": {"x": 1}}') as Json;
    const state = { Type: "Pass", Parameters: JSON.parse('{"__proto__.$": "$", "b": 1}') as Json };
    const text = JSON.stringify(await output(machineOf(state), input));
    assert.equal(text, '{"__proto__":{"__proto__":{"x":1}},"b":1}');
    const jsonata = {
      Type: "Pass",
      Assign: { v: 1 },
      Output: JSON.parse('{"__proto__": "{% $states.input %}"}') as Json,
    };
    assert.equal(
      JSON.stringify(await output(machineOf(jsonata, "JSONata"), input)),
      '{"__proto__":{"__proto__":{"x":1}}}',
    );
    assert.equal(({} as { x?: number }).x, undefined);
  });

  it("Fail takes its texts from paths, functions and expressions", async () => {
    const path = { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('because {}', $.c)" };
    assert.deepEqual((await run(machineOf(path), { e: "Mine", c: 1 })).result, {
      status: "FAILED",
      error: "Mine",
      cause: "because 1",
    });
    const jsonata = { Type: "Fail", Error: "{% $states.input.e %}", Cause: "plain" };
    assert.deepEqual((await run(machineOf(jsonata, "JSONata"), { e: "Mine" })).result, {
      status: "FAILED",
      error: "Mine",
      cause: "plain",
    });
    assert.deepEqual((await run(machineOf({ Type: "Fail" }))).result, { status: "FAILED" });
    assert.deepEqual((await run(machineOf(path), { e: 1 })).result, {
      status: "FAILED",
      error: "States.Runtime",
      cause: `${PREFIX}The ErrorPath field must refer to a string but refers to 1: $.e`,
    });
  });
});
