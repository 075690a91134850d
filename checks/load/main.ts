import { LocalStack } from "../../packages/local-stack/localStack";
import {
  type Command,
  helpOf,
  type Options,
  readOptions,
  WORKFLOWS,
  type WorkflowName,
} from "../../packages/local-stack/options";
import { runCommand } from "../../packages/local-stack/runCommand";
import { bad, duration, faint, say } from "../../packages/local-stack/terminal";
import { configOf, type LoadConfig, ORDER_LIMIT, throttledConfig } from "./config";
import type { Check } from "./promises";
import type { PhaseResult } from "./render";
import type { Target } from "./workload";

const COMMAND: Command = {
  usage: "npm run load -- [options]",
  purpose:
    "Puts load on every workflow through its front door on this machine: many executions at once, then some for a while. " +
    "Tells latencies, rates and memory, and checks what the workflows promise. The exit code is 1 if a promise was broken.",
  options: ["stack", "workflow", "executions", "seconds", "verbose", "help"],
  defaultPort: 0,
};

const EXECUTIONS = 1000;
/** Over all workflows together. */
const SECONDS = 60;

async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const workflows = options.workflow ? [options.workflow] : WORKFLOWS;
  const since = performance.now();
  const config = configOf(workflows);
  const stack = await LocalStack.start(options, config);
  onStop(() => stack.close());
  try {
    const { iam, endpoint } = stack.services.cloud;
    say(`stack ${stack.name} on ${endpoint}, policies enforced`);
    const checks = await load(stack, options, workflows, config);
    for (const { message } of iam.refusals) say(bad(`refused: ${message}`));
    say(faint(`\n${duration(performance.now() - since)} in all`));
    return iam.refusals.length === 0 && checks.every(({ broken }) => broken.length === 0) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

/** One workflow after another, each with the machine for itself. */
async function load(
  stack: LocalStack,
  options: Options,
  workflows: readonly WorkflowName[],
  config: LoadConfig,
): Promise<Check[]> {
  const { runWorkload, WORKLOADS } = require("./run") as typeof import("./run");
  const { checksText, executionsTable, phasesTable } = require("./render") as typeof import("./render");
  const size = {
    executions: options.executions ?? EXECUTIONS,
    secondsEach: (options.seconds ?? SECONDS) / workflows.length,
  };
  const evaluation = await stack.evaluate(config);
  await stack.deploy(evaluation);
  const target = { services: stack.services, evaluation };
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
  say(`\nWhat became of it:\n\n${executionsTable(results)}`);
  say(`\n${checks.map(([workflow, of]) => checksText(workflow, of)).join("\n")}`);
  return checks.flatMap(([, of]) => of);
}

/** Deploys the stage's own limits for a moment. */
async function checkThrottling(stack: LocalStack, target: Target, config: LoadConfig): Promise<Check> {
  const { defaultThrottles, throttle } = require("./throttling") as typeof import("./throttling");
  const evaluation = await stack.evaluate(throttledConfig(config));
  await stack.deploy(evaluation);
  const throttled = await throttle({ ...target, evaluation });
  await stack.deploy(target.evaluation);
  return defaultThrottles(throttled, ORDER_LIMIT);
}

void runCommand(main);
