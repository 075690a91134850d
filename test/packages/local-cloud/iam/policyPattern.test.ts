import assert from "node:assert/strict";
import fc from "fast-check";
import { matches, parsePattern, resolvePattern } from "../../../../packages/local-cloud/iam/policyPattern";

const match = (pattern: string, text: string) => {
  const resolved = resolvePattern(
    parsePattern(pattern, { variables: false, wildcards: true }),
    () => undefined,
  );
  assert.ok(resolved);
  return matches(resolved, text);
};

describe("policy patterns", () => {
  it("match what the same regular expression matches", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "/", ":"), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", ":", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (wildcards, of) => {
        const expression = new RegExp(`^${wildcards.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s");
        assert.equal(match(wildcards, of), expression.test(of));
      }),
    );
  });

  it("count a character outside the basic plane as one", () => {
    assert.equal(match("a?c", "a\u{1F600}c"), true);
    assert.equal(match("\u{1F600}*", "\u{1F600}"), true);
  });
});
