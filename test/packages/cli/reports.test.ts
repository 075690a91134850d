import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { launch, newProgram } from "./running";

describe("workflows preview, diagrams and policies", function () {
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

  it("draw them as images, and refuse two forms at once", async () => {
    const { code, stdout } = await run("diagrams", "--svg", "machines");
    assert.equal(code, 0);
    assert.equal(stdout.split("\n").sort()[1], "machines/declined.svg");
    assert.match(
      fs.readFileSync(path.join(program, "machines/payment.svg"), "utf8"),
      /^<svg [\s\S]*<\/svg>\n$/,
    );
    const { code: refused, stderr } = await run("diagrams", "--svg", "machines", "--file", "machines.md");
    assert.deepEqual(
      [refused, stderr],
      [2, "error: --svg and --file are both given; allowed: one of them\n"],
    );
  });

  it("show what the program would create", async () => {
    const { code, stdout, stderr } = await run("preview");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(
      stdout,
      /^Preview of stack dev of cli-program\n\nResources\n=+\n\n14 resources in 0 components\.\n/,
    );
    assert.match(stdout, /\n- may invoke function charge\n/);
    assert.match(stdout, /^payment +Check → Charge +3 transitions +1 +75\.20$/m);
  });

  it("compare with a saved preview, as text and as JSON", async () => {
    const file = path.join(program, "before.json");
    assert.equal((await run("preview", "--save", file)).code, 0);
    const saved = JSON.parse(fs.readFileSync(file, "utf8"));
    saved.resources = saved.resources.filter(({ name }: { name: string }) => name !== "slow");
    fs.writeFileSync(file, JSON.stringify(saved));
    const { stdout } = await run("preview", "--against", file, "--markdown");
    assert.match(
      stdout,
      /\n### Changes: 1 to create\n\n```text\n\+ {2}aws:sfn\/stateMachine:StateMachine {2}slow\n```\n/,
    );
    const value = JSON.parse((await run("preview", "--against", file, "--json")).stdout);
    assert.deepEqual(
      value.changes.map(({ operation, name }: Record<string, string>) => [operation, name]),
      [["create", "slow"]],
    );
    assert.equal(value.resources.length, 15);
    assert.equal(value.leastRuns.length, 6);
  });

  it("refuse a file that is no saved preview, and values that are no file", async () => {
    const against = await run("preview", "--against", "index.ts");
    assert.equal(against.code, 2);
    assert.match(against.stderr, /^error: --against 'index\.ts' is not JSON: [^\n]*\n$/);
    const values = await run("preview", "--values", "nowhere.yaml");
    assert.deepEqual(
      [values.code, values.stderr],
      [2, "error: --values is 'nowhere.yaml', which is not a file\n"],
    );
  });

  it("say that there is no policy pack", async () => {
    const { code, stderr } = await run("policies");
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `error: there is no policy pack in ${program}/policies: no PulumiPolicy.yaml; name one: --pack DIR\n`,
    );
  });

  it("apply a policy pack", async () => {
    const { code, stdout } = await run("policies", "--pack", path.join(__dirname, "../../../policies"));
    assert.equal(code, 1);
    assert.match(stdout, /^stack dev, \d+ resources, with every value known\n/);
    assert.match(stdout, /charge/);
  });

  it("apply it and print JSON, one policy a line", async () => {
    const pack = path.join(__dirname, "../../../policies");
    const { code, stdout } = await run("policies", "--pack", pack, "--json");
    assert.equal(code, 1);
    const results = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.ok(results.length > 10);
    assert.ok(results.every(({ stack, name }) => stack === "dev" && typeof name === "string"));
    const violated = results.filter(({ violations }) => violations.length > 0);
    assert.ok(
      violated.some(({ violations }) => violations[0].urn.includes("charge")),
      stdout,
    );
  });
});
