import assert from "node:assert/strict";
import { Pages } from "../../../../../packages/local-cloud/services/stepFunctions/pages";
import { failsWith } from "./support";

const invalid = failsWith("InvalidToken", "Invalid Token: 'Invalid token'");
const position = (item: number) => item;

describe("Pages", () => {
  it("walks over every item once", () => {
    const pages = new Pages();
    const items = Array.from({ length: 7 }, (_, index) => index);
    const seen: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = pages.page(items, { maxResults: 3, nextToken }, "list", position);
      seen.push(...page.items);
      nextToken = page.nextToken;
    } while (nextToken);
    assert.deepEqual(seen, items);
  });

  it("returns no token with the last page, and 100 items by default", () => {
    const pages = new Pages();
    const hundred = Array.from({ length: 100 }, (_, index) => index);
    assert.equal(pages.page(hundred, {}, "list", position).nextToken, undefined);
    const more = pages.page([...hundred, 100], { maxResults: 0 }, "list", position);
    assert.equal(more.items.length, 100);
    assert.ok(more.nextToken);
  });

  it("neither repeats nor skips items when others are added or removed between two pages", () => {
    const pages = new Pages();
    const latestFirst = (item: number) => -item;
    const { nextToken, items } = pages.page([9, 8, 7, 6], { maxResults: 2 }, "list", latestFirst);
    assert.deepEqual(items, [9, 8]);
    const second = pages.page([11, 10, 9, 7, 6], { maxResults: 2, nextToken }, "list", latestFirst);
    assert.deepEqual(second.items, [7, 6]);
  });

  it("rejects tokens that it did not issue, or issued for another request", () => {
    const pages = new Pages();
    const token = pages.page([1, 2], { maxResults: 1 }, "list", position).nextToken ?? "";
    const read =
      (nextToken: string, scope = "list", by = pages) =>
      () =>
        by.page([1, 2], { nextToken }, scope, position);
    assert.throws(read("nonsense"), invalid);
    assert.throws(read(""), invalid);
    assert.throws(read(`${token}x`), invalid);
    assert.throws(read(token, "other list"), invalid);
    assert.throws(read(token, "list", new Pages()), invalid);
    assert.doesNotThrow(read(token));
  });
});
