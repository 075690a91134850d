import assert from "node:assert/strict";
import fc from "fast-check";
import { readJson } from "../../../../packages/asl/validate/json";

describe("readJson", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(0, 2), (text, indent) => {
        const value: unknown = JSON.parse(text);
        const read = readJson(JSON.stringify(value, undefined, indent));
        assert.ok("value" in read);
        assert.deepEqual(read, { value, duplicates: [] });
      }),
    );
  });

  it("rejects what JSON.parse rejects", () => {
    const pieces = [
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      ".5",
      "1e3",
      "01",
      "true",
      "nul",
      " ",
      "\n",
      "\\",
      "\u00a0",
      "\u0001",
      "ä",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        assert.equal("value" in readJson(text), isJson(text), text);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads a very long string", () => {
    const text = JSON.stringify("ä\u0085".repeat(200_000));
    assert.ok("value" in readJson(text));
  });

  it("says where the text breaks", () => {
    const read = readJson(`{\n  "a": "${"x".repeat(600)}",\n  b`);
    assert.ok("message" in read);
    assert.match(
      read.location,
      /^\[Source: \(String\)".{500}"\[truncated 116 chars\]; line: 3, column: 4\]$/s,
    );
    assert.match(
      read.message,
      /^Unexpected character \('b' \(code 98\)\): was expecting double-quote to start field name\n at \[Source/,
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
