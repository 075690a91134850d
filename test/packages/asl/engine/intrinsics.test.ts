import assert from "node:assert/strict";
import type { Json } from "../../../../packages/asl/engine";
import { machineOf, output, PREFIX, run } from "./harness";

const evaluate = (call: string, input: Json = {}) =>
  output(machineOf({ Type: "Pass", Parameters: { "value.$": call } }), input).then(
    (value) => (value as { value: Json }).value,
  );

describe("intrinsic functions", () => {
  const cases: [string, Json, Json?][] = [
    ["States.Array(1, 'two', $.three, null, true)", [1, "two", 3, null, true], { three: 3 }],
    ["States.ArrayPartition($.a, 2)", [[1, 2], [3]], { a: [1, 2, 3] }],
    ["States.ArrayContains($.a, $.b)", true, { a: [{ x: 1 }], b: { x: 1 } }],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 0, -1)", [3, 2, 1, 0]],
    ["States.ArrayRange(5, 1, 1)", []],
    ["States.ArrayGetItem($.a, 1)", "b", { a: ["a", "b"] }],
    ["States.ArrayLength($.a)", 2, { a: [1, 2] }],
    ["States.ArrayUnique($.a)", [1, "1", { x: [1] }], { a: [1, "1", 1, { x: [1] }, { x: [1] }] }],
    ["States.Base64Encode('héllo')", "aMOpbGxv"],
    ["States.Base64Decode('aMOpbGxv')", "héllo"],
    ["States.Hash('a', 'SHA-1')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
    ["States.Hash('a', 'MD5')", "0cc175b9c0f1b6a831c399e269772661"],
    ["States.JsonMerge($.a, $.b, false)", { x: 2, y: 1, z: 2 }, { a: { x: 1, y: 1 }, b: { x: 2, z: 2 } }],
    ["States.JsonToString($.a)", '{"x":[1]}', { a: { x: [1] } }],
    ["States.StringToJson('{\"x\": [1]}')", { x: [1] }],
    ["States.StringToJson(' ')", null],
    ["States.MathAdd(2, 3.6)", 6],
    ["States.MathRandom(10, 20)", 15],
    ["States.StringSplit('a,b;c', ',;')", ["a", "b", "c"]],
    ["States.UUID()", "id-1"],
    ["States.Format('{} is {}', $.a, 1.5)", "x is 1.5", { a: "x" }],
    ["States.Format('\\{\\} {} \\\\ \\'', null)", "{} null \\ '"],
    ["States.Format('{}', $.a)", "{x=[1, b], y=null}", { a: { x: [1, "b"], y: null } }],
    ["States.Format($.template, 'x')", "<x>", { template: "<{}>" }],
    ["States.ArrayLength(States.StringSplit(States.Format('{},{}', 'a', 'b'), ','))", 2],
    ["States.Array($.a[?(@.x == 'a,b)')], $['a'][0].x)", [[{ x: "a,b)" }], "a,b)"], { a: [{ x: "a,b)" }] }],
    ["States.Array($$.Execution.Name, $)", ["run", {}]],
  ];
  for (const [call, expected, input] of cases) {
    it(call, async () => assert.deepEqual(await evaluate(call, input), expected));
  }

  it("draws the same number for the same seed", async () => {
    const draw = (seed: number) => evaluate(`States.MathRandom(0, 1000000, ${seed})`);
    assert.equal(await draw(5), await draw(5));
    assert.notEqual(await draw(5), await draw(6));
  });

  const failures: [string, Json, RegExp][] = [
    ["States.ArrayGetItem($.a, 5)", { a: [] }, /out of range/],
    ["States.ArrayRange(0, 5000, 1)", {}, /more than 1000/],
    ["States.ArrayRange(0, 1, 0)", {}, /step/],
    ["States.ArrayPartition($.a, 0)", { a: [] }, /positive/],
    ["States.StringToJson('{')", {}, /JSON/],
    ["States.Base64Decode('%')", {}, /Base64/],
    ["States.Hash('a', 'SHA-3')", {}, /one of MD5/],
    ["States.JsonMerge($.a, $.a, true)", { a: {} }, /shallow/],
    ["States.MathAdd('1', 2)", {}, /number/],
    ["States.Format('{}')", {}, /more \{\}/],
    ["States.Format('', 1)", {}, /more arguments/],
  ];
  for (const [call, input, cause] of failures) {
    it(`${call} fails with a distinguishable error`, async () => {
      const { result } = await run(machineOf({ Type: "Pass", Parameters: { "value.$": call } }), input);
      assert.equal(result.status, "FAILED");
      assert.equal("error" in result && result.error, "States.IntrinsicFailure");
      assert.match(String("cause" in result && result.cause), cause);
    });
  }

  it("names the whole expression when an argument leads nowhere", async () => {
    const call = "States.Format('{}', States.MathAdd($.nope, 1))";
    const { result } = await run(machineOf({ Type: "Pass", Parameters: { "value.$": call } }), { other: 1 });
    assert.deepEqual(result, {
      status: "FAILED",
      error: "States.Runtime",
      cause: `${PREFIX}The function '${call}' had the following error: The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'`,
    });
  });
});
