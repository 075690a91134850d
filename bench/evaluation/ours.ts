import * as path from "node:path";
import { evaluate } from "../../packages/local-stack";

/** Evaluates as many copies of the four workflows as the command line says, and prints how many resources they have. */
async function main(): Promise<void> {
  const { resources } = await evaluate({
    directory: path.join(__dirname, "pulumi"),
    stack: "bench",
    config: { copies: process.argv[2]! },
    deadlineMs: 600_000,
  });
  console.log(resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length);
}

void main();
