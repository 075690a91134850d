import assert from "node:assert/strict";
import { parseJson } from "../../../../packages/local-cloud/aws/parseJson";

const nested = (depth: number, inside = "") => "[".repeat(depth) + inside + "]".repeat(depth);

describe("parseJson", () => {
  it("parses what JSON.parse does", () => {
    const texts = [
      "null",
      '"a"',
      nested(1000),
      JSON.stringify({ a: nested(5000), '"[': "\\[" }),
      `[${"[],".repeat(5000)}1]`,
    ];
    for (const text of texts) assert.deepEqual(parseJson(text), JSON.parse(text));
    const large = JSON.stringify({ a: "\\[{".repeat(1_000_000) });
    assert.deepEqual(parseJson(large), JSON.parse(large));
  });

  it("rejects text that is nested too deeply, like text that is not JSON", () => {
    for (const text of [
      nested(1001),
      nested(500_000),
      '{"a":'.repeat(1001),
      `["]]]"${`,${nested(1000)}`}]`,
    ]) {
      assert.throws(() => parseJson(text), { name: "SyntaxError", message: /more than 1000 levels deep/ });
    }
    assert.throws(() => parseJson(`{"a${" ".repeat(2000)}`), { name: "SyntaxError" });
  });
});
