import { type LocalStack, printUnexpected, stackOption, startLocalStack } from "../../packages/local-stack";
import {
  bad,
  type CommandContext,
  duration,
  faint,
  type OptionsOf,
  runCommand,
  say,
} from "../../packages/terminal";
import { wholeNumberOption, workflowOption } from "../options";
import { PROGRAM_DIRECTORY } from "../program";
import type { Check } from "../workflows/check";
import {
  configOf,
  LOADED_WORKFLOWS,
  type LoadConfig,
  type LoadedWorkflow,
  ORDER_LIMIT,
  throttledConfig,
} from "./config";
import type { PhaseResult } from "./render";
import type { Target } from "./workload";

const COMMAND = {
  usage: "npm run load -- [options]",
  purpose:
    "Puts load on every workflow through its API on this machine: many executions at once, then some for a while. " +
    "Prints latencies, rates and memory, and checks what the workflows promise. The exit code is 1 if a promise was broken.",
  options: {
    stack: stackOption(),
    workflow: workflowOption(LOADED_WORKFLOWS),
    executions: wholeNumberOption(
      "how many executions of each workflow start at once, 1 to 5000 (default: 1000)",
      1,
      5000,
    ),
    seconds: wholeNumberOption(
      "how long the load is sustained, over all workflows together, 0 to 3600 (default: 60)",
      0,
      3600,
    ),
  },
};

const EXECUTIONS = 1000;
/** Over all workflows together. */
const SECONDS = 60;

async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const workflows = options.workflow ? [options.workflow] : LOADED_WORKFLOWS;
  const since = performance.now();
  const config = configOf(workflows);
  const stack = await startLocalStack({
    program: PROGRAM_DIRECTORY,
    stack: options.stack,
    config,
    deploy: false,
    record: false,
    onError: printUnexpected(options.verbose),
  });
  onStop(() => stack.close());
  try {
    say(`stack ${stack.name} on ${stack.endpoint}, policies enforced`);
    const checks = await load(stack, options, workflows, config);
    for (const { message } of stack.refusals) say(bad(`refused: ${message}`));
    say(faint(`\n${duration(performance.now() - since)} in all`));
    return stack.refusals.length === 0 && checks.every(({ broken }) => broken.length === 0) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

/** One workflow after another, so that each has the whole machine. */
async function load(
  stack: LocalStack,
  options: OptionsOf<typeof COMMAND>,
  workflows: readonly LoadedWorkflow[],
  config: LoadConfig,
): Promise<Check[]> {
  const { runWorkload, WORKLOADS } = require("./run") as typeof import("./run");
  const { checksText, executionsTable, phasesTable } = require("./render") as typeof import("./render");
  const size = {
    executions: options.executions ?? EXECUTIONS,
    secondsEach: (options.seconds ?? SECONDS) / workflows.length,
  };
  await stack.deploy();
  const target = { services: stack.services, evaluation: stack.evaluation! };
  const results: PhaseResult[] = [];
  const checks: [workflow: string, checks: Check[]][] = [];
  for (const workflow of workflows) {
    const done = await runWorkload(new WORKLOADS[workflow](target), size, stack.signal, (result) => {
      say(faint(`  ${workflow}, ${result.phase}: ${duration(result.durationMs)}`));
    });
    results.push(...done.results);
    checks.push([workflow, done.checks]);
    if (workflow === "orders") checks.push([workflow, [await checkThrottling(stack, target, config)]]);
  }
  say(`\nWhat clients saw:\n\n${phasesTable(results)}`);
  say(`\nOutcomes:\n\n${executionsTable(results)}`);
  say(`\n${checks.map(([workflow, of]) => checksText(workflow, of)).join("\n")}`);
  return checks.flatMap(([, of]) => of);
}

/** Deploys the stage's default limits temporarily. */
async function checkThrottling(stack: LocalStack, target: Target, config: LoadConfig): Promise<Check> {
  const { checkStageLimit, sendTooManyOrders } = require("./throttling") as typeof import("./throttling");
  const evaluation = await stack.evaluate(throttledConfig(config));
  await stack.deploy(evaluation);
  const throttled = await sendTooManyOrders({ ...target, evaluation });
  await stack.deploy(target.evaluation);
  return checkStageLimit(throttled, ORDER_LIMIT);
}

void runCommand(COMMAND, main);
