import { existsSync } from "node:fs";
import * as path from "node:path";
import { PURPOSES } from "../../../client/commandLine";
import { evaluate, loadStackConfig, programOption, stackOption } from "../../local-stack";
import { duration, flag, type Main, type Option, type Output, say, UsageError } from "../../terminal";
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
  purpose: PURPOSES.policies,
  options: {
    program: programOption,
    stack: stackOption(),
    pack: packOption,
    json: flag("print each policy as JSON, one object a line"),
  },
} as const;

export const policies: Main<typeof POLICIES> = async (
  { program = programHere(), stack, pack, verbose },
  { signal, output },
) => {
  const directory = pack ?? path.join(program, "policies");
  if (!existsSync(path.join(directory, "PulumiPolicy.yaml")))
    throw new UsageError(
      `there is no policy pack in ${directory}: no PulumiPolicy.yaml; name one: --pack DIR`,
    );
  let code = 0;
  for (const each of stack.split(",")) {
    if (!(await checkStack({ program, pack: directory, stack: each, verbose, signal, output }))) code = 1;
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
  output: Output;
}

/** Applies a policy pack to a stack and prints the results. Resolves to whether the stack passes. */
export async function checkStack({
  program,
  pack: directory,
  stack,
  verbose,
  signal,
  output,
}: PolicyCheck): Promise<boolean> {
  // Loaded only now: it needs Pulumi's modules.
  const { StartedPack } = require("./checkPolicies") as typeof import("./checkPolicies");
  const startedAt = performance.now();
  const stackConfig = loadStackConfig(program, stack);
  const pack = new StartedPack({ directory, stack, stackConfig });
  try {
    const evaluation = await evaluate({ directory: program, stack, signal });
    const results = await pack.check(evaluation);
    if (!output.json) say(`stack ${stack}, ${evaluation.resources.length} resources, with every value known`);
    for (const result of results) {
      const description = verbose ? [`      ${result.description}`] : [];
      output.result({ stack, ...result }, [...renderPolicy(result), ...description].join("\n"));
    }
    if (!output.json) say(`${renderSummary(stack, results)} (${duration(performance.now() - startedAt)})\n`);
    return !results.some(isViolated);
  } finally {
    await pack.close();
  }
}
