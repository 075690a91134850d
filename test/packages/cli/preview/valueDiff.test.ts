import assert from "node:assert/strict";
import { lineDiff } from "../../../../packages/cli/preview/lineDiff";
import { describeChange, valueChanges } from "../../../../packages/cli/preview/valueDiff";

describe("preview: differences of values", () => {
  const cases: [what: string, before: unknown, after: unknown, lines: string[]][] = [
    ["nothing", { a: [1, { b: "x" }] }, { a: [1, { b: "x" }] }, []],
    ["a value", { retentionInDays: 7 }, { retentionInDays: 30 }, ["retentionInDays: 7 → 30"]],
    ["an added value", {}, { a: 1 }, ["a: nothing → 1"]],
    ["a removed value", { a: { b: "x" } }, { a: {} }, ['a.b: "x" → nothing']],
    ["an item", { a: [1, 2] }, { a: [1, 3, 4] }, ["a[1]: 2 → 3", "a[2]: nothing → 4"]],
    ["a key with spaces", { "Send Messages": 1 }, { "Send Messages": 2 }, ['["Send Messages"]: 1 → 2']],
    ["another kind", { a: [1] }, { a: { b: 1 } }, ['a: [1] → {"b":1}']],
    ["code", { code: { sha256: "a" } }, { code: { sha256: "b" } }, ["code: other contents"]],
    ["long values", { a: "x".repeat(80) }, { a: "y" }, ["a"]],
    ["a long value that is new", {}, { a: "y".repeat(80) }, ["a: added"]],
    [
      "JSON in a text",
      { policy: '{"Statement":[{"Action":"a:B"}]}' },
      { policy: '{ "Statement": [ { "Action": "a:C" } ] }' },
      ['policy.Statement[0].Action: "a:B" → "a:C"'],
    ],
    ["JSON's order and spaces", { policy: '{"a":1,"b":2}' }, { policy: '{ "b": 2, "a": 1 }' }, []],
    ["what only begins like JSON", { a: "{% $x %}" }, { a: "{% $y %}" }, ['a: "{% $x %}" → "{% $y %}"']],
  ];
  for (const [what, before, after, lines] of cases) {
    it(`finds ${what}`, () => {
      assert.deepEqual(valueChanges(before, after).map(describeChange), lines);
    });
  }
});

describe("preview: differences of lines", () => {
  const cases: [before: string, after: string, lines: string[]][] = [
    ["a b c", "a b c", []],
    ["a b c", "a x c", ["  a", "- b", "+ x", "  c"]],
    ["", "a", ["+ a"]],
    ["a", "", ["- a"]],
    ["a b c d e f", "a b c d e g", ["  …", "  d", "  e", "- f", "+ g"]],
    ["1 a b c d e f 2", "3 a b c d e f 4", ["- 1", "+ 3", "  a", "  b", "  …", "  e", "  f", "- 2", "+ 4"]],
  ];
  for (const [before, after, lines] of cases) {
    it(`of ${before || "nothing"} and ${after || "nothing"}`, () => {
      const split = (text: string) => text.split(" ").filter(Boolean);
      assert.deepEqual(lineDiff(split(before), split(after)), lines);
    });
  }
});
