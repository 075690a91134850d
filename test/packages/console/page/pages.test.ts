import assert from "node:assert/strict";
import {
  MAX_LOADED_ROWS,
  missingPage,
  noPages,
  PAGE_ROWS,
  withPage,
} from "../../../../packages/console/page/logic/pages";

const page = (offset: number, total: number) => ({
  rows: Array.from({ length: Math.min(PAGE_ROWS, total - offset) }, (_, index) => offset + index),
  total,
});

describe("rows that are loaded in pages", () => {
  it("are requested as they come into view", () => {
    let pages = withPage(noPages<number>(), 0, page(0, 10_000));
    assert.equal(missingPage(pages, { first: 0, end: PAGE_ROWS }), undefined);
    assert.equal(missingPage(pages, { first: 90, end: 130 }), PAGE_ROWS);
    assert.equal(missingPage(pages, { first: 9_990, end: 10_050 }), 9_900);
    pages = withPage(pages, 9_900, page(9_900, 10_000));
    assert.equal(missingPage(pages, { first: 9_990, end: 10_050 }), undefined, "beyond the end is nothing");
    assert.equal(pages.rows.get(9_999), 9_999);
  });

  it("are forgotten when they are more than a bound, the farthest first", () => {
    let pages = noPages<number>();
    for (let offset = 0; offset < 25_000; offset += PAGE_ROWS) {
      pages = withPage(pages, offset, page(offset, 25_000));
      assert.ok(pages.rows.size <= MAX_LOADED_ROWS);
      assert.equal(missingPage(pages, { first: offset, end: offset + PAGE_ROWS }), undefined);
    }
    assert.equal(pages.rows.has(0), false);
  });

  it("are no longer there when there are fewer", () => {
    const before = withPage(noPages<number>(), 0, page(0, 100));
    const { rows, total } = withPage(before, 0, { rows: [1, 2], total: 2 });
    assert.deepEqual([total, [...rows.values()]], [2, [1, 2]]);
  });
});
