import assert from "node:assert/strict";
import {
  comparedTreeOf,
  openAtFirst,
  rowsOf,
  type Tree,
  treeOf,
} from "../../../../packages/console/page/logic/jsonTree";

const ALL_OPEN = { has: () => true } as unknown as ReadonlySet<string>;
const rows = (tree: Tree) => rowsOf(tree, ALL_OPEN, new Map());
const changes = (before: unknown, after: unknown) =>
  rows(comparedTreeOf(before, after)).flatMap(({ path, change }) => (change ? [`${path} ${change}`] : []));

describe("a JSON tree", () => {
  it("has a row for each value, with its place", () => {
    const { 0: root, 2: b, 3: first, length } = rows(treeOf({ a: 1, "b/c": [true, null] }));
    assert.equal(length, 5);
    assert.deepEqual([root!.path, root!.size, root!.depth], ["", 2, 0]);
    assert.deepEqual([b!.path, b!.key, b!.position, b!.siblings], ["/b~1c", "b/c", 2, 2]);
    assert.deepEqual([first!.path, first!.key, first!.depth, first!.value], ["/b~1c/0", "0", 2, true]);
  });

  it("has no rows inside what is folded", () => {
    const tree = treeOf({ a: { b: 1 }, c: {} });
    const folded = rowsOf(tree, openAtFirst(tree), new Map([["/a", false]]));
    assert.deepEqual(
      folded.map(({ path, open }) => [path, open]),
      [
        ["", true],
        ["/a", false],
        ["/c", false],
      ],
    );
  });

  it("is folded at first where it is large", () => {
    const tree = treeOf({ few: [1, 2], many: Array.from({ length: 50_000 }, (_, index) => ({ index })) });
    const shown = rowsOf(tree, openAtFirst(tree), new Map());
    assert.deepEqual(
      shown.map(({ path }) => path),
      ["", "/few", "/few/0", "/few/1", "/many"],
    );
    assert.equal(shown[4]!.size, 50_000);
  });

  it("opens a root however large it is", () =>
    assert.ok(openAtFirst(treeOf(Array.from({ length: 5000 }, () => 1))).has("")));

  it("shows a single value", () =>
    assert.deepEqual(
      rows(treeOf("text")).map(({ value }) => value),
      ["text"],
    ));

  describe("compared with an earlier one", () => {
    it("marks what was added, removed and changed, and what that is in", () =>
      assert.deepEqual(changes({ a: 1, b: 2, same: [1] }, { a: 1, b: 3, same: [1], c: 4 }), [
        " changed",
        "/b changed",
        "/c added",
      ]));

    it("marks what is no longer there, after what is", () => {
      const tree = rows(comparedTreeOf({ gone: { deep: 1 }, kept: 1 }, { kept: 1 }));
      assert.deepEqual(
        tree.map(({ path, change }) => [path, change]),
        [
          ["", "changed"],
          ["/kept", undefined],
          ["/gone", "removed"],
          ["/gone/deep", "removed"],
        ],
      );
    });

    it("has both values of one that changed", () => {
      const [, changed] = rows(comparedTreeOf({ a: "x" }, { a: "y" }));
      assert.deepEqual([changed!.before, changed!.value], ["x", "y"]);
    });

    it("marks nothing where nothing changed", () =>
      assert.deepEqual(changes({ b: [1, { c: null }], a: 1 }, { a: 1, b: [1, { c: null }] }), []));

    it("tells a list from an object, and null from nothing", () => {
      assert.deepEqual(changes({ a: [] }, { a: {} }), [" changed", "/a changed"]);
      assert.deepEqual(changes({ a: null }, { a: null, b: null }), [" changed", "/b added"]);
      assert.deepEqual(changes({ a: 1 }, { a: null }), [" changed", "/a changed"]);
    });

    it("opens what changed rather than what did not", () => {
      const list = (change: number) => Array.from({ length: 15 }, (_, index) => index * change);
      const tree = comparedTreeOf({ a: list(1), b: list(1) }, { a: list(1), b: list(2) });
      assert.deepEqual([...openAtFirst(tree)], ["", "/b"]);
    });
  });
});
