import assert from "node:assert/strict";
import { compile, type Json } from "../../../../packages/asl/engine";
import { machineOf, output, PREFIX, run } from "./harness";

const evaluate = (expression: string, input: Json = {}) =>
  output(machineOf({ Type: "Pass", Output: { v: `{% ${expression} %}` } }, "JSONata"), input).then(
    (value) => (value as { v: Json }).v,
  );

async function cause(expression: string, input: Json = {}): Promise<string> {
  const { result } = await run(
    machineOf({ Type: "Pass", Output: { v: `{% ${expression} %}` } }, "JSONata"),
    input,
  );
  assert.equal("error" in result && result.error, "States.QueryEvaluationError");
  return "cause" in result ? result.cause! : "";
}

describe("JSONata", () => {
  const cases: [string, Json, Json?][] = [
    ["$states.input", { a: 1 }, { a: 1 }],
    ["$states.input.a.b", 2, { a: { b: 2 } }],
    ["$states.input.items.id", [1, 2], { items: [{ id: 1 }, { id: 2 }] }],
    ["$states.input.items[id = 2].id", 2, { items: [{ id: 1 }, { id: 2 }] }],
    ["$states.input.items", [0], { items: [0] }],
    ["$states.input.a", null, { a: null }],
    ["$states.context.Execution.Name", "run"],
    ["$sum($states.input.n) + 1", 7, { n: [1, 2, 3] }],
    ["$hash('a', 'SHA-1')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
    ["$random()", 0.5],
    ["$uuid()", "id-1"],
    ["$now()", "2025-01-01T00:00:00.000Z"],
    ["$now('[Y]')", "2025"],
    ["$millis()", Date.UTC(2025, 0, 1)],
    ["$parseInteger('x', '0')", "NaN"],
    ["$map([1, 2], function($n) { $n * 2 })", [2, 4]],
  ];
  for (const [expression, expected, input] of cases) {
    it(expression, async () => assert.deepEqual(await evaluate(expression, input), expected));
  }

  const failures: [string, string][] = [
    ["$nothing", "returned nothing (undefined)."],
    ["$states.input.absent", "returned nothing (undefined)."],
    ["$range(1, 3, -1)", "returned nothing (undefined)."],
    ["$fn := function($x) { $x }", "returned an unsupported result type."],
    ["{'f': $sum}", "returned an unsupported result type."],
    ["$eval('1')", "threw an error during evaluation. T1006: Attempted to invoke a non-function"],
    ["$error('mine')", "threw an error during evaluation. D3137: mine"],
  ];
  for (const [expression, rest] of failures) {
    it(`${expression} fails`, async () => {
      const text = await cause(expression);
      assert.equal(
        text,
        `${PREFIX}The JSONata expression '${expression}' specified for the field 'Output/v' ${rest}`,
      );
    });
  }

  it("names the field by keys and indexes", async () => {
    const state = { Type: "Pass", Output: { list: [1, { deep: "{% $no %}" }] } };
    const { result } = await run(machineOf(state, "JSONata"));
    assert.match("cause" in result ? result.cause! : "", /for the field 'Output\/list\[1\]\/deep'/);
  });

  it("takes only texts that begin and end with the marks for expressions", async () => {
    const literals = [" {% 1 %}", "{% 1 %} ", "$states.input", "{%"];
    assert.deepEqual(await output(machineOf({ Type: "Pass", Output: literals }, "JSONata")), literals);
  });

  it("gets through a regular expression that would backtrack indefinitely", async () => {
    assert.equal(await evaluate("$contains($states.input, /^(a+)+$/)", `${"a".repeat(60)}b`), false);
  });

  it("can not reach the host", async () => {
    for (const expression of [
      "$states.input.constructor",
      "$states.input.__proto__",
      "$lookup($states.input, 'constructor')",
      "$sum.constructor",
    ]) {
      assert.match(await cause(expression), /returned nothing/);
    }
  });

  it("does not change what it is given", async () => {
    const input = { items: [3, 1, 2] };
    await evaluate("$sort($states.input.items)", input);
    await evaluate("$states.input ~> |$|{'items': 0}|", input);
    await evaluate("$states.input.items[]", input);
    assert.equal(JSON.stringify(input), '{"items":[3,1,2]}');
    assert.deepEqual(Object.keys(input.items), ["0", "1", "2"]);
  });

  it("keeps a list of one in a variable a list", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { list: "{% [$states.input.a] %}" }, Next: "B" },
        B: { Type: "Pass", Output: "{% $list %}", End: true },
      },
    };
    assert.deepEqual(await output(definition, { a: 1 }), [1]);
  });

  it("names the state of an expression that is not valid", () => {
    const state = { Type: "Pass", Output: { v: "{% 1 + %}" } };
    assert.throws(
      () => compile(machineOf(state, "JSONata")),
      /State 'State', Output: The JSONata expression '1 \+' is not valid/,
    );
  });
});
