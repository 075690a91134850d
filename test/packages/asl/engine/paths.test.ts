import assert from "node:assert/strict";
import { compilePath } from "../../../../packages/asl/engine/paths/path";
import { compileResultPath } from "../../../../packages/asl/engine/paths/resultPath";
import { NO_VARIABLES, type Scope } from "../../../../packages/asl/engine/query/scope";
import type { Json } from "../../../../packages/asl/engine/types";

const DOCUMENT: Json = {
  store: {
    books: [
      { title: "A", price: 5, tags: ["x", "y"] },
      { title: "B", price: 20, isbn: "1" },
      { title: "C", price: 12 },
    ],
    "odd name": { "it's": 1, it: 2 },
  },
  limit: 10,
  empty: null,
};

const scope = (input: Json): Scope => ({
  input,
  context: { Execution: { Name: "run" } },
  variables: { ...NO_VARIABLES, order: { id: 7 } },
  sources: undefined as never,
});

const read = (path: string, input: Json = DOCUMENT) => compilePath(path)(scope(input));

describe("a path of a definition", () => {
  const cases: [string, Json][] = [
    ["$", DOCUMENT],
    [" $.limit ", 10],
    ["$.store.['odd name'].['it']", 2],
    ["$.store.books[(@.length-1)].title", "C"],
    ["$.store.books[*].isbn", ["1"]],
    ["$.nothing[*].here", []],
    ["$.store.books[?(@.price > $.limit)].title", ["B", "C"]],
    ["$$", { Execution: { Name: "run" } }],
    ["$$.Execution.Name", "run"],
    ["$$['Execution']['Name']", "run"],
    ["$order.id", 7],
    ["$order['id']", 7],
    ["$order", { id: 7 }],
    ["$order[?(@.id == 7)].id", [7]],
    ["$order[?($.id == 7)].id", [7]],
  ];
  for (const [path, expected] of cases) {
    it(`reads ${path}`, () => assert.deepEqual(read(path), expected));
  }

  const missing: [string, string][] = [
    ["$.nothing", "No results for path: $['nothing']"],
    ["$.no.such.thing", "Missing property in path $['no']"],
    ["$.store.books.length()", "Property ['length()'] not found in path $['store']['books']"],
    ["$.store.books[9]", "Index out of bounds when evaluating path $['store']['books'][9]"],
    ["$.store.books[-1]", "Index out of bounds when evaluating path $['store']['books'][-1]"],
    ["$.store.books[0:2].isbn", "No results for path: $['store']['books'][0]['isbn']"],
    ["$.empty[0]", "The path $['empty'] is null"],
    ["$.limit[0]", "Filter: [0] can only be applied to arrays. Current context is: 10"],
    ["$['limit','store'].x", "Multi properties can only be used as path leafs: $['limit', 'store']"],
    ["$.store.books[?(@.price == 'ten')]", "'ten' is compared with a number, and is none"],
    ["$.store.books[?(@.title =~ 'A')]", `"A" is no regular expression: write it between slashes`],
    ["$.store.books[?]", "The filter [?] has no condition"],
    ["$unknown", "The variable 'unknown' is not defined"],
  ];
  for (const [path, message] of missing) {
    it(`says why ${path} leads nowhere`, () =>
      assert.throws(() => read(path), { name: "InvalidPath", message }));
  }

  for (const path of [
    "limit",
    "@.limit",
    "",
    " ",
    "$.",
    "$[",
    "$['a",
    "$.a[?(@.b]",
    "$.a b",
    "$.a..",
    "$$$",
    "$order name",
  ]) {
    it(`rejects ${JSON.stringify(path)}`, () =>
      assert.throws(() => compilePath(path), { name: "InvalidPath" }));
  }

  it("ends a path that would visit too much, or too deeply nested a document", () => {
    let nested: Json = {};
    for (let depth = 0; depth < 600; depth++) nested = { a: nested };
    assert.throws(() => read("$..*..*..*..*..*", nested), /takes more than 10000000 steps/);
    for (let depth = 0; depth < 60_000; depth++) nested = { a: nested };
    assert.deepEqual(read("$..b", nested), []);
    assert.throws(() => read(`$${".*".repeat(60_000)}`, nested), /nested too deeply/);
    assert.deepEqual(read(`$${".a".repeat(60_600)}`, nested), {});
  });

  it("compiles filters and regular expressions of any depth without recursion", () => {
    const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
    for (const path of [
      `$.a${deep("[?(@", ")]")}`,
      `$.a[?(${deep("(", ")")})]`,
      `$.a[?(@.b =~ /${deep("(", ")")}/)]`,
      `$.a[?(@.b =~ /${deep("[", "]")}/)]`,
      `$${"[".repeat(100_000)}`,
    ])
      assert.throws(() => compilePath(path), { name: "InvalidPath" });
  });

  it("compares numbers of any length as decimals", () => {
    const numbers = [0.1, 12345678901234567000, 1e300, 0];
    const found = (literal: string) => read(`$[?(@ == ${literal})]`, numbers);
    assert.deepEqual(found("0.1000"), [0.1]);
    assert.deepEqual(found("0.10000000000000000000000001"), []);
    assert.deepEqual(found("12345678901234567e3"), [12345678901234567000]);
    assert.deepEqual(found(`1${"0".repeat(300)}`), [1e300]);
    assert.deepEqual(found("-0"), [0]);
    assert.deepEqual(found(`${"0".repeat(200_000)}`), [0]);
  });

  it("does not reach prototypes", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      assert.throws(() => read(`$.${name}`, {}), { name: "InvalidPath" });
    }
    assert.equal(read("$.__proto__", JSON.parse('{"__proto__": 1}')), 1);
  });
});

describe("ResultPath", () => {
  const cases: [string | null, Json, Json][] = [
    [null, { a: 1 }, { a: 1 }],
    ["$", { a: 1 }, "result"],
    ["$.b", { a: 1 }, { a: 1, b: "result" }],
    ["$.b.c", { a: 1 }, { a: 1, b: { c: "result" } }],
    ["$['b']['c d']", { a: 1 }, { a: 1, b: { "c d": "result" } }],
    ["$.a[1]", { a: [1, 2] }, { a: [1, "result"] }],
    ["$.b", null, { b: "result" }],
  ];
  for (const [path, input, expected] of cases) {
    it(`${path} into ${JSON.stringify(input)}`, () => {
      const before = JSON.stringify(input);
      assert.deepEqual(compileResultPath(path)(input, "result"), expected);
      assert.equal(JSON.stringify(input), before);
    });
  }

  it("fails where the input is not an object", () => {
    for (const [path, input] of [
      ["$.a", "text"],
      ["$.a.b", { a: 1 }],
      ["$.a[5]", { a: [] }],
    ] as [string, Json][]) {
      assert.throws(() => compileResultPath(path)(input, 1), { error: "States.ResultPathMatchFailure" });
    }
  });

  it("sets __proto__ as an own property", () => {
    const output = compileResultPath("$.__proto__")({}, { polluted: true });
    assert.equal(JSON.stringify(output), '{"__proto__":{"polluted":true}}');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.equal((output as { polluted?: boolean }).polluted, undefined);
  });

  for (const path of ["$.a[*]", "$..a", "$$.a", "$.a[0,1]"]) {
    it(`rejects ${path}`, () => assert.throws(() => compileResultPath(path), /ResultPath must/));
  }
});
