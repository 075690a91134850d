import assert from "node:assert/strict";
import { duration, table } from "../../../packages/terminal";

describe("durations", () => {
  it("have the largest units that say enough", () => {
    const given = [0, 999, 1_000, 59_949, 60_000, 200_000, 3_600_000, 7_500_000];
    const texts = ["0 ms", "999 ms", "1.0 s", "59.9 s", "1 min 0 s", "3 min 20 s", "1 h 0 min", "2 h 5 min"];
    assert.deepEqual(given.map(duration), texts);
  });
});

describe("a table", () => {
  it("aligns its columns", () => {
    assert.equal(
      table(
        [{ title: "a" }, { title: "count", align: "right" }],
        [
          ["long", "1"],
          ["b", "20000000"],
        ],
      ),
      ["a        count", "----  --------", "long         1", "b     20000000"].join("\n"),
    );
  });

  it("is laid out without a line below the titles if that is asked for", () => {
    assert.equal(table(["A", "LONG"], [["wide", "x"]], { underline: false }), "A     LONG\nwide  x");
  });
});
