import assert from "node:assert/strict";
import { variableReferences } from "../../../../packages/asl/validate";
import { type Json, jsonata, machineOf, type Row, schema, table } from "./check";

const strict = { strict: true };
const pass = (fields: Json): Json => ({ Type: "Pass", ...fields });
const chain = (first: Json, second: Json, top: Json = {}): Json => ({
  StartAt: "A",
  States: { A: { ...first, Next: "B" }, B: { ...second, End: true } },
  ...top,
});
const map = (state: Json, ProcessorConfig: Json = { Mode: "INLINE" }): Json => ({
  Type: "Map",
  ItemProcessor: { ProcessorConfig, StartAt: "I", States: { I: { ...state, End: true } } },
});

describe("variables", () => {
  describe("names", () => {
    const refused = (name: string): Row => [
      `rejects ${name}`,
      machineOf(pass({ Assign: { [name]: 1 } })),
      [/ at \/States\/S\/Assign$/],
    ];
    table([
      ...["1a", "a-b", "a b", "", "x".repeat(81), "$a", "states"].map(refused),
      [
        "accepts letters of every script, digits and _",
        machineOf(pass({ Assign: { _a1: 1, "größe.$": "$.x" } })),
        [],
      ],
      [
        "rejects a list",
        machineOf(pass({ Assign: [] })),
        [schema("Expected value of type Object, got an array", "/States/S/Assign")],
      ],
    ]);
  });

  describe("of which some state on the way here assigns each", () => {
    const undefinedAt = (name: string, location: string) =>
      new RegExp(
        `^UNDEFINED_VARIABLE The variable '\\$${name}' is not assigned on any way to this state; .* at ${location.replaceAll(/[[\]$.]/g, "\\$&")}$`,
      );
    const read = pass({ Parameters: { "x.$": "$x" } });
    table([
      ["accepts it when not strict", machineOf(read), []],
      ["finds it in a template", machineOf(read), [undefinedAt("x", "/States/S/Parameters/x.$")], strict],
      [
        "finds it in an expression",
        machineOf(pass({ Output: { v: ["{% $x %}"] } }), jsonata),
        [undefinedAt("x", "/States/S/Output/v[0]")],
        strict,
      ],
      [
        "finds a function that there is not",
        machineOf(pass({ Output: "{% $eval('1') %}" }), jsonata),
        [undefinedAt("eval", "/States/S/Output")],
        strict,
      ],
      ["knows what was assigned before", chain(pass({ Assign: { "x.$": "$.a" } }), read), [], strict],
      [
        "does not know a state's own assignment yet",
        machineOf(pass({ Assign: { x: 1, "y.$": "$x" } })),
        [undefinedAt("x", "/States/S/Assign/y.$")],
        strict,
      ],
      ["names what there is", chain(pass({ Assign: { y: 1 } }), read), [/assigned before: y at/], strict],
      [
        "knows the assignments of a loop",
        {
          StartAt: "A",
          States: {
            A: pass({ OutputPath: "$x", Next: "B" }),
            B: {
              Type: "Choice",
              Choices: [{ Variable: "$x", IsNull: true, Assign: { x: 1 }, Next: "A" }],
              Default: "C",
            },
            C: { Type: "Succeed" },
          },
        },
        [],
        strict,
      ],
      [
        "keeps a catcher's assignment on its way",
        {
          StartAt: "A",
          States: {
            A: {
              Type: "Task",
              Resource: "arn:aws:lambda:us-east-1:123456789012:function:f",
              Assign: { ok: 1 },
              Catch: [{ ErrorEquals: ["E"], Assign: { bad: 1 }, Next: "F" }],
              Next: "B",
            },
            B: pass({ Parameters: { "a.$": "$ok", "b.$": "$bad" }, End: true }),
            F: pass({ Parameters: { "a.$": "$ok", "b.$": "$bad" }, End: true }),
          },
        },
        [undefinedAt("bad", "/States/B/Parameters/b.$"), undefinedAt("ok", "/States/F/Parameters/a.$")],
        strict,
      ],
      ["are seen inside a Map", chain(pass({ Assign: { x: 1 } }), map(read)), [], strict],
      [
        "are not seen inside a distributed Map",
        chain(pass({ Assign: { x: 1 } }), map(read, { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" })),
        [undefinedAt("x", "/States/B/ItemProcessor/States/I/Parameters/x.$")],
        strict,
      ],
      [
        "do not leave a Map",
        chain(map(pass({ Assign: { x: 1 } })), read),
        [undefinedAt("x", "/States/B/Parameters/x.$")],
        strict,
      ],
      [
        "belong to one scope",
        chain(pass({ Assign: { x: 1 } }), map(pass({ Assign: { x: 2 } }))),
        [
          /^SHADOWED_VARIABLE The variable '\$x' belongs to an enclosing scope .* at \/States\/B\/ItemProcessor\/States\/I\/Assign$/,
        ],
        strict,
      ],
    ]);
  });
});

describe("variableReferences", () => {
  const references = (definition: Json, expected: Record<string, string[]>) => () =>
    assert.deepEqual(variableReferences(definition), expected);

  it(
    "leaves out states that read none",
    references(machineOf(pass({ Parameters: { a: "$b" }, Result: { "c.$": "$c" } })), {}),
  );
  it(
    "sorts, each once",
    references(
      machineOf(pass({ InputPath: "$b.x", OutputPath: "$a", Parameters: { "c.$": "States.Array($b, $c)" } })),
      { S: ["a", "b", "c"] },
    ),
  );
  it(
    "reads the fields of a Map itself, apart from its states",
    references(
      machineOf({ ...map(pass({ OutputPath: "$in" })), ItemsPath: "$list", MaxConcurrencyPath: "$n" }),
      { S: ["list", "n"], I: ["in"] },
    ),
  );
  it(
    "reads choices",
    references(
      {
        StartAt: "C",
        States: {
          C: { Type: "Choice", Choices: [{ And: [{ Variable: "$a", StringEqualsPath: "$b" }], Next: "E" }] },
          E: { Type: "Succeed" },
        },
      },
      { C: ["a", "b"] },
    ),
  );
  it(
    "reads expressions, without functions and what they bind",
    references(
      machineOf(
        pass({ Output: "{% ($t := $count($list); $t + $states.input.x) %}", Comment: "{% $no %}" }),
        jsonata,
      ),
      { S: ["list"] },
    ),
  );
  it(
    "takes a broken expression for empty",
    references(machineOf(pass({ Output: "{% $x + %}" }), jsonata), {}),
  );
});
