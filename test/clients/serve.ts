import { join } from "node:path";
import { startLocalStack } from "../../packages/local-stack/testing";

/** Serves the stack in a process of its own, whose memory can be measured, until its standard input ends. */
async function main(): Promise<void> {
  const stack = await startLocalStack({ program: join(__dirname, "stack") });
  console.log(JSON.stringify({ endpoint: stack.endpoint, outputs: stack.outputs }));
  process.stdin.resume().once("end", () => void stack.close());
}

void main();
