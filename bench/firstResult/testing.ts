import { startLocalStack } from "../../packages/local-stack/testing";

/** Prints how many milliseconds pass from the call of `startLocalStack` to the first result. */
async function main(): Promise<void> {
  const begun = performance.now();
  const stack = await startLocalStack({ program: process.argv[2]! });
  const run = await stack.machine("machineArn").start();
  const { output } = await run.end();
  const milliseconds = performance.now() - begun;
  await stack.close();
  if (output !== 42) throw new Error(`The output is ${JSON.stringify(output)}`);
  console.log(milliseconds);
}

void main();
