import * as path from "node:path";
import { evaluate } from "../../packages/local-stack";

/** Evaluates the number of copies of the four workflows on the command line and prints how many resources they have. */
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
