import { startLocalStack } from "../../packages/local-stack/testing";
import { cpuSecondsOfTree } from "../processTree";
import type { FirstResult } from "./firstResult";

/** Prints what passes from the call of `startLocalStack` to the first result. */
async function main(): Promise<void> {
  const begun = { time: performance.now(), cpu: cpuSecondsOfTree(process.pid) };
  const stack = await startLocalStack({ program: process.argv[2]! });
  const run = await stack.machine("machineArn").start();
  const { output } = await run.end();
  const result: FirstResult = {
    seconds: (performance.now() - begun.time) / 1000,
    cpuSeconds: cpuSecondsOfTree(process.pid) - begun.cpu,
  };
  await stack.close();
  if (output !== 42) throw new Error(`The output is ${JSON.stringify(output)}`);
  console.log(JSON.stringify(result));
}

void main();
