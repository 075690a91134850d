import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  absence,
  arePresent,
  folder,
  PAIR_KINDS,
  pairsArePresent,
  runPairs,
  runRecordings,
} from "./recordings";

interface Outcome {
  id: string;
  kind: "execution" | "validation" | "teststate" | "variable-references";
  tier: string;
  ok: boolean;
  /** The cause's text; absent where AWS gave none. */
  cause?: boolean | null;
  /** The states entered, with their inputs. */
  io?: boolean | null;
}

interface Case {
  id: string;
  expected: { valid?: boolean };
}

/** Only what was recorded on AWS with a date says something about AWS. */
const TIER = "A";

describe("what AWS answered", () => {
  let outcomes: Outcome[] = [];

  before(function () {
    if (!arePresent()) {
      console.log(`    ${absence}`);
      this.skip();
    }
    this.timeout(120_000);
    const directory = mkdtempSync(join(tmpdir(), "conformance-"));
    try {
      const json = join(directory, "outcomes.json");
      assert.equal(runRecordings(["--kind", "all", "--tier", TIER, "--json", json], "ignore"), 0);
      outcomes = JSON.parse(readFileSync(json, "utf8")) as Outcome[];
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  const of = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind);
  const share = (given: (boolean | null | undefined)[]) => {
    const known = given.filter((each) => typeof each === "boolean");
    assert.ok(known.length > 0, "no case of the kind");
    return known.filter(Boolean).length / known.length;
  };
  const atLeast = (bar: number, given: (boolean | null | undefined)[]) => {
    const reached = share(given);
    assert.ok(reached >= bar, `${(reached * 100).toFixed(1)} %, wanted are ${bar * 100} %`);
  };

  it("is the result of 99 % of the executions", () =>
    atLeast(
      0.99,
      of("execution").map(({ ok }) => ok),
    ));

  it("is the states entered, with their inputs, of 95 % of the executions", () =>
    atLeast(
      0.95,
      of("execution").map(({ io }) => io),
    ));

  it("is the cause's text in 90 % of the failures", () =>
    atLeast(
      0.9,
      of("execution").map(({ cause }) => cause),
    ));

  it("is the verdict on 97 % of the definitions", () =>
    atLeast(
      0.97,
      of("validation").map(({ ok }) => ok),
    ));

  it("is a rejection for 9 of 10 definitions that are rejected here", () => {
    const files = readdirSync(join(folder, "cases")).filter((name) => name.endsWith(".json"));
    const cases = files.map((name) => JSON.parse(readFileSync(join(folder, "cases", name), "utf8")) as Case);
    const rejected = new Set(cases.filter(({ expected }) => expected.valid === false).map(({ id }) => id));
    atLeast(
      0.9,
      of("validation").flatMap(({ id, ok }) => (rejected.has(id) ? [ok] : [])),
    );
  });

  it("is the response of 95 % of the TestState requests", () =>
    atLeast(
      0.95,
      of("teststate").map(({ ok }) => ok),
    ));

  it("is the variable references of every definition", () =>
    atLeast(
      1,
      of("variable-references").map(({ ok }) => ok),
    ));

  for (const kind of PAIR_KINDS) {
    it(`is the value, or the failure, of 97 % of the expressions in ${kind}`, function () {
      if (!pairsArePresent()) this.skip();
      const report = runPairs(kind);
      const [, right, all] = /^TOTAL \w+ (\d+)\/(\d+)$/m.exec(report) ?? [];
      assert.ok(Number(right) >= 0.97 * Number(all), report);
    });
  }
});
