import assert from "node:assert/strict";
import { indented, jsonOf, parseJson, summary } from "../../../../packages/console/page/logic/json";

describe("JSON in the console", () => {
  it("is indented as JSON.stringify does it", () => {
    const values = [
      {},
      [],
      { a: {}, b: [], c: [[]] },
      [1, -2.5e3, true, null, "x"],
      { 'quote"': '\\ { } [ ] , : "', "ü\n": [{ a: 1 }, {}] },
      "text",
      0,
    ];
    for (const value of values) assert.equal(indented(JSON.stringify(value)), JSON.stringify(value, null, 2));
    assert.equal(indented(' { "a" : [ 1 ,2 ] } '), '{\n  "a": [\n    1,\n    2\n  ]\n}');
  });

  it("keeps all digits of a number", () =>
    assert.equal(indented('{"id":12345678901234567890}'), '{\n  "id": 12345678901234567890\n}'));

  it("is left as it is where it is not JSON", () => assert.equal(indented("{ oops"), "{ oops"));

  it("is a value, or the text itself", () => {
    assert.deepEqual(parseJson('{"a":1}'), { a: 1 });
    assert.equal(parseJson("Task timed out"), "Task timed out");
  });

  it("is an error that names the field where it is wrong", () => {
    assert.deepEqual(jsonOf("Input", "[1]"), [1]);
    assert.throws(() => jsonOf("Input", "{"), /^Error: Input is not JSON: /);
  });

  it("is summed up in a line", () => {
    assert.deepEqual(
      [[], [1], [1, 2], {}, { a: 1 }, "x", null, 5].map((value) => summary(value)),
      ["[]", "[1 item]", "[2 items]", "{}", "{ a }", '"x"', "null", "5"],
    );
    assert.equal(summary({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }), "{ a, b, c, d, e, f, … }");
    assert.equal(summary("x".repeat(1_000_000), 10), '"xxxxxxxxxx"…');
    assert.equal(summary({ ["n".repeat(1000)]: 1 }, 10).length, 10);
  });
});
