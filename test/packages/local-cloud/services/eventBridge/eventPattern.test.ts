import assert from "node:assert/strict";
import { parseEventPattern } from "../../../../../packages/local-cloud/services/eventBridge/pattern/eventPattern";
import type { JsonObject } from "../../../../../packages/local-cloud/services/eventBridge/pattern/json";

const matches = (pattern: unknown, event: unknown) =>
  parseEventPattern(JSON.stringify(pattern))(event as JsonObject);

/** A condition, values of the field `f` that satisfy it, and values that do not; undefined is an absent field. */
const CONDITIONS: [condition: unknown, accepted: unknown[], rejected: unknown[]][] = [
  ["a", ["a", ["b", "a"], [["a"]]], ["A", "ab", null, undefined, 1, [], { a: 1 }]],
  ["", [""], [null, undefined, "a"]],
  [5, [5, 5.0, [1, 5]], ["5", 5.1]],
  [null, [null], ["", 0, undefined, "null"]],
  [true, [true], [false, "true", 1]],
  [{ exists: true }, ["a", null, 0, [1]], [undefined, [], {}]],
  [{ exists: false }, [undefined, [], {}], ["a", null]],
  [{ prefix: "eu-" }, ["eu-west-1", ["us", "eu-"]], ["EU-", "us-eu-", 5, null, undefined]],
  [{ prefix: { "equals-ignore-case": "EventB" } }, ["eventbridge", "EVENTB"], ["event", 5]],
  [{ suffix: ".png" }, ["a.png", ".png"], ["a.PNG", "a.png ", null]],
  [{ suffix: { "equals-ignore-case": ".PnG" } }, ["a.png", "a.PNG"], ["png", null]],
  [{ "equals-ignore-case": "Alice" }, ["alice", "ALICE"], ["alic", "alicea", null]],
  [{ wildcard: "*" }, ["", "anything"], [5, null, undefined]],
  [{ wildcard: "a*c" }, ["ac", "abc", "a*c", "abcc"], ["a", "ab", "xac", "acx"]],
  [{ wildcard: "*/lib/*.js" }, ["/lib/.js", "x/lib/y.js", "/lib/lib/.js"], ["lib/y.js", "/lib/y.ts"]],
  [{ wildcard: "aba*aba" }, ["abaaba", "abaXaba"], ["aba", "ababa"]],
  [{ wildcard: "a*b*a" }, ["aba", "aXbYa"], ["aa", "abab"]],
  [{ wildcard: "1\\*2\\\\*" }, ["1*2\\", "1*2\\x"], ["1x2\\", "1*2"]],
  [{ numeric: ["=", 0] }, [0, -0], ["0", null, undefined, 0.1]],
  [{ numeric: ["<=", 10] }, [10, -1], [10.5]],
  [{ numeric: [">", 0, "<=", 5] }, [0.1, 5, [9, 3]], [0, 5.1, "3"]],
  [{ cidr: "10.0.0.0/24" }, ["10.0.0.255"], ["10.0.1.0", "::1", "x", 10]],
  [{ cidr: "2001:db8::/32" }, ["2001:db8:1::5"], ["2001:db9::1", "10.0.0.1"]],
  [{ "anything-but": "a" }, ["b", null, 5, ["a", "b"]], ["a", undefined, ["a"]]],
  [{ "anything-but": ["a", "b"] }, ["c", null], ["a", "b", undefined]],
  [{ "anything-but": [100, 200] }, [5, "100"], [100, undefined]],
  [{ "anything-but": { prefix: "us-" } }, ["eu-", 5, null], ["us-east-1", undefined]],
  [{ "anything-but": { prefix: ["us-", "eu-"] } }, ["ap-"], ["us-", "eu-"]],
  [{ "anything-but": { suffix: [".png", ".jpg"] } }, ["a.txt"], ["a.png", "a.jpg"]],
  [{ "anything-but": { "equals-ignore-case": ["A", "b"] } }, ["c", null], ["a", "B", undefined]],
  [{ "anything-but": { wildcard: "*/lib/*" } }, ["/bin/"], ["a/lib/b"]],
];

/** Patterns that AWS rejects, and why: recorded from AWS where the text has no mark, else from its matcher's source. */
const REJECTED: [pattern: unknown, reason: string][] = [
  [[], "Filter is not an object"],
  [{}, "Empty objects are not allowed"],
  [{ a: {} }, "Empty objects are not allowed"],
  [{ int: 42 }, '"int" must be an object or an array'],
  [{ string: "x" }, '"string" must be an object or an array'],
  [{ resources: [] }, "Empty arrays are not allowed"],
  [{ a: [["x"]] }, "Match value must be String, number, true, false, or null"],
  [{ a: [{ EXISTS: true }] }, "Unrecognized match type EXISTS"],
  [{ a: [{ constructor: 1 }] }, "Unrecognized match type constructor"],
  [{ a: [{}] }, "Match expression name not found"],
  [{ a: [{ prefix: "a", suffix: "b" }] }, "Only one key allowed in match expression"],
  [{ a: [{ exists: "yes" }] }, "exists match pattern must be either true or false."],
  [{ a: [{ prefix: ["x"] }] }, "prefix match pattern must be a string"],
  [{ a: [{ suffix: 123 }] }, "suffix match pattern must be a string"],
  [{ a: [{ "equals-ignore-case": ["x"] }] }, "equals-ignore-case match pattern must be a string"],
  [{ a: [{ wildcard: 123 }] }, "wildcard match pattern must be a string"],
  [
    { a: [{ wildcard: "arn:aws:events:us-east-1:**:event-bus/*" }] },
    "Consecutive wildcard characters at pos 26",
  ],
  [{ a: [{ wildcard: "a\\b" }] }, "Invalid escape character at pos 1"],
  [{ a: [{ wildcard: "a\\" }] }, "Invalid escape character at pos 1"],
  [{ a: [{ numeric: 5 }] }, "Value of numeric must be an array."],
  [{ a: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
  [{ a: [{ numeric: ["!", 5] }] }, "Unrecognized numeric range operator: !"],
  [{ a: [{ numeric: ["=", "5"] }] }, "Value of equals must be numeric"],
  [{ a: [{ numeric: ["<", 5, ">", 0] }] }, "Too many elements in numeric expression"],
  [{ a: [{ numeric: [">", 0, ">", 0] }] }, "Bad numeric range operator: >"],
  [{ a: [{ numeric: [">", 0, "<"] }] }, "Value of < must be numeric"],
  [{ a: [{ numeric: [">", 5, "<", 5] }] }, "Bottom must be less than top"],
  [{ a: [{ numeric: [">", 0, "<", 5, "<"] }] }, "Too many terms in numeric range expression"],
  [{ a: [{ cidr: ["10.0.0.0/8"] }] }, "prefix match pattern must be a string"],
  [{ a: [{ cidr: "bad-filter" }] }, "Malformed CIDR, one '/' required"],
  [{ a: [{ cidr: "10.0.0.0/x" }] }, "Malformed CIDR, mask bits must be an integer"],
  [{ a: [{ cidr: "10.0.0.0/33" }] }, "IPv4 mask bits must be at most 32"],
  [{ a: [{ cidr: "xx.11.xx/8" }] }, "Nonstandard IP address: xx.11.xx"],
  [{ a: [{ cidr: "xxxx:db8:1234:1a00::/64" }] }, "Nonstandard IP address: xxxx:db8:1234:1a00::"],
  [
    { a: [{ "anything-but": null }] },
    "Value of anything-but must be an array or single string/number value.",
  ],
  [{ a: [{ "anything-but": [null] }] }, "Inside anything but list, start|null|boolean is not supported."],
  [
    { a: [{ "anything-but": ["a", 1] }] },
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  [{ a: [{ "anything-but": { numeric: ["=", 1] } }] }, "Unsupported anything-but pattern: numeric"],
  [{ a: [{ "anything-but": { prefix: 123 } }] }, "prefix/suffix match pattern must be a string"],
  [{ a: [{ "anything-but": { suffix: [123, ".txt"] } }] }, "prefix/suffix match pattern must be a string"],
  [{ a: [{ "anything-but": { prefix: "" } }] }, "Null prefix/suffix not allowed"],
  [
    { a: [{ "anything-but": { suffix: { "equals-ignore-case": ".png" } } }] },
    "Value of anything-but must be an array or single string/number value.",
  ],
  [
    { a: [{ "anything-but": { "equals-ignore-case": [123] } }] },
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
  ],
  [{ a: [{ "anything-but": { wildcard: [123] } }] }, "wildcard match pattern must be a string"],
  [{ $or: { a: ["x"] } }, "It must be an Array followed with $or."],
  [{ $or: [{ a: ["x"] }] }, "There must have at least 2 Objects in $or relationship."],
  [{ $or: [{ a: ["x"] }, 5] }, "Only JSON object is allowed in array of $or relationship."],
  [
    { $or: [{ prefix: ["x"] }, { a: ["x"] }] },
    "prefix is Ruler reserved fieldName which cannot be used inside $or.",
  ],
];

describe("EventBridge: event patterns", () => {
  for (const [condition, accepted, rejected] of CONDITIONS) {
    it(JSON.stringify(condition), () => {
      const test = (value: unknown) => matches({ f: [condition] }, value === undefined ? {} : { f: value });
      for (const value of accepted) assert.equal(test(value), true, JSON.stringify(value));
      for (const value of rejected) assert.equal(test(value), false, JSON.stringify(value) ?? "absent");
    });
  }

  for (const [pattern, reason] of REJECTED) {
    it(`rejects ${JSON.stringify(pattern)}`, () => {
      assert.throws(() => parseEventPattern(JSON.stringify(pattern)), {
        code: "InvalidEventPatternException",
        message: `Event pattern is not valid. Reason: ${reason}`,
      });
    });
  }

  it("rejects text that is not JSON", () => {
    assert.throws(() => parseEventPattern("{'bad': 'quotation'}"), {
      code: "InvalidEventPatternException",
      message: /^Event pattern is not valid\. Reason: ./,
    });
  });

  it("needs every field and one condition of each", () => {
    const pattern = { source: ["a", "b"], detail: { state: ["on"], size: [{ numeric: [">", 1] }] } };
    assert.equal(matches(pattern, { source: "b", detail: { state: "on", size: 2, more: 1 } }), true);
    assert.equal(matches(pattern, { source: "b", detail: { state: "on", size: 1 } }), false);
    assert.equal(matches(pattern, { source: "b", detail: { state: "on" } }), false);
    assert.equal(matches(pattern, { source: "b" }), false);
    assert.equal(matches(pattern, { source: "b", detail: "on" }), false);
  });

  it("needs one alternative of $or, and the fields beside it", () => {
    const pattern = { a: [1], $or: [{ b: [1] }, { c: { d: [{ exists: true }] }, e: [1] }] };
    assert.equal(matches(pattern, { a: 1, b: 1 }), true);
    assert.equal(matches(pattern, { a: 1, c: { d: 0 }, e: 1 }), true);
    assert.equal(matches(pattern, { a: 1, c: { d: 0 } }), false);
    assert.equal(matches(pattern, { a: 2, b: 1 }), false);
  });

  it("compares the fields of an object in a list with the same object", () => {
    const pattern = { items: { id: [1], state: ["ok"] } };
    assert.equal(
      matches(pattern, {
        items: [
          { id: 2, state: "ok" },
          { id: 1, state: "ok" },
        ],
      }),
      true,
    );
    assert.equal(
      matches(pattern, {
        items: [
          { id: 1, state: "no" },
          { id: 2, state: "ok" },
        ],
      }),
      false,
    );
    assert.equal(matches(pattern, { items: [[{ id: 1, state: "ok" }], 5] }), true);
  });

  it("treats a dot in a name as a level", () => {
    assert.equal(matches({ "detail.a": [1] }, { detail: { a: 1 } }), true);
    assert.equal(matches({ detail: { a: [1] } }, { "detail.a": 1 }), true);
    assert.equal(matches({ detail: { a: [1], b: [2] } }, { "detail.a": 1, detail: { b: 2 } }), true);
    assert.equal(matches({ "detail.a": [1] }, { detail: { "a.b": 1 } }), false);
  });

  it("finds an absent field below what is absent or no object", () => {
    const pattern = { detail: { a: { b: [{ exists: false }] } } };
    for (const detail of [undefined, 5, {}, { a: null }, { a: {} }]) {
      assert.equal(matches(pattern, detail === undefined ? {} : { detail }), true, JSON.stringify(detail));
    }
    assert.equal(matches(pattern, { detail: { a: { b: 1 } } }), false);
  });

  it("does not find members that every JavaScript object has", () => {
    assert.equal(matches({ constructor: [{ exists: true }] }, {}), false);
    assert.equal(parseEventPattern('{"__proto__": {"a": [1]}}')(JSON.parse('{"__proto__":{"a":1}}')), true);
  });
});
