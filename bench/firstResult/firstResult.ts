import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { promisify } from "node:util";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";
import { inTurn, median, medianRatio } from "../measure";
import { cpuSecondsOfTree } from "../processTree";

/** What passes until there is the first result, CPU seconds of all processes. */
export interface FirstResult {
  seconds: number;
  cpuSeconds: number;
}

const ROOT = path.join(__dirname, "../..");
const PROGRAM = path.join(__dirname, "program");
const ROUNDS = 7;

/**
 * The time to the first result of a program of three resources: with the testing API, from the call of `startLocalStack`, and with
 * `npm run local` of another version, from its start. Prints medians, and the medians of the rounds' ratios.
 *
 * Usage: `npm run firstResult -- CLONE`, where CLONE is a clone of the other version with its packages installed.
 */
async function main([clone]: string[]): Promise<void> {
  if (!clone) throw new Error("Give a clone of the other version, with its packages installed");
  const runs: Record<"testing" | "command", FirstResult[]> = { testing: [], command: [] };
  const measure = (name: keyof typeof runs, run: () => Promise<FirstResult>) => async () => {
    const result = await run();
    runs[name].push(result);
    return result.seconds;
  };
  await inTurn(ROUNDS, {
    testing: measure("testing", testing),
    command: measure("command", () => commandIn(clone)),
  });
  const of = (name: keyof typeof runs, what: keyof FirstResult) =>
    runs[name].slice(-ROUNDS).map((each) => each[what]);
  for (const what of ["seconds", "cpuSeconds"] as const) {
    const [ours, theirs] = [of("testing", what), of("command", what)];
    const ratio = medianRatio(ours, theirs).toFixed(2);
    console.log(
      `${what}: startLocalStack ${median(ours).toFixed(2)}, npm run local ${median(theirs).toFixed(2)}, ratio ${ratio}`,
    );
  }
}

async function testing(): Promise<FirstResult> {
  const args = [
    "-r",
    path.join(ROOT, "packages/local-stack/register.js"),
    path.join(__dirname, "testing.ts"),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, PROGRAM]);
  return JSON.parse(stdout) as FirstResult;
}

async function commandIn(clone: string): Promise<FirstResult> {
  const begun = performance.now();
  const args = ["run", "local", "--", "--program", PROGRAM, "--port", "0"];
  // A process group, since npm does not end what it runs.
  const child = spawn("npm", args, { cwd: clone, stdio: ["ignore", "pipe", "inherit"], detached: true });
  try {
    let printed = "";
    let found: RegExpExecArray | null = null;
    for await (const chunk of child.stdout) {
      printed += String(chunk);
      found = /(http:\/\/127\.0\.0\.1:\d+)[\s\S]*machineArn: (\S+)/.exec(printed);
      if (found) break;
    }
    if (!found) throw new Error(`The command ended without a stack:\n${printed}`);
    const [, endpoint = "", stateMachineArn = ""] = found;
    const client = new SFNClient({ endpoint, region: "us-east-1", credentials: LOCAL_CREDENTIALS });
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    let status: string | undefined;
    do ({ status } = await client.send(new DescribeExecutionCommand({ executionArn })));
    while (status === "RUNNING");
    client.destroy();
    return { seconds: (performance.now() - begun) / 1000, cpuSeconds: cpuSecondsOfTree(child.pid!) };
  } finally {
    process.kill(-child.pid!, "SIGTERM");
    await once(child, "exit");
  }
}

void main(process.argv.slice(2));
