import { costOf } from "../../packages/cli";
import {
  iamOption,
  type LocalStack,
  mocksOption,
  portOption,
  printUnexpected,
  stackOption,
  startLocalStack,
} from "../../packages/local-stack";
import {
  bad,
  type CommandContext,
  duration,
  faint,
  good,
  type OptionsOf,
  runCommand,
  say,
  table,
} from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { FIRST_CONFIG } from "./scenario";
import type { Progress, Row } from "./scenarioRun";

const COMMAND = {
  usage: "npm start -- [options]",
  purpose:
    "Evaluates the Pulumi program and runs its workflows once on this machine, with a table of the results.",
  options: { stack: stackOption(), iam: iamOption, port: portOption(0), mocks: mocksOption },
};

/** Resolves to the exit code: 1 if a scenario failed. */
async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const { mocks, verbose, ...given } = options;
  const stack = await startLocalStack({
    ...given,
    program: PROGRAM_DIRECTORY,
    config: FIRST_CONFIG,
    faults: mocks,
    deploy: false,
    onError: printUnexpected(verbose),
  });
  onStop(() => stack.close());
  try {
    say(`stack ${stack.name} on ${stack.endpoint}, IAM ${options.iam}`);
    const rows = await runScenarios(stack);
    say(`\n${results(rows)}`);
    const refusals = report(stack);
    return refusals === 0 && rows.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

/** Loads the scenarios, and the clients they need, only now that the first evaluation is running. */
function runScenarios(stack: LocalStack): Promise<Row[]> {
  const { ScenarioRun } = require("./scenarioRun") as typeof import("./scenarioRun");
  const { SCENARIOS } = require(".") as typeof import(".");
  return new ScenarioRun(stack, SCENARIOS, progress()).run();
}

/** Prints the progress. */
function progress(): Progress {
  let results = 0;
  return {
    deployed(config, { durationMs, resources }, deployMs) {
      const shown = Object.entries(config).map(([key, value]) => `${key} ${value.replace(/["[\]]/g, "")}`);
      say(
        `\nevaluated the program in ${duration(durationMs)}: ${resources.length} resources, ` +
          `deployed in ${duration(deployMs)} ${faint(`(${shown.join("; ")})`)}`,
      );
    },
    ended({ scenario, result, problems, durationMs }, sinceEvaluationMs) {
      if (results++ === 0) {
        say(faint(`  first result ${duration(sinceEvaluationMs)} after the evaluation`));
      }
      const mark = problems.length === 0 ? good("✓") : bad("✗");
      say(`  ${mark} ${scenario.title} ${faint(`${result}, ${duration(durationMs)}`)}`);
      for (const problem of problems) say(`    ${bad(problem)}`);
    },
  };
}

function results(rows: Row[]): string {
  return table(
    [
      { title: "workflow" },
      { title: "scenario" },
      { title: "result" },
      { title: "states", align: "right" },
      { title: "transitions", align: "right" },
      { title: "$ per million", align: "right" },
      { title: "time", align: "right" },
    ],
    rows.map(({ scenario, result, problems, states, transitions, usage, durationMs }) => [
      scenario.workflow,
      scenario.title,
      problems.length === 0 ? result : `${result} (not as expected)`,
      String(states),
      String(transitions),
      (costOf(usage) * 1_000_000).toFixed(2),
      duration(durationMs),
    ]),
  );
}

/** Prints which calls were refused, or would have been if policies were enforced. Returns the number of the former. */
function report(stack: LocalStack): number {
  const { refusals } = stack;
  if (refusals.length > 0) say(`\n${bad(`${refusals.length} calls that no policy allows:`)}`);
  for (const { message } of refusals) say(`  ${message}`);
  return refusals.filter(({ enforced }) => enforced).length;
}

void runCommand(COMMAND, main);
