import assert from "node:assert/strict";
import type { ExecutionRow } from "../../../../packages/console/api";
import { matches, withChanges } from "../../../../packages/console/page/logic/executionRows";
import type { Pages } from "../../../../packages/console/page/logic/pages";

const row = (startedAt: number, change: Partial<ExecutionRow> = {}): ExecutionRow => ({
  arn: `arn:${startedAt}`,
  name: `run-${startedAt}`,
  machine: "arn:machine",
  title: "orders",
  status: "RUNNING",
  startedAt,
  redriveCount: 0,
  ...change,
});

/** The latest first. */
const listOf = (...rows: ExecutionRow[]): Pages<ExecutionRow> => ({
  total: rows.length,
  rows: new Map(rows.map((each, index) => [index, each])),
  inserted: 0,
});

const times = ({ rows }: Pages<ExecutionRow>) =>
  [...rows].sort(([a], [b]) => a - b).map(([index, { startedAt }]) => [index, startedAt]);

describe("the executions in the list", () => {
  it("match a filter by each of its parts", () => {
    const one = row(100, { status: "FAILED" });
    assert.ok(matches(one, { machine: "arn:machine", status: "FAILED", name: "n-1", from: 100, to: 100 }));
    for (const filter of [
      { machine: "arn:m" },
      { status: "RUNNING" },
      { name: "N-1" },
      { from: 101 },
      { to: 99 },
    ])
      assert.equal(matches(one, filter), false, JSON.stringify(filter));
  });

  it("are a Map Run's children only where that is asked for", () => {
    const child = row(1, { mapRun: "arn:run" });
    assert.equal(matches(child, {}), false);
    assert.ok(matches(child, { mapRun: "arn:run" }));
    assert.equal(matches(row(1), { mapRun: "arn:run" }), false);
  });

  it("change in place", () => {
    const ended = row(1, { status: "SUCCEEDED", endedAt: 5 });
    const { pages, stale } = withChanges(listOf(row(2), row(1)), [ended], {});
    assert.equal(pages.rows.get(1), ended);
    assert.deepEqual([pages.total, stale], [2, false]);
  });

  it("come first as they start, the latest at the top", () => {
    const { pages, stale } = withChanges(listOf(row(2), row(1)), [row(3), row(4)], {});
    assert.deepEqual(times(pages), [
      [0, 4],
      [1, 3],
      [2, 2],
      [3, 1],
    ]);
    assert.deepEqual([pages.total, pages.inserted, stale], [4, 2, false]);
  });

  it("come into an empty list", () =>
    assert.deepEqual(times(withChanges(listOf(), [row(3)], {}).pages), [[0, 3]]));

  it("leave it when they no longer match, and the rest closes the gap", () => {
    const ended = row(2, { status: "FAILED" });
    const { pages } = withChanges(listOf(row(3), row(2), row(1)), [ended], { status: "RUNNING" });
    assert.deepEqual(times(pages), [
      [0, 3],
      [1, 1],
    ]);
    assert.equal(pages.total, 2);
  });

  it("are requested again if one that is not loaded may match now, or no longer", () => {
    const pages = { total: 500, rows: new Map([[0, row(900)]]), inserted: 0 };
    const stale = (changed: ExecutionRow, filter = {}) => withChanges(pages, [changed], filter).stale;
    assert.equal(stale(row(5), { status: "RUNNING" }), true);
    assert.equal(stale(row(5, { status: "FAILED" }), { status: "RUNNING" }), true);
    assert.equal(stale(row(900, { arn: "arn:other" })), true, "it may be new");
    assert.equal(stale(row(5)), false, "its place is the same, and it is not in view");
    const far = { total: 500, rows: new Map([[400, row(10)]]), inserted: 0 };
    assert.equal(withChanges(far, [row(999)], {}).stale, true, "the first row is not loaded");
    assert.equal(stale(row(5, { machine: "arn:other" }), { machine: "arn:machine" }), false);
  });

  it("shift what is loaded far below as well", () => {
    const pages = {
      total: 500,
      rows: new Map([
        [0, row(900)],
        [400, row(10)],
      ]),
      inserted: 0,
    };
    assert.deepEqual(times(withChanges(pages, [row(901)], {}).pages), [
      [0, 901],
      [1, 900],
      [401, 10],
    ]);
  });

  it("stay as few as are kept, however many start", () => {
    let pages = listOf(row(0));
    for (let round = 1; round <= 60; round++)
      pages = withChanges(
        pages,
        Array.from({ length: 100 }, (_, index) => row(round * 100 + index)),
        {},
      ).pages;
    assert.equal(pages.total, 6001);
    assert.ok(pages.rows.size <= 2100, String(pages.rows.size));
    assert.equal(pages.rows.get(0)?.startedAt, 6099);
  });
});
