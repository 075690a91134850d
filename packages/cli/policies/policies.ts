import * as path from "node:path";
import { evaluate, loadStackConfig, programOption, stackOption } from "../../local-stack";
import { duration, type Main, type Option, say } from "../../terminal";
import { programHere } from "../program";
import { isViolated, renderPolicy, renderSummary } from "./render";

const packOption: Option<string | undefined> = {
  value: "DIR",
  description:
    "the policy pack, the folder of its PulumiPolicy.yaml (default: policies in the program's folder)",
  read: (value) => (value === undefined ? undefined : path.resolve(value)),
};

export const POLICIES = {
  usage: "workflows policies [options]",
  purpose:
    "Apply a policy pack to the evaluated program, without the Pulumi CLI and without AWS; exit code 1 if a mandatory one is violated",
  options: { program: programOption, stack: stackOption(), pack: packOption },
} as const;

export const policies: Main<typeof POLICIES> = async (
  { program = programHere(), stack, pack, verbose },
  { signal },
) => {
  const directory = pack ?? path.join(program, "policies");
  let code = 0;
  for (const each of stack.split(",")) {
    if (!(await checkStack({ program, pack: directory, stack: each, verbose, signal }))) code = 1;
  }
  return code;
};

/** What is checked, and how it is printed. */
export interface PolicyCheck {
  /** The program's folder. */
  program: string;
  /** The policy pack's folder. */
  pack: string;
  stack: string;
  /** Whether the policies' descriptions are printed too. */
  verbose: boolean;
  signal: AbortSignal;
}

/** Applies a policy pack to a stack and prints the results. Resolves to whether the stack passes. */
export async function checkStack({
  program,
  pack: directory,
  stack,
  verbose,
  signal,
}: PolicyCheck): Promise<boolean> {
  // Loaded only now: it needs Pulumi's modules.
  const { StartedPack } = require("./checkPolicies") as typeof import("./checkPolicies");
  const startedAt = performance.now();
  const stackConfig = loadStackConfig(program, stack);
  const pack = new StartedPack({ directory, stack, stackConfig });
  try {
    const evaluation = await evaluate({ directory: program, stack, signal });
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
