import assert from "node:assert/strict";
import { moveByKey, rowWindow, scrollToShow } from "../../../../packages/console/page/logic/windowing";

describe("the rows in view", () => {
  it("are a few of many, wherever they are scrolled to", () => {
    for (const scrollTop of [0, 1, 31, 32, 159_000, 319_400, 400_000]) {
      const { first, end } = rowWindow({ scrollTop, height: 600 }, 32, 10_000);
      assert.ok(end - first < 40, `${scrollTop}: ${first} to ${end}`);
      assert.ok(first >= 0 && end <= 10_000);
      if (scrollTop <= 319_400) {
        assert.ok(first * 32 <= scrollTop, "nothing is missing above");
        assert.ok(end * 32 >= Math.min(scrollTop + 600, 320_000), "nothing is missing below");
      }
    }
  });

  it("are none of none, and all of few", () => {
    assert.deepEqual(rowWindow({ scrollTop: 0, height: 600 }, 32, 0), { first: 0, end: 0 });
    assert.deepEqual(rowWindow({ scrollTop: 0, height: 600 }, 32, 3), { first: 0, end: 3 });
    assert.deepEqual(rowWindow({ scrollTop: 5000, height: 600 }, 32, 3), { first: 3, end: 3 });
  });

  it("are scrolled no more than needed to show one", () => {
    const view = { scrollTop: 100, height: 200 };
    assert.equal(scrollToShow(5, view, 20), 100);
    assert.equal(scrollToShow(4, view, 20), 80);
    assert.equal(scrollToShow(15, view, 20), 120);
  });

  it("are moved through by keys, within their bounds", () => {
    const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"];
    const moved = (row: number, count: number) => keys.map((key) => moveByKey(key, row, count, 10));
    assert.deepEqual(moved(50, 100), [51, 49, 60, 40, 0, 99]);
    assert.deepEqual(moved(0, 1), [0, 0, 0, 0, 0, 0]);
    assert.equal(moveByKey("a", 0, 10, 10), undefined);
    assert.equal(moveByKey("End", 0, 0, 10), undefined);
    assert.equal(moveByKey("PageDown", 0, 10, 0), 1, "in a list that is lower than a row");
  });
});
