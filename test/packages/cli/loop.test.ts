import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { launch, until, useDev } from "./running";

describe("workflows dev, while it runs", function () {
  this.timeout(120_000);
  const fixture = useDev((program) => {
    fs.writeFileSync(path.join(program, "faults.json"), '{ "rules": [] }');
    fs.writeFileSync(path.join(program, "README.md"), "1");
    return ["--mocks", path.join(program, "faults.json")];
  });

  const run = (...args: string[]) => launch([...args, "--local"], fixture.env, fixture.program).ended;
  const pay = (amount: number, ...args: string[]) =>
    run("start", "payment", "--wait", "--input", JSON.stringify({ amount }), ...args);
  const printed = (pattern: RegExp) =>
    until(
      () => pattern.test(fixture.dev.printed()),
      String(pattern),
      () => fixture.dev.printed() + fixture.dev.complained(),
    );

  it("tells executions, what functions print, and states that fail", async () => {
    await pay(7, "--name", "small");
    await printed(/\npayment small started\ncharge \| charging 7\npayment small SUCCEEDED after .+\n/);
    await pay(500, "--name", "big");
    await printed(
      /\ncharge \| charging 500\ncharge \| threw RangeError: 500 is more than the card allows\npayment big Charge failed: RangeError: 500 is more than the card allows\n(.*\n)*payment big FAILED after .+: RangeError: 500 is more than the card allows\n/,
    );
    await run("start", "refused", "--wait");
    await printed(/\nrefused: User: \S+role-without-policy\S+ is not authorized/);
  });

  it("reads the file of faults again when it changes, and no README", async () => {
    const fault = { kind: "error", error: "Injected", cause: "from the file" };
    const rules = [{ stateMachine: "payment", state: "Charge", fault }];
    fs.writeFileSync(path.join(fixture.program, "README.md"), "2");
    fs.writeFileSync(path.join(fixture.program, "faults.json"), JSON.stringify({ rules }));
    await printed(/\nread faults\.json again: 1 rules\n/);
    const { code, stderr } = await pay(7);
    assert.equal(code, 1);
    assert.match(stderr, /FAILED after .*: Injected: from the file\n$/);
    fs.writeFileSync(path.join(fixture.program, "faults.json"), "{");
    await until(
      () => /faults\.json is not JSON/.test(fixture.dev.complained()),
      "the error",
      fixture.dev.complained,
    );
    fs.writeFileSync(path.join(fixture.program, "faults.json"), '{ "rules": [] }');
    await printed(/\nread faults\.json again: 0 rules\n/);
    assert.equal(fixture.dev.printed().split("evaluated stack").length, 2, "it was deployed once");
  });

  it("deploys again when a module changes that is imported since, and says what changed", async () => {
    const index = path.join(fixture.program, "index.ts");
    const source = fs.readFileSync(index, "utf8");
    fs.writeFileSync(index, `${source}\nexport { added } from "./lib/added";\n`);
    await until(
      () => /error: .*lib\/added/.test(fixture.dev.complained()),
      "the error",
      fixture.dev.complained,
    );
    fs.mkdirSync(path.join(fixture.program, "lib"));
    fs.writeFileSync(path.join(fixture.program, "lib/added.ts"), 'export const added = "first";\n');
    await printed(/\nevaluated stack dev in .*\n {2}output added: first\n/);
    fs.writeFileSync(
      path.join(fixture.program, "lib/added.ts"),
      'import * as aws from "@pulumi/aws";\nnew aws.sqs.Queue("fresh");\nexport const added = "second";\n',
    );
    await printed(/\nevaluated stack dev in .*: 1 created.*\n {2}\+ Queue fresh\n {2}output added: second\n/);
    fs.writeFileSync(index, source);
    await printed(/\n {2}- Queue fresh\n {2}output added is gone\n/);
  });

  it("prints JSON if it is asked for, one object a line", async () => {
    const inspect = ["--inspect", "charge", "--inspect-port", "0"];
    const launched = launch(
      ["dev", "--port", "0", "--json", "--time", "skip", ...inspect],
      fixture.env,
      fixture.program,
    );
    const lines = () =>
      launched
        .printed()
        .trim()
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    await until(
      () => launched.printed().includes('"type":"ready"'),
      "the start",
      () => launched.printed() + launched.complained(),
    );
    const [opened, deployed, ready] = lines();
    assert.deepEqual([opened.type, opened.functionName], ["debugger", "charge-5d4862f"]);
    assert.match(opened.url, /^ws:\/\/127\.0\.0\.1:\d+\//);
    assert.deepEqual([deployed.type, deployed.created.length > 5], ["deployed", true]);
    await pay(500, "--endpoint", ready.endpoint);
    await until(() => launched.printed().includes('"executionEnded"'), "the end", launched.printed);
    launched.child.kill("SIGINT");
    const { code, stderr } = await launched.ended;
    assert.deepEqual([code, stderr], [130, ""]);
    const types = lines().map(({ type }) => type);
    for (const type of ["executionStarted", "functionLog", "stateFailed", "executionEnded"])
      assert.ok(types.includes(type), `${type}: ${types}`);
  });
});
