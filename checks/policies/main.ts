import * as path from "node:path";
import { evaluate, loadStackConfig, stackOption } from "../../packages/local-stack";
import { type CommandContext, duration, type OptionsOf, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { StartedPack } from "./checkPolicies";
import { isViolated, renderPolicy, renderSummary } from "./render";

const COMMAND = {
  usage: "npm run policies -- [options]",
  purpose:
    "Applies the policy pack in policies/ to the evaluated program, without the Pulumi CLI and without AWS.",
  options: { stack: stackOption("dev,prod") },
};

const DIRECTORY = path.join(PROGRAM_DIRECTORY, "policies");

/** Resolves to the exit code: 1 if a mandatory policy is violated. */
async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const stopping = new AbortController();
  onStop(async () => stopping.abort());
  let code = 0;
  for (const stack of options.stack.split(",")) {
    if (!(await checkStack(stack, options.verbose, stopping.signal))) code = 1;
  }
  return code;
}

/** Resolves to whether a stack passes. */
async function checkStack(stack: string, verbose: boolean, signal: AbortSignal): Promise<boolean> {
  const startedAt = performance.now();
  const stackConfig = loadStackConfig(PROGRAM_DIRECTORY, stack);
  const pack = new StartedPack({ directory: DIRECTORY, stack, stackConfig });
  try {
    const evaluation = await evaluate({ directory: PROGRAM_DIRECTORY, stack, signal });
    const results = await pack.check(evaluation);
    say(`stack ${stack}, ${evaluation.resources.length} resources`);
    for (const result of results) {
      for (const line of renderPolicy(result)) say(line);
      if (verbose) say(`      ${result.description}`);
    }
    say(`${renderSummary(stack, results)} (${duration(performance.now() - startedAt)})\n`);
    return !results.some(isViolated);
  } finally {
    await pack.close();
  }
}

void runCommand(COMMAND, main);
