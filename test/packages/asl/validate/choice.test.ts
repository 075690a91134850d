import assert from "node:assert/strict";
import { validate } from "../../../../packages/asl/validate";
import { type Json, jsonata, schema, table } from "./check";

const choose = (Choices: unknown, top: Json = {}): Json => ({
  StartAt: "S",
  States: { S: { Type: "Choice", Choices, Default: "E" }, E: { Type: "Succeed" } },
  ...top,
});
const rule = (fields: Json, top: Json = {}): Json => choose([{ Next: "E", ...fields }], top);
const first = "/States/S/Choices[0]";

describe("Choice", () => {
  const orderings = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
  const operands: [type: string, operators: string[], good: unknown, bad: unknown][] = [
    ["String", orderings, "a", 1],
    ["Numeric", orderings, 1.5, "1"],
    ["Timestamp", orderings, "2024-01-01T00:00:00Z", "yesterday"],
    ["Boolean", ["Equals"], true, "true"],
  ];
  for (const [type, operators, good, bad] of operands) {
    for (const operator of operators) {
      it(`compares ${type}${operator} with the right type only`, () => {
        assert.deepEqual(validate(rule({ Variable: "$.x", [`${type}${operator}`]: good })), []);
        assert.deepEqual(validate(rule({ Variable: "$.x", [`${type}${operator}Path`]: "$.y" })), []);
        const [found] = validate(rule({ Variable: "$.x", [`${type}${operator}`]: bad }));
        assert.equal(found?.location, `${first}/${type}${operator}`);
      });
    }
  }

  describe("in JSONPath", () => {
    table([
      [
        "needs Choices",
        { StartAt: "S", States: { S: { Type: "Choice", Default: "E" }, E: { Type: "Succeed" } } },
        [schema("These fields are required: [Choices]", "/States/S")],
      ],
      ["needs a rule", choose([]), [schema("Array must not be empty", "/States/S/Choices")]],
      [
        "needs Next",
        choose([{ Variable: "$.x", IsNull: true }]),
        [schema("These fields are required: [Next]", first)],
      ],
      [
        "needs a variable",
        rule({ StringEquals: "a" }),
        [schema("These fields are required: [Variable]", first)],
      ],
      [
        "needs an operator",
        rule({ Variable: "$.x" }),
        [/One of these fields is required: \[And, Or, Not, StringEquals, /],
      ],
      [
        "takes one operator",
        rule({ Variable: "$.x", IsNull: true, IsString: true }),
        [schema("There should only be one of the following fields: [IsNull, IsString]", first)],
      ],
      [
        "has no variable next to And",
        rule({ Variable: "$.x", And: [{ Variable: "$.y", IsNull: true }] }),
        [schema("There should only be one of the following fields: [Variable, And]", first)],
      ],
      [
        "rejects an unknown operator",
        rule({ Variable: "$.x", StringEqual: "a" }),
        [schema("Field 'StringEqual' is not supported", first), /One of these fields is required/],
      ],
      [
        "rejects a variable that can name many",
        rule({ Variable: "$.x[*]", IsNull: true }),
        [/Value is not a Reference Path: "\$\.x\[\*\]" can name more than one node/],
      ],
      [
        "nests",
        rule({
          And: [
            { Or: [{ Variable: "$.x", IsNull: true }, { Not: { Variable: "$y", StringMatches: "a*" } }] },
          ],
        }),
        [],
      ],
      ["needs something in And", rule({ And: [] }), [schema("Array must not be empty", `${first}/And`)]],
      [
        "needs one rule in Not",
        rule({ Not: [] }),
        [schema("Expected value of type Object, got an array", `${first}/Not`)],
      ],
      [
        "has Next on the outside only",
        rule({ Not: { Variable: "$.x", IsNull: true, Next: "E" } }),
        [schema("Field 'Next' is not supported", `${first}/Not`)],
      ],
      ["assigns", rule({ Variable: "$.x", IsNull: true, Assign: { "a.$": "$.x" } }), []],
      [
        "has no condition",
        rule({ Variable: "$.x", IsNull: true, Condition: true }),
        [/field 'Condition' is only supported for the 'JSONata' QueryLanguage/],
      ],
    ]);
  });

  describe("in JSONata", () => {
    table([
      [
        "takes an expression",
        rule({ Condition: "{% $states.input.x > 1 %}", Output: "{% $states.input %}" }, jsonata),
        [],
      ],
      ["takes a constant", rule({ Condition: true }, jsonata), []],
      ["needs a condition", rule({}, jsonata), [schema("These fields are required: [Condition]", first)]],
      [
        "takes no other text",
        rule({ Condition: "$states.input.x" }, jsonata),
        [schema('Expected value of type Boolean, got "$states.input.x"', `${first}/Condition`)],
      ],
      [
        "has no comparison",
        rule({ Condition: true, Variable: "$.x" }, jsonata),
        [/field 'Variable' is only supported for the 'JSONPath' QueryLanguage/],
      ],
    ]);
  });

  table([
    [
      "warns of a Choice without Default, if strict",
      {
        StartAt: "S",
        States: {
          S: { Type: "Choice", Choices: [{ Variable: "$.x", IsNull: true, Next: "E" }] },
          E: { Type: "Succeed" },
        },
      },
      [/^NO_DEFAULT/],
      { strict: true, severity: "WARNING" },
    ],
  ]);
});
