import assert from "node:assert/strict";
import { parseIntrinsic } from "../../../../packages/asl/validate/intrinsics";
import { parsePath } from "../../../../packages/asl/validate/paths";
import { machineOf, schema, table } from "./check";

describe("parsePath", () => {
  const single = [
    "$",
    "$.a",
    "$.a.b[0]",
    "$['a b']",
    `$["a"].c`,
    `$['it\\'s']`,
    "$.delivery-partner",
    "$$",
    "$$.Map.Item.Value",
    "$x",
    "$x.y[1]",
    "$.ä",
  ];
  const many = [
    "$..a",
    "$.*",
    "$.a[*]",
    "$.a[0,1]",
    "$.a[1:]",
    "$.a[:2]",
    "$.a[?(@.b == 'x]')]",
    "$.a[(@.length-1)]",
    "$.a.length()",
    "$['a','b']",
    "$..[0]",
  ];
  const wrong = [
    "",
    "a",
    "$.",
    "$.a.",
    "$a b",
    "$.a b",
    "$[",
    "$['a]",
    "$.a[",
    "$.a[?(@.b]",
    "$.a[x]",
    "$$$",
    "$.a..",
    " $",
  ];
  for (const path of single) it(`${path} names one node`, () => assert.equal(read(path), true));
  for (const path of many) it(`${path} names several nodes`, () => assert.equal(read(path), false));
  for (const path of wrong)
    it(`${JSON.stringify(path)} is not a path`, () => assert.equal(read(path), undefined));

  function read(text: string): boolean | undefined {
    const path = parsePath(text);
    return typeof path === "string" ? undefined : path.reference;
  }
});

describe("parseIntrinsic", () => {
  const good = [
    "States.UUID()",
    "States.Array()",
    "States.Format('{} {}', $.a, 1)   ",
    "States.Format('it\\'s \\{\\}', $.a)",
    "States.Format('one {}\ntwo', $.a)",
    "States.JsonMerge($.a, $.b, false)",
    "States.MathAdd(States.MathAdd($x, -1), 1.5e3)",
    "States.ArrayContains($.a[?(@.b == ',')], null)",
    "States.StringToJson($.a['x,y'])",
    "States.MathRandom(1, 2, 3)",
  ];
  const wrong = [
    " States.UUID()",
    "States.UUID(1)",
    "States.Format()",
    "States.Unknown(1)",
    "States.toString()",
    "States.JsonToString($",
    "States.JsonToString $.a)",
    "States.Array(1 2)",
    "States.Array(1,)",
    "States.Array(a)",
    "States.StringToJson('a \\\"b\\\"')",
    "States.StringToJson('open)",
    "States.UUID() x",
    "States.JsonMerge($.a, $.b)",
    "JsonToString($)",
    "States.Array($.a b)",
  ];
  for (const call of good) it(`accepts ${call}`, () => assert.ok(parseIntrinsic(call)));
  for (const call of wrong) it(`rejects ${call}`, () => assert.equal(parseIntrinsic(call), undefined));

  it("reports the variables that it reads", () => {
    assert.deepEqual(parseIntrinsic("States.Format('{}', $a.b, States.Hash($c, 'MD5'), $.d)")?.variables, [
      "a",
      "c",
    ]);
  });
});

describe("payload templates", () => {
  const S = "/States/S";
  const must = (field: string) =>
    `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
  table([
    [
      "take paths and functions",
      machineOf({
        Type: "Pass",
        Parameters: { "a.$": "$.x", b: [{ "c.$": "$$.Execution.Id" }], "d.$": "States.UUID()" },
      }),
      [],
    ],
    [
      "reject other text",
      machineOf({ Type: "Pass", Parameters: { "a.$": "x" } }),
      [schema(must("a.$"), `${S}/Parameters`)],
    ],
    [
      "reject what is not text",
      machineOf({ Type: "Pass", Parameters: { b: [{ "c.$": 1 }] } }),
      [schema(must("c.$"), `${S}/Parameters/b[0]`)],
    ],
    ["do not look into a Result", machineOf({ Type: "Pass", Result: { "a.$": "x" } }), []],
    ["may be any JSON", machineOf({ Type: "Pass", Parameters: "text" }), []],
  ]);
});

describe("paths", () => {
  const at = (field: string) => `/States/S/${field}`;
  table([
    [
      "may be null where they can be left out",
      machineOf({ Type: "Pass", InputPath: null, OutputPath: null, ResultPath: null }),
      [],
    ],
    [
      "are not the text null",
      machineOf({ Type: "Pass", InputPath: "null" }),
      [schema("Value must be a valid JSONPath.", at("InputPath"))],
    ],
    [
      "start with $",
      machineOf({ Type: "Pass", OutputPath: "Test" }),
      [schema("Value must be a valid JSONPath.", at("OutputPath"))],
    ],
    [
      "of results stay in the input",
      machineOf({ Type: "Pass", ResultPath: "$$.x" }),
      [/Value is not a Reference Path: a result can only go into '\$'/],
    ],
    [
      "of results are not variables",
      machineOf({ Type: "Pass", ResultPath: "$x" }),
      [/Value is not a Reference Path/],
    ],
    [
      "of seconds name one node",
      machineOf({ Type: "Wait", SecondsPath: "$.x[0,1]" }),
      [/can name more than one node at \/States\/S\/SecondsPath/],
    ],
    [
      "in plain text are a warning",
      machineOf({ Type: "Fail", Cause: "$.cause" }),
      [/^NO_PATH/],
      { severity: "WARNING" },
    ],
  ]);
});
