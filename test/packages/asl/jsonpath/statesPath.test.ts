import assert from "node:assert/strict";
import { compileStatesPath } from "../../../../packages/asl/jsonpath/statesPath";

describe("compileStatesPath", () => {
  const references = [
    "$",
    "$.a",
    "$.a.b[0]",
    "$['a b']",
    "$.['a']",
    "$.delivery-partner",
    "$$",
    "$$.Map.Item.Value",
    "$x",
    "$x.y[1]",
    "$.ä",
    "$.a.length()",
  ];
  const others = [
    "$..a",
    "$.*",
    "$.a[*]",
    "$.a[0,1]",
    "$.a[1:]",
    "$.a[:2]",
    "$.a[?(@.b == 'x')]",
    "$.a[(@.length-1)]",
    "$['a','b']",
    "$..[0]",
  ];
  for (const path of references)
    it(`${path} is a reference path`, () => assert.ok(compileStatesPath(path).path.keys));
  for (const path of others)
    it(`${path} is a path, but none to a single node`, () =>
      assert.equal(compileStatesPath(path).path.keys, undefined));

  const roots: [string, object][] = [
    ["$.a", { kind: "input" }],
    ["$$.a", { kind: "context" }],
    ["$a", { kind: "variable", name: "a" }],
    ["$ä_1[0]", { kind: "variable", name: "ä_1" }],
  ];
  for (const [path, root] of roots)
    it(`${path} starts at ${JSON.stringify(root)}`, () =>
      assert.deepEqual(compileStatesPath(path).root, root));
});
