import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { text } from "node:stream/consumers";

const ROOT = path.join(__dirname, "../../..");

/** Runs `npm run policies` without npm in between. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, ["-r", "ts-node/register", "checks/policies/main.ts", ...args], {
    cwd: ROOT,
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

/** A command that starts the pack and stays. */
const STAYING = `
  const { PackProcess } = require("./packages/cli/policies/packProcess");
  const { runCommand } = require("./packages/terminal");
  void runCommand({ usage: "", purpose: "", options: {} }, async () => {
    const stackConfig = { project: "project", config: {} };
    const pack = new PackProcess({ directory: "policies", stack: "dev", stackConfig });
    await pack.port();
    console.log(pack.pid);
    return pack.ended;
  });`;

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
};

describe("local: npm run policies", function () {
  this.timeout(60_000);

  it("explains itself", async () => {
    const { code, stdout } = await run("--help");
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: npm run policies -- \[options\]/);
    assert.match(stdout, /--stack {2,}NAME: .*\(default: dev,prod\)/);
  });

  const wrong: [args: string[], code: number, message: RegExp][] = [
    [["--stack", "nope"], 1, /^error: stack "nope" has no Pulumi.nope.yaml .* dev, prod\n$/],
    [["prod"], 2, /^error: .*prod/],
  ];
  for (const [args, code, message] of wrong) {
    it(`says in a line what is wrong with ${args.join(" ")}`, async () => {
      const ended = await run(...args);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.doesNotMatch(ended.stderr, /\n {4}at /, "no stack trace");
    });
  }

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const) {
    it(`leaves no pack behind at ${signal}`, async () => {
      const command = spawn(process.execPath, ["-r", "ts-node/register", "-e", STAYING], { cwd: ROOT });
      const [line] = await once(command.stdout, "data");
      const pid = Number(line);
      assert.ok(isRunning(pid));
      command.kill(signal);
      assert.deepEqual(await once(command, "exit"), [code, null]);
      for (const deadline = Date.now() + 10_000; isRunning(pid); await new Promise(setImmediate)) {
        assert.ok(Date.now() < deadline, `process ${pid} is still running`);
      }
    });
  }
});
