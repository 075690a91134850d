import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { output, PREFIX, run } from "./harness";

const choose = (rule: Record<string, unknown>) => ({
  StartAt: "State",
  States: {
    State: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
    Yes: { Type: "Pass", Result: true, End: true },
    No: { Type: "Pass", Result: false, End: true },
  },
});

const TIME = "2025-01-01T00:00:00Z";

describe("Choice", () => {
  const cases: [Record<string, unknown>, Json, boolean][] = [
    [{ Variable: "$.v", StringEquals: "a" }, "a", true],
    [{ Variable: "$.v", StringEquals: "1" }, 1, false],
    [{ Variable: "$.v", StringLessThan: "b" }, "a", true],
    [{ Variable: "$.v", StringGreaterThanEquals: "b" }, "a", false],
    [{ Variable: "$.v", StringMatches: "log-*.txt" }, "log-1.txt", true],
    [{ Variable: "$.v", StringMatches: "log-*.txt" }, "log-1.txt.gz", false],
    [{ Variable: "$.v", StringMatches: "a\\*b" }, "a*b", true],
    [{ Variable: "$.v", StringMatches: "a\\*b" }, "axb", false],
    [{ Variable: "$.v", StringMatches: "a.b" }, "axb", false],
    [{ Variable: "$.v", StringMatches: "*" }, "two\nlines", true],
    [{ Variable: "$.v", StringEqualsPath: "$.w" }, "w", true],
    [{ Variable: "$.v", NumericEquals: 1 }, 1, true],
    [{ Variable: "$.v", NumericEquals: 1 }, "1", false],
    [{ Variable: "$.v", NumericLessThanEquals: 1 }, 1, true],
    [{ Variable: "$.v", NumericGreaterThan: 1 }, 1.1, true],
    [{ Variable: "$.v", NumericEqualsPath: "$.n" }, 1, true],
    [{ Variable: "$.v", BooleanEquals: false }, false, true],
    [{ Variable: "$.v", BooleanEquals: false }, null, false],
    [{ Variable: "$.v", TimestampEquals: TIME }, "2025-01-01T01:00:00+01:00", true],
    [{ Variable: "$.v", TimestampLessThan: TIME }, "2024-12-31T23:59:59.999Z", true],
    [{ Variable: "$.v", TimestampLessThan: TIME }, "yesterday", false],
    [{ Variable: "$.v", IsNull: true }, null, true],
    [{ Variable: "$.v", IsNull: false }, 1, true],
    [{ Variable: "$.v", IsPresent: true }, null, true],
    [{ Variable: "$.absent", IsPresent: false }, 1, true],
    [{ Variable: "$.v.deep", IsPresent: true }, 1, false],
    [{ Variable: "$.v", IsString: true }, "", true],
    [{ Variable: "$.v", IsNumeric: true }, "1", false],
    [{ Variable: "$.v", IsBoolean: true }, true, true],
    [{ Variable: "$.v", IsTimestamp: true }, TIME, true],
    [{ Variable: "$.v", IsTimestamp: true }, "2025-02-30T00:00:00Z", false],
    [{ Variable: "$.v", IsTimestamp: true }, "2025-01-01", false],
    [
      {
        And: [
          { Variable: "$.v", IsNumeric: true },
          { Variable: "$.v", NumericLessThan: 5 },
        ],
      },
      4,
      true,
    ],
    [
      {
        Or: [
          { Variable: "$.v", IsString: true },
          { Variable: "$.v", IsNull: true },
        ],
      },
      4,
      false,
    ],
    [{ Not: { Variable: "$.v", IsString: true } }, 4, true],
    [{ Variable: "$$.Execution.Name", StringEquals: "run" }, 4, true],
  ];
  for (const [rule, v, expected] of cases) {
    it(`${JSON.stringify(rule)} of ${JSON.stringify(v)}`, async () => {
      assert.equal(await output(choose(rule), { v, w: "w", n: 1 }), expected);
    });
  }

  it("does not evaluate what And does not need", async () => {
    const rule = {
      And: [
        { Variable: "$.v", IsPresent: true },
        { Variable: "$.v", NumericEquals: 1 },
      ],
    };
    assert.equal(await output(choose(rule), {}), false);
  });

  it("fails at a variable that is not there", async () => {
    const { result } = await run(choose({ Variable: "$.absent", StringEquals: "a" }), {});
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.Runtime",
      cause: `${PREFIX}Invalid path '$.absent': The choice state's condition path references an invalid value.`,
    });
  });

  for (const QueryLanguage of ["JSONPath", "JSONata"]) {
    it(`fails without a match and a default in ${QueryLanguage}`, async () => {
      const rule =
        QueryLanguage === "JSONata" ? { Condition: "{% false %}" } : { Variable: "$.a", IsNull: true };
      const { result } = await run(
        {
          QueryLanguage,
          StartAt: "State",
          States: {
            State: { Type: "Choice", Choices: [{ ...rule, Next: "End" }] },
            End: { Type: "Succeed" },
          },
        },
        { a: 1 },
      );
      assert.deepEqual(result, {
        status: "FAILED",
        error: "States.Runtime",
        cause: `${PREFIX}Failed to transition out of the state. The state does not point to a next state.`,
      });
    });
  }

  it("assigns and puts out what the matching rule says, or what the state says for the default", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "C",
      States: {
        C: {
          Type: "Choice",
          Choices: [
            { Condition: "{% $states.input.a %}", Next: "E", Assign: { x: "rule" }, Output: "of rule" },
          ],
          Default: "E",
          Assign: { x: "state" },
          Output: "of state",
        },
        E: { Type: "Pass", Output: "{% [$x, $states.input] %}", End: true },
      },
    };
    assert.deepEqual(await output(definition, { a: true }), ["rule", "of rule"]);
    assert.deepEqual(await output(definition, { a: false }), ["state", "of state"]);
  });

  it("wants a boolean of a JSONata condition", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "State",
      States: {
        State: { Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "E" }] },
        E: { Type: "Succeed" },
      },
    };
    const { result } = await run(definition);
    assert.equal(
      "cause" in result && result.cause,
      `${PREFIX}The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1`,
    );
  });
});
