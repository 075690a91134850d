import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { launch, newProgram } from "./running";

describe("workflows diagrams and policies", function () {
  this.timeout(120_000);
  let program: string;
  before(() => {
    program = newProgram();
  });
  after(() => fs.rmSync(program, { recursive: true }));

  const run = (...args: string[]) => launch(args, { NO_COLOR: "1" }, program).ended;

  it("draw the state machines of the program in the current folder", async () => {
    const { code, stdout, stderr } = await run("diagrams");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(
      stdout.match(/^## .*$/gm)?.sort(),
      ["declined", "large", "order", "payment", "refused", "slow"].map((name) => `## ${name}`),
    );
    assert.match(stdout, /```mermaid\nstateDiagram-v2\n {2}\[\*\] --> s0\n {2}state "Check" as s0\n/);
  });

  it("write them to a file", async () => {
    const { stderr } = await run("diagrams", "--file", "machines.md");
    assert.equal(stderr, "6 state machines drawn into machines.md\n");
    assert.match(fs.readFileSync(path.join(program, "machines.md"), "utf8"), /^# State machines\n/);
  });

  it("say that there is no policy pack", async () => {
    const { code, stderr } = await run("policies");
    assert.equal(code, 1);
    assert.equal(stderr, `error: there is no policy pack in ${program}/policies: no PulumiPolicy.yaml\n`);
  });

  it("apply a policy pack", async () => {
    const { code, stdout } = await run("policies", "--pack", path.join(__dirname, "../../../policies"));
    assert.equal(code, 1);
    assert.match(stdout, /^stack dev, \d+ resources\n/);
    assert.match(stdout, /charge/);
  });
});
