import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..");
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** The test files that an npm script runs. */
const filesOf = (script: string): string[] =>
  [...script.matchAll(/"([^"]+)"/g)].flatMap(([, pattern]) => globSync(pattern!, { cwd: ROOT }));

describe("the tests by area", () => {
  it("are together all tests, each in one area", () => {
    const areas = Object.entries(scripts).filter(([name]) => name.startsWith("test:"));
    assert.ok(areas.length > 1);
    const inAreas = areas.flatMap(([, script]) => filesOf(script));
    assert.deepEqual(inAreas.sort(), filesOf(scripts.test!).sort());
  });
});
