import assert from "node:assert/strict";
import { review } from "../../../handlers/pipeline/review";
import { trimStrings } from "../../../handlers/pipeline/trimStrings";

describe("handlers: pipeline blocks", () => {
  it("trimStrings trims strings at every depth and leaves the rest", async () => {
    assert.deepEqual(await trimStrings({ a: " x ", b: [" y", 1, null, { " c ": "\tz\n" }], d: true }), {
      a: "x",
      b: ["y", 1, null, { " c ": "z" }],
      d: true,
    });
    for (const value of [null, 0, "", [], {}]) assert.deepEqual(await trimStrings(value), value);
  });

  const task = { token: "token", defer: () => ({ deferred: true as const }) };

  it("review hands an approved item on unchanged", async () => {
    const item = { name: "n", value: "v", more: [1] };
    assert.deepEqual(await review(item, task), item);
  });

  it("review leaves an undecided item to a person", async () => {
    assert.deepEqual(await review({ name: "n", value: "undecided" }, task), { deferred: true });
  });

  it("review rejects an item without a value by name", async () => {
    await assert.rejects(review({ name: "n", value: "" }, task), {
      name: "ReviewRejected",
      message: "item 'n' has no value",
    });
  });

  for (const input of [null, 1, "text", [], {}, { name: "n" }, { name: 1, value: "v" }]) {
    it(`review refuses ${JSON.stringify(input)} as an item`, async () => {
      await assert.rejects(review(input, task), { name: "InvalidItem" });
    });
  }
});
