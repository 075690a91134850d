import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { compile, installInto, newFolder, node } from "./package";

const EXAMPLE = path.join(__dirname, "../../examples/payment");

describe("examples/payment, with the package of the local run", function () {
  this.timeout(300_000);
  let project: string;
  const testOf = (name: string) => fs.readFileSync(path.join(EXAMPLE, "test", name), "utf8");

  before(async () => {
    project = newFolder("payment");
    const isCloned = (file: string) => path.basename(file) !== "node_modules";
    fs.cpSync(EXAMPLE, project, { recursive: true, filter: isCloned });
    await installInto(project, "sfn-workflows-local");
  });
  after(() => fs.rmSync(project, { recursive: true }));

  it("compiles", async () => {
    await compile(project);
  });

  it("tests with Mocha, in at most 20 lines, a fault on the second attempt, time moved by hand", async () => {
    const lines = testOf("mocha.test.ts").trimEnd().split("\n");
    assert.ok(lines.length <= 20, `${lines.length} lines`);
    const output = await node(
      project,
      "node_modules/mocha/bin/mocha.js",
      "-r",
      "ts-node/register",
      "test/mocha.test.ts",
    );
    assert.match(output, /1 passing/);
  });

  it("tests with node:test", async () => {
    const output = await node(project, "-r", "ts-node/register", "--test", "test/node.test.ts");
    assert.match(output, /pass 2\n/);
    assert.match(output, /fail 0\n/);
  });

  it("is the example of docs/testing.md", () => {
    const page = fs.readFileSync(path.join(__dirname, "../../docs/testing.md"), "utf8");
    for (const file of ["mocha.test.ts", "node.test.ts", "vitest.test.ts"])
      assert.ok(page.includes(testOf(file).trim()), file);
  });
});
