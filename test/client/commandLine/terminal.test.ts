import assert from "node:assert/strict";
import { workflowsProgram } from "../../../client/commandLine";
import { CloudClock, controlApi } from "../../../packages/local-cloud";
import { openOutput, runArguments } from "../../../packages/terminal";
import { type TestCloud, testCloud } from "../../packages/local-cloud/services/stepFunctions/support";

const WIDTH = 80;
const LONG_CAUSE = "a reason that is longer than a line of the terminal, ".repeat(4).trim();
const LONG_STATE = "AStateWhoseNameIsLongerThanTheColumnThatTheTerminalHasForIt";
const FAILS = {
  StartAt: LONG_STATE,
  States: {
    [LONG_STATE]: { Type: "Pass", Next: "No" },
    No: { Type: "Fail", Error: "Refused", Cause: LONG_CAUSE },
  },
};

/** Runs a command in this process on a terminal of 80 columns, or into a pipe. */
async function run(args: string[], isTTY: boolean): Promise<{ lines: string[]; code: number }> {
  let written = "";
  const stream = {
    isTTY,
    columns: WIDTH,
    write(text: string | Uint8Array) {
      written += text;
      return true;
    },
  };
  const silent = { isTTY: false, write: () => true };
  const code = await runArguments(workflowsProgram("sfn-workflows-local", []), args, (json) => ({
    signal: new AbortController().signal,
    output: openOutput(json, { stdout: stream, stderr: silent }),
    onStop: () => {},
  }));
  return { lines: written.trimEnd().split("\n"), code };
}

/** What is there to be copied: ARNs, and commands with one. */
const isWhole = (line: string) => /(^FAILED |Arn: |workflows redrive )arn:/.test(line);

describe("a terminal of 80 columns", () => {
  let test: TestCloud;
  let here: string[];

  before(async () => {
    test = await testCloud({ clock: new CloudClock() });
    const paymentsArn = await test.create("payments", FAILS);
    const open = { name: "dev", program: "/program", now: Date.now, resources: [], iam: {} };
    const evaluation = { outputs: { paymentsArn }, secretOutputs: [] };
    test.cloud.addRoute(controlApi({ ...open, evaluation, deploy: async () => {} }));
    here = ["--local", "--endpoint", test.cloud.endpoint];
    const name = "order-with-a-name-that-is-long-enough-to-be-cut";
    await test.call("StartExecution", { stateMachineArn: paymentsArn, name });
    await run(["watch", "payments", ...here], false);
  });
  after(() => test.close());

  for (const command of ["list", "history", "watch", "why", "describe"]) {
    it(`has no line of ${command} that is too long`, async () => {
      const { lines } = await run([command, "payments", ...here], true);
      assert.ok(lines.length > 1);
      assert.deepEqual(
        lines.filter((line) => line.length > WIDTH && !isWhole(line)),
        [],
      );
    });

    it(`has every line of ${command} whole where it is not a terminal`, async () => {
      const { lines } = await run([command, "payments", ...here], false);
      assert.ok(!lines.join("").includes("…"), lines.join("\n"));
    });
  }

  it("has short ARNs in a table, which find what they name", async () => {
    const { lines } = await run(["list", "payments", ...here], true);
    const [, shown] = /(\S+)$/.exec(lines[1]!)!;
    assert.match(shown!, /^…(execution:payments:)?order-with-a-name-[\w-]*…?$/);
    assert.ok(lines.every((line) => line.length <= WIDTH));
    const { lines: whole } = await run(["list", "payments", ...here], false);
    assert.match(
      whole[1]!,
      / arn:aws:states:us-east-1:123456789012:execution:payments:order-with-a-name-\S+-cut$/,
    );
  });

  it("has results to copy whole: the command that continues an execution, and JSON", async () => {
    const { lines } = await run(["why", "payments", ...here], true);
    const command = lines.find((line) => line.startsWith("Continue from this state: "));
    assert.ok(command?.endsWith(here.join(" ")), command);
    const { lines: json } = await run(["why", "payments", "--json", ...here], true);
    assert.equal(JSON.parse(json.join("\n")).failure.cause, LONG_CAUSE);
  });
});
