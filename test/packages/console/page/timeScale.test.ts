import assert from "node:assert/strict";
import type { TimelineRow } from "../../../../packages/console/api";
import { ticks, timeScale } from "../../../../packages/console/page/logic/timeScale";

const row = (startedAt: number, endedAt: number | undefined, skipped?: number): TimelineRow => ({
  state: "A",
  id: "/States/A",
  type: "Wait",
  startedAt,
  ...(endedAt !== undefined && { endedAt }),
  status: "succeeded",
  ...(skipped !== undefined && { skipped }),
});

describe("a timeline's scale", () => {
  it("is even where nothing was skipped", () => {
    const { position } = timeScale([row(1000, 2000)], 1000, 3000, true);
    assert.deepEqual([0, 1000, 2000, 3000, 9000].map(position), [0, 0, 0.5, 1, 1]);
  });

  it("draws skipped time short, and the rest to scale", () => {
    const { position, breaks } = timeScale([row(1000, 3_601_000, 3_600_000)], 0, 3_602_000, true);
    assert.deepEqual(breaks, [{ from: 1000, to: 3_601_000 }]);
    const [before, after] = [position(1000), position(3_601_000)];
    assert.ok(after - before < 0.1, `${before} to ${after}`);
    assert.ok(Math.abs(before - (1 - after)) < 1e-9, "a second is as long before as after");
    assert.equal(position(3_602_000), 1);
  });

  it("draws it to scale where that is asked for", () => {
    const { position, breaks } = timeScale([row(0, 900, 900)], 0, 1000, false);
    assert.deepEqual(breaks, []);
    assert.equal(position(900), 0.9);
  });

  it("counts time that several states skipped together once", () =>
    assert.deepEqual(timeScale([row(0, 100, 100), row(50, 300, 200)], 0, 400, true).breaks, [
      { from: 0, to: 300 },
    ]));

  it("never goes back, whatever was skipped", () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      row(index * 100, index * 100 + 90, index % 3 ? 50 : 0),
    );
    const { position } = timeScale(rows, 0, 20_000, true);
    const positions = Array.from({ length: 2001 }, (_, index) => position(index * 10));
    for (const [index, each] of positions.entries()) {
      assert.ok(each >= 0 && each <= 1 + 1e-9);
      assert.ok(index === 0 || each >= positions[index - 1]! - 1e-12);
    }
  });

  it("holds where everything was skipped, and where no time passed", () => {
    const all = timeScale([row(0, 1000, 1000)], 0, 1000, true);
    assert.deepEqual([0, 500, 1000].map(all.position), [0, 0.5, 1]);
    assert.equal(timeScale([], 5, 5, true).position(5), 0);
  });

  it("lasts until the present while a state runs", () =>
    assert.equal(timeScale([row(0, undefined)], 0, 500, true).end, 500));

  it("has marks at round times, not too close", () => {
    const scale = timeScale([], 1000, 11_000, true);
    assert.deepEqual(
      ticks(scale).map((time) => time - 1000),
      [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000],
    );
    for (const end of [3, 999, 86_400_000, 4e10]) {
      const marks = ticks(timeScale([], 0, end, true));
      assert.ok(marks.length > 0 && marks.length <= 12, `${end}: ${marks.length}`);
    }
  });
});
