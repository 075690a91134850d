import assert from "node:assert/strict";
import {
  bytes,
  cut,
  dateTime,
  dollars,
  duration,
  fromInputTime,
  nameOfArn,
  plural,
  sizeOf,
  timeOfDay,
  toInputTime,
} from "../../../../packages/console/page/logic/format";

describe("what the console shows", () => {
  it("are durations in the units that a person would use", () => {
    const given = [-5, 0, 85, 999, 1000, 1250, 59_940, 303_000, 7_200_000, 273_600_000];
    assert.deepEqual(given.map(duration), [
      "0 ms",
      "0 ms",
      "85 ms",
      "999 ms",
      "1 s",
      "1.25 s",
      "59.9 s",
      "5 min 3 s",
      "2 h 0 min",
      "3 d 4 h",
    ]);
  });

  it("are times in the reader's zone", () => {
    const time = new Date(2026, 10, 29, 4, 3, 9, 7).getTime();
    assert.equal(timeOfDay(time), "04:03:09.007");
    assert.equal(dateTime(time), "2026-11-29 04:03:09");
    assert.equal(fromInputTime(toInputTime(time)), time - 7);
    assert.deepEqual([toInputTime(undefined), fromInputTime("")], ["", undefined]);
  });

  it("are amounts with the digits that count", () => {
    assert.deepEqual([0, 0.000025, 0.0125, 0.5, 12].map(dollars), [
      "$0",
      "$0.000025",
      "$0.013",
      "$0.50",
      "$12.00",
    ]);
    assert.deepEqual(
      [1, 2, 10_000].map((each) => plural(each, "item")),
      ["1 item", "2 items", "10,000 items"],
    );
    assert.deepEqual([900, 12_800, 262_144, 5_242_880].map(bytes), ["900 B", "12.5 KiB", "256 KiB", "5 MiB"]);
  });

  it("are sizes as AWS counts them, in bytes of UTF-8", () => assert.equal(sizeOf("aü😀"), 7));

  it("are the beginnings of long texts, never half a character", () => {
    assert.deepEqual(cut("abc", 3), { shown: "abc", hidden: 0 });
    assert.deepEqual(cut("abcd", 3), { shown: "abc", hidden: 1 });
    assert.deepEqual(cut("ab😀d", 3), { shown: "ab", hidden: 3 });
  });

  it("is the name in an ARN", () => assert.equal(nameOfArn("arn:aws:sqs:us-east-1:1:queue"), "queue"));
});
