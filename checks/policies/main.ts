import * as path from "node:path";
import { checkStack } from "../../packages/cli";
import { stackOption } from "../../packages/local-stack";
import { type CommandContext, type OptionsOf, runCommand } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";

const COMMAND = {
  usage: "npm run policies -- [options]",
  purpose:
    "Applies the policy pack in policies/ to the evaluated program, without the Pulumi CLI and without AWS.",
  options: { stack: stackOption("dev,prod") },
};

/** Resolves to the exit code: 1 if a mandatory policy is violated. */
async function main(
  { stack: stacks, verbose }: OptionsOf<typeof COMMAND>,
  { signal, output }: CommandContext,
): Promise<number> {
  let code = 0;
  for (const stack of stacks.split(",")) {
    const pack = path.join(PROGRAM_DIRECTORY, "policies");
    if (!(await checkStack({ program: PROGRAM_DIRECTORY, pack, stack, verbose, signal, output }))) code = 1;
  }
  return code;
}

void runCommand(COMMAND, main);
