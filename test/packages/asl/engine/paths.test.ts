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
    "odd name": { "it's": 1, 'a"b': 2 },
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

describe("JSONPath", () => {
  const cases: [string, Json][] = [
    ["$", DOCUMENT],
    ["$.limit", 10],
    ["$.empty", null],
    ["$['limit']", 10],
    ['$["limit"]', 10],
    ["$.store['odd name']['it\\'s']", 1],
    ["$.store['odd name']['a\"b']", 2],
    ["$.store.books[0].title", "A"],
    ["$.store.books[-1].title", "C"],
    ["$.store.books[0,2].title", ["A", "C"]],
    ["$.store.books[0:2].title", ["A", "B"]],
    ["$.store.books[1:].title", ["B", "C"]],
    ["$.store.books[::2].title", ["A", "C"]],
    ["$.store.books[*].title", ["A", "B", "C"]],
    ["$.store.books.*.price", [5, 20, 12]],
    ["$..price", [5, 20, 12]],
    ["$..['isbn']", ["1"]],
    ["$.store.books[0]['title','price']", { title: "A", price: 5 }],
    ["$.store.books[?(@.price < 10)].title", ["A"]],
    ["$.store.books[?(@.price > $.limit)].title", ["B", "C"]],
    ["$.store.books[?(@.isbn)].title", ["B"]],
    ["$.store.books[?(!@.isbn && @.price >= 12)].title", ["C"]],
    ["$.store.books[?(@.title == 'A' || @.title == 'B')].price", [5, 20]],
    ["$.store.books[?(@.title in ['A', 'C'])].price", [5, 12]],
    ["$.store.books[?(@.title =~ /[ab]/i)].price", [5, 20]],
    ["$.store.books[?(@.tags contains 'x')].title", ["A"]],
    ["$.store.books.length()", 3],
    ["$.store.books[*].price.max()", 20],
    ["$.nothing[*].here", []],
    ["$.store.books[?(@.price > 100)]", []],
    ["$$.Execution.Name", "run"],
    ["$order.id", 7],
    ["$order", { id: 7 }],
  ];
  for (const [path, expected] of cases) {
    it(`reads ${path}`, () => assert.deepEqual(read(path), expected));
  }

  const missing: [string, string][] = [
    ["$.nothing", "No results for path: $['nothing']"],
    ["$.no.such.thing", "Missing property in path $['no']"],
    ["$.store.books[9]", "No results for path: $['store']['books'][9]"],
    ["$.limit[0]", "Filter: [0] can only be applied to arrays. Current context is: 10"],
    ["$unknown", "The variable 'unknown' is not defined"],
  ];
  for (const [path, message] of missing) {
    it(`says where ${path} ends`, () => assert.throws(() => read(path), { name: "PathNotFound", message }));
  }

  for (const path of ["limit", "$.", "$[", "$['a", "$.a[?(@.b]", "$.a.b()", "$.a[1:2:-1]", "$.a b"]) {
    it(`rejects ${path}`, () => assert.throws(() => compilePath(path), /at position \d+ of/));
  }

  it("does not reach prototypes", () => {
    for (const name of ["constructor", "__proto__", "toString"]) {
      assert.throws(() => read(`$.${name}`, {}), { name: "PathNotFound" });
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
