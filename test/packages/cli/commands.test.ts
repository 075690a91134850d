import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import * as net from "node:net";
import * as path from "node:path";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { LOCAL_CREDENTIALS } from "../../../packages/local-stack";

const ROOT = path.join(__dirname, "../../..");

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm run …` without npm in between. */
function launch(
  script: string,
  args: string[],
): { child: ChildProcess; ended: Promise<Ended>; printed(): string } {
  const child = spawn(
    process.execPath,
    ["-r", "./packages/local-stack/register.js", `${script}.ts`, ...args],
    {
      cwd: ROOT,
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended, printed: () => stdout };
}

async function until(condition: () => boolean, what: string, printed: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen; printed: ${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("commands", function () {
  this.timeout(60_000);

  const wrong: [script: string, args: string[], code: number, message: RegExp][] = [
    ["checks/scenarios/main", ["--stack", "nope"], 1, /^error: .*nope.*dev.*prod/s],
    [
      "checks/scenarios/main",
      ["--iam", "maybe"],
      2,
      /^error: --iam is 'maybe'; allowed: enforce, audit, off\n$/,
    ],
    ["checks/scenarios/main", ["now"], 2, /^error: .*now/],
    ["packages/cli/workflows", ["dev", "--port", "x"], 2, /^error: --port is 'x'/],
    ["checks/preview/main", ["--against", "nowhere.json"], 2, /^error: --against .*nowhere\.json/],
    ["checks/policies/main", ["--stack", "nope"], 1, /^error: .*nope.*dev.*prod/s],
    ["checks/iam/main", ["--prove", "all"], 2, /^error: .*all/],
    ["checks/stacks/main", ["--stack", "dev"], 2, /^error: .*--stack/],
  ];
  for (const [script, args, code, message] of wrong) {
    it(`${script} ${args.join(" ")} is reported in a line, with exit code ${code}`, async () => {
      const ended = await launch(script, args).ended;
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, message);
      assert.doesNotMatch(ended.stderr, /\n {4}at /, "no stack trace");
    });
  }

  const usages = {
    "checks/scenarios/main": "npm start",
    "checks/diagrams/main": "npm run diagrams",
    "checks/preview/main": "npm run preview",
    "checks/policies/main": "npm run policies",
    "checks/iam/main": "npm run iam",
    "checks/stacks/main": "npm run stacks",
  };
  for (const [script, usage] of Object.entries(usages)) {
    it(`${usage} --help prints its usage`, async () => {
      const { code, stdout } = await launch(script, ["--help"]).ended;
      assert.equal(code, 0);
      assert.equal(stdout.split("\n")[0], `Usage: ${usage} -- [options]`);
    });
  }

  it("dev says that its port is in use, and how to choose another", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    const { code, stderr } = await launch("packages/cli/workflows", ["dev", "--port", String(port)]).ended;
    server.close();
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`^error: .*${port}.*in use`));
  });

  it("dev answers SDK clients until it is interrupted", async () => {
    const { child, ended, printed } = launch("packages/cli/workflows", [
      "dev",
      "--port",
      "0",
      "--time",
      "skip",
    ]);
    await until(() => printed().includes("Ctrl-C ends it."), "the banner", printed);
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(printed())![0];
    const stateMachineArn = /pipelineArn: (\S+)/.exec(printed())![1]!;
    const client = new SFNClient({ endpoint, region: "us-east-1", credentials: LOCAL_CREDENTIALS });
    const input = '{"Output":{"input":{"name":"serverless-pattern","value":"block"}}}';
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    let described = await client.send(new DescribeExecutionCommand({ executionArn }));
    while (described.status === "RUNNING") {
      described = await client.send(new DescribeExecutionCommand({ executionArn }));
    }
    client.destroy();
    assert.equal(described.output, input);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    assert.equal(stderr, "");
  });

  it("start stops when it is interrupted", async () => {
    const { child, ended, printed } = launch("checks/scenarios/main", []);
    await until(() => printed().includes("evaluated the program"), "the first evaluation", printed);
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    assert.equal(code, 130);
    assert.equal(stderr, "");
  });

  it("start ends with a table of results", async () => {
    const { code, stdout, stderr } = await launch("checks/scenarios/main", []).ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /workflow +scenario +result +states +transitions +\$ per million +time/);
    assert.match(stdout, /first result \d+ ms after the evaluation/);
    assert.doesNotMatch(stdout, /not as expected|✗/);
    assert.ok(!stdout.includes("\u001b"), "plain text where there is no terminal");
  });
});
