import assert from "node:assert/strict";
import { parseIntrinsic } from "../../../../packages/asl/intrinsics/parse";

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
    "States.Array(1",
    "States.Array('a)",
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
  for (const call of good) it(`accepts ${call}`, () => assert.equal(parseIntrinsic(call).kind, "call"));
  for (const call of wrong) it(`rejects ${call}`, () => assert.throws(() => parseIntrinsic(call), Error));

  it("nests ten functions, and not eleven", () => {
    const nested = (depth: number) => `${"States.Array(".repeat(depth)}1${")".repeat(depth)}`;
    assert.equal(parseIntrinsic(nested(10)).name, "States.Array");
    assert.throws(() => parseIntrinsic(nested(11)), /nested more than 10 deep/);
    assert.throws(() => parseIntrinsic(nested(100_000)), /nested more than 10 deep/);
  });

  const wrongWithReason: [string, RegExp][] = [
    ["States.Nope(1)", /there is no intrinsic function States.Nope at position 11 of/],
    ["States.JsonMerge($.a, $.b)", /States.JsonMerge takes 3 arguments, but has 2/],
    ["States.MathRandom(1)", /States.MathRandom takes 2 to 3 arguments, but has 1/],
    ["States.Array($.a[)", /Could not analyze path component/],
    ["States.Array(1;2)", /expected a text in single quotes, a number, a path or an intrinsic function/],
  ];
  for (const [call, reason] of wrongWithReason)
    it(`says what is wrong with ${call}`, () => assert.throws(() => parseIntrinsic(call), reason));
});
