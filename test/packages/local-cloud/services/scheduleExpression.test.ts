import assert from "node:assert/strict";
import {
  isTimeZone,
  type NextTime,
  parseAt,
  parseCron,
  parseRate,
} from "../../../../packages/local-cloud/services/scheduleExpression";

/** A Sunday. */
const START = Date.parse("2026-11-29T10:00:00Z");

function times(next: NextTime | undefined, count: number): string[] {
  assert.ok(next);
  const found: string[] = [];
  for (let time = next(START); time !== undefined && found.length < count; time = next(time)) {
    found.push(new Date(time).toISOString().replace(":00.000Z", ""));
  }
  return found;
}

describe("schedule expressions", () => {
  it("counts a rate from its creation", () => {
    assert.deepEqual(times(parseRate("rate(5 minutes)", START - 60_000), 2), [
      "2026-11-29T10:04",
      "2026-11-29T10:09",
    ]);
    assert.deepEqual(times(parseRate("rate(1 day)", START), 1), ["2026-11-30T10:00"]);
  });

  it("reads a time of a zone, which is due once", () => {
    assert.deepEqual(times(parseAt("at(2027-07-01T12:00:00)", "UTC"), 2), ["2027-07-01T12:00"]);
    assert.deepEqual(times(parseAt("at(2027-07-01T12:00:00)", "Europe/Berlin"), 2), ["2027-07-01T10:00"]);
    assert.deepEqual(times(parseAt("at(2020-07-01T12:00:00)", "UTC"), 2), []);
  });

  /** The first are the examples of AWS's documentation. */
  for (const [expression, expected] of [
    ["cron(0 10 * * ? *)", ["2026-11-30T10:00", "2026-12-01T10:00"]],
    ["cron(15 12 * * ? *)", ["2026-11-29T12:15", "2026-11-30T12:15"]],
    ["cron(0 18 ? * MON-FRI *)", ["2026-11-30T18:00", "2026-12-01T18:00"]],
    ["cron(0 8 1 * ? *)", ["2026-12-01T08:00", "2027-01-01T08:00"]],
    ["cron(0/15 * * * ? *)", ["2026-11-29T10:15", "2026-11-29T10:30"]],
    ["cron(0/10 * ? * MON-FRI *)", ["2026-11-30T00:00", "2026-11-30T00:10"]],
    ["cron(0/5 8-17 ? * MON-FRI *)", ["2026-11-30T08:00", "2026-11-30T08:05"]],
    ["cron(0/30 20-2 ? * MON-FRI *)", ["2026-11-30T00:00", "2026-11-30T00:30"]],
    ["cron(15 10 ? * 6L 2026-2027)", ["2026-12-25T10:15", "2027-01-29T10:15"]],
    ["cron(0 12 ? * 2#1 *)", ["2026-12-07T12:00", "2027-01-04T12:00"]],
    ["cron(0 12 L * ? *)", ["2026-11-30T12:00", "2026-12-31T12:00"]],
    ["cron(0 12 15W * ? *)", ["2026-12-15T12:00", "2027-01-15T12:00"]],
    ["cron(0 12 ? * 1,7 *)", ["2026-11-29T12:00", "2026-12-05T12:00"]],
    ["cron(0 12 ? * L *)", ["2026-12-05T12:00", "2026-12-12T12:00"]],
    ["cron(0 12 1 JAN-FEB ? 2027)", ["2027-01-01T12:00", "2027-02-01T12:00"]],
    ["cron(0 12 30 2 ? *)", []],
    ["cron(0 12 1 1 ? 2020)", []],
  ] as const) {
    it(expression, () => assert.deepEqual(times(parseCron(expression, "UTC"), 2), expected));
  }

  it("follows the clocks of the zone", () => {
    const next = parseCron("cron(0 9 * * ? *)", "Europe/Berlin");
    assert.equal(next?.(Date.parse("2026-07-01T00:00:00Z")), Date.parse("2026-07-01T07:00:00Z"));
    assert.equal(next?.(Date.parse("2026-12-01T00:00:00Z")), Date.parse("2026-12-01T08:00:00Z"));
    assert.equal(isTimeZone("Europe/Berlin"), true);
    assert.equal(isTimeZone("Mars/Olympus"), false);
  });

  for (const expression of [
    "cron(0 10 * * * *)",
    "cron(0 10 ? * ? *)",
    "cron(0 10 * * ?)",
    "cron(*/60 * * * ? *)",
    "cron(60 10 * * ? *)",
    "cron(0 24 * * ? *)",
    "cron(0 10 * 13 ? *)",
    "cron(0 10 ? * 0 *)",
    "cron(0 10 ? * 8 *)",
    "cron(0 10 ? * FOO *)",
    "cron(0 10 * * ? 1969)",
    "cron(0/5, 9-18, ?, *, MON-FRI, *)",
    "cron(7 20 * * 1-7 *)",
    "cron()",
    "rate(5 minutes)",
    "0 10 * * ? *",
  ]) {
    it(`does not take ${expression} as cron`, () => assert.equal(parseCron(expression, "UTC"), undefined));
  }

  for (const expression of [
    "rate(0 minutes)",
    "rate(5 seconds)",
    "rate(5)",
    "rate(-5 minutes)",
    "Rate(5 minutes)",
  ]) {
    it(`does not take ${expression} as a rate`, () => assert.equal(parseRate(expression, 0), undefined));
  }
});
