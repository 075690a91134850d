import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { promisify } from "node:util";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";
import { inTurn, median, medianRatio } from "../measure";

const ROOT = path.join(__dirname, "../..");
const PROGRAM = path.join(__dirname, "program");

/**
 * The time to the first result of a program of three resources: with the testing API, from the call of `startLocalStack`, and with
 * the command that runs a stack in another version, from its start.
 *
 * Usage: `node -r ../packages/local-stack/register.js firstResult/firstResult.ts CLONE COMMAND…`, where CLONE is a clone of the other
 * version with its packages installed, and COMMAND what its `npm run local` runs.
 */
async function main([clone, ...command]: string[]): Promise<void> {
  if (!clone || command.length === 0)
    throw new Error("Give a clone of the other version, and what its npm run local runs");
  const times = await inTurn(7, { testing, command: () => commandIn(clone, command) });
  const ratio = medianRatio(times.testing, times.command);
  console.log(`startLocalStack: ${Math.round(median(times.testing))} ms`);
  console.log(`${command.join(" ")} in ${clone}: ${Math.round(median(times.command))} ms`);
  console.log(`median of the ratios: ${ratio.toFixed(2)}`);
}

async function testing(): Promise<number> {
  const args = [
    "-r",
    path.join(ROOT, "packages/local-stack/register.js"),
    path.join(__dirname, "testing.ts"),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, PROGRAM]);
  return Number(stdout);
}

async function commandIn(clone: string, command: string[]): Promise<number> {
  const begun = performance.now();
  const args = [...command, "--program", PROGRAM, "--port", "0"];
  const child = spawn(process.execPath, args, { cwd: clone, stdio: ["ignore", "pipe", "inherit"] });
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
    return performance.now() - begun;
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

void main(process.argv.slice(2));
