import assert from "node:assert/strict";
import * as fs from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { launch, runDev, useDev } from "./running";

describe("workflows dev, and the commands that find it", function () {
  this.timeout(120_000);
  const fixture = useDev();

  const run = (args: string[], folder = fixture.program) => launch(args, fixture.env, folder).ended;
  const files = () => fs.readdirSync(path.join(fixture.runtime, "sfn-workflows"));

  it("is found without an address from the program's folder, and from those below", async () => {
    const below = path.join(fixture.program, "below");
    fs.mkdirSync(below);
    const [here, there, named] = await Promise.all([
      run(["outputs", "--local"]),
      run(["outputs", "--local"], below),
      run(["outputs", "--local", "--program", fixture.program], os.tmpdir()),
    ]);
    for (const ended of [here, there, named])
      assert.match(
        ended.stdout,
        /^paymentArn: arn:aws:states:eu-west-1:\d+:stateMachine:payment-\w+\n$/,
        ended.stderr,
      );
  });

  it("reads the file of values that it is given", async () => {
    fs.writeFileSync(path.join(fixture.program, "values.yaml"), "nonsense: 1\n");
    const { code, stderr } = await run(["dev", "--port", "0", "--values", "values.yaml"]);
    assert.equal(code, 1);
    assert.match(stderr, /^error: values\.yaml has the key 'nonsense'; allowed: /);
  });

  it("ends with its error, though a parent process waits for its messages", async () => {
    const { port } = new URL(fixture.dev.endpoint);
    const args = ["dev", "--port", port];
    const { code, stderr } = await launch(args, fixture.env, fixture.program, { ipc: true }).ended;
    assert.equal(code, 1);
    assert.match(stderr, /^error: Port \d+ is in use/);
  });

  it("starts executions that are named by a resource of the program", async () => {
    const { code, stdout, stderr } = await run([
      "start",
      "payment",
      "--local",
      "--wait",
      "--input",
      '{"amount":5}',
    ]);
    assert.deepEqual([code, JSON.parse(stdout)], [0, { charged: 5 }], stderr);
  });

  it("completes the names of its state machines", async () => {
    const { stdout, stderr } = await run(["--get-yargs-completions", "workflows", "start", ""]);
    assert.equal(stderr, "");
    assert.deepEqual(stdout.trim().split("\n"), ["declined", "large", "order", "payment", "refused", "slow"]);
  });

  it("does not mind that no one reads on", async () => {
    const { child, ended } = launch(["list", "payment", "--local", "--json"], fixture.env, fixture.program);
    child.stdout!.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, stderr], [0, ""]);
  });

  it("is named by a second one that wants its port", async () => {
    const { port } = new URL(fixture.dev.endpoint);
    const { code, stderr } = await run(["dev", "--port", port]);
    assert.equal(code, 1);
    assert.equal(
      stderr,
      `error: Port ${port} is in use by stack dev of ${fixture.program} (process ${fixture.dev.child.pid}). Stop that one, or take a free port: --port 0\n`,
    );
  });

  it("is one of two that run for the folder: one is to be chosen", async () => {
    const prod = await runDev(["--program", fixture.program, "--stack", "prod"], fixture.env);
    try {
      const { code, stderr } = await run(["outputs", "--local"]);
      assert.equal(code, 2);
      assert.equal(
        stderr,
        `error: 2 stacks of ${fixture.program} run here; choose one with --endpoint: dev at ${fixture.dev.endpoint}, prod at ${prod.endpoint}\n`,
      );
      const chosen = await run(["outputs", "--local", "--endpoint", prod.endpoint]);
      assert.equal(chosen.code, 0, chosen.stderr);
    } finally {
      await prod.end();
    }
    assert.equal((await run(["outputs", "--local"])).code, 0, "the other one is gone");
    assert.equal(files().length, 1);
  });

  it("is not confused by what a stack that was killed has left, nor by what answers there now", async () => {
    const [file] = files();
    const other = createServer((_request, response) => response.end("hello")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const ports = [1, (other.address() as AddressInfo).port];
    for (const port of ports) {
      const stale = file!.replace(/-\d+\.json$/, `-${port}.json`);
      const left = { endpoint: `http://127.0.0.1:${port}`, program: fixture.program, stack: "old", pid: 1 };
      fs.writeFileSync(path.join(fixture.runtime, "sfn-workflows", stale), JSON.stringify(left));
    }
    fs.writeFileSync(
      path.join(fixture.runtime, "sfn-workflows", file!.replace(/-\d+\.json$/, "-2.json")),
      "{",
    );
    const { code, stderr } = await run(["outputs", "--local"]);
    other.close();
    assert.equal(code, 0, stderr);
    assert.deepEqual(files(), [file], "they are removed");
  });

  it("is not found from other folders", async () => {
    const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "other-")));
    try {
      const nowhere = await run(["outputs", "--local"], folder);
      assert.deepEqual(
        [nowhere.code, nowhere.stderr],
        [2, `error: ${folder} is not a Pulumi program; give --endpoint, or --program DIR\n`],
      );
      fs.writeFileSync(path.join(folder, "Pulumi.yaml"), "name: other\nruntime: nodejs\n");
      const { code, stderr } = await run(["list", "payment", "--local"], folder);
      assert.equal(code, 2);
      assert.match(
        stderr,
        new RegExp(`^error: no stack of ${folder} runs on this machine.*; start it: npx workflows dev\n$`),
      );
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
