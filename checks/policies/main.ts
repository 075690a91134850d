import * as path from "node:path";
import { PROGRAM_DIRECTORY } from "../../packages/local-stack/localStack";
import { type Command, helpOf, readOptions } from "../../packages/local-stack/options";
import { evaluate } from "../../packages/local-stack/program/evaluate";
import { loadStackConfig } from "../../packages/local-stack/program/stackConfig";
import { runCommand } from "../../packages/local-stack/runCommand";
import { duration, say } from "../../packages/local-stack/terminal";
import { StartedPack } from "./checkPolicies";
import { isViolated, renderPolicy, renderSummary } from "./render";

const COMMAND: Command = {
  usage: "npm run policies -- [options]",
  purpose:
    "Applies the policy pack in policies/ to the evaluated program, without the Pulumi CLI and without AWS.",
  options: ["stack", "verbose", "help"],
  defaultPort: 0,
  defaultStack: "dev,prod",
};

const DIRECTORY = path.join(PROGRAM_DIRECTORY, "policies");

/** Resolves to the exit code: 1 if a mandatory policy is violated. */
async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
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

void runCommand(main);
