import { SFNClient } from "@aws-sdk/client-sfn";
import type { Evaluation } from "./evaluate/evaluation";
import { LocalStack } from "./localStack";
import { type Measured, Meter } from "./meter";
import { type Command, helpOf, readOptions } from "./options";
import { costOf } from "./prices";
import { runCommand } from "./runCommand";
import { bookingScenarios } from "./scenarios/bookings";
import { orderScenarios } from "./scenarios/orders";
import { pipelineScenarios } from "./scenarios/pipeline";
import type { Outcome, Scenario } from "./scenarios/scenario";
import { table } from "./table";
import { bad, duration, faint, good, say } from "./terminal";

const COMMAND: Command = {
  usage: "npm start -- [options]",
  purpose:
    "Evaluates the Pulumi program and runs its workflows once on this machine, with a table of the results.",
  options: ["stack", "iam", "port", "mocks", "verbose", "help"],
  defaultPort: 0,
};

const SCENARIOS: Scenario[] = [...pipelineScenarios, ...bookingScenarios, ...orderScenarios];

interface Row extends Outcome, Measured {
  scenario: Scenario;
  durationMs: number;
}

/** Resolves to the exit code: 1 if any scenario fell short. */
async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const stack = await LocalStack.start(options);
  onStop(() => stack.close());
  try {
    say(`stack ${stack.name} on ${stack.services.cloud.endpoint}, IAM ${options.iam}`);
    const rows = await runScenarios(stack);
    say(`\n${results(rows)}`);
    const refusals = report(stack);
    return refusals === 0 && rows.every(({ problems }) => problems.length === 0) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

/** Evaluates the program once for each configuration that the scenarios want, and runs them in it. */
async function runScenarios(stack: LocalStack): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [config, evaluation] of evaluations(stack)) {
    const evaluated = await evaluation;
    const since = performance.now();
    await stack.deploy(evaluated);
    say(
      `\nevaluated the program in ${duration(evaluated.durationMs)}: ${evaluated.resources.length} resources, ` +
        `deployed in ${duration(performance.now() - since)} ${faint(config)}`,
    );
    for (const scenario of SCENARIOS.filter((each) => JSON.stringify(each.config) === config)) {
      const row = await runScenario(stack, scenario, evaluated.outputs);
      if (rows.length === 0) {
        say(faint(`  first result ${duration(performance.now() - since)} after the evaluation`));
      }
      rows.push(row);
      const mark = row.problems.length === 0 ? good("✓") : bad("✗");
      say(`  ${mark} ${scenario.title} ${faint(`${row.result}, ${duration(row.durationMs)}`)}`);
      for (const problem of row.problems) say(`    ${bad(problem)}`);
    }
  }
  return rows;
}

/**
 * The first evaluation by itself, so that there is a result soon; then the others, two at a time, the largest first since it
 * takes longest.
 */
function* evaluations(stack: LocalStack): Iterable<[config: string, evaluation: Promise<Evaluation>]> {
  const configs = [...new Map(SCENARIOS.map(({ config }) => [JSON.stringify(config), config]))];
  const [first, ...others] = configs;
  if (!first) return;
  const started = new Map([[first[0], stack.evaluate(first[1])]]);
  yield [first[0], started.get(first[0])!];
  const bySize = [...others].sort(([a], [b]) => a.length - b.length);
  let before: Promise<unknown>[] = [];
  for (const [key, config] of bySize) {
    const free = before.length < 2 ? Promise.resolve() : Promise.race(before);
    const evaluation = free.then(() => stack.evaluate(config));
    // Awaited when its turn comes; until then nobody would see it fail.
    const settled = evaluation.catch(() => {});
    before = [...before.slice(-1), settled];
    started.set(key, evaluation);
  }
  for (const [key] of others) yield [key, started.get(key)!];
}

async function runScenario(
  stack: LocalStack,
  scenario: Scenario,
  outputs: Record<string, unknown>,
): Promise<Row> {
  const { services } = stack;
  const stepFunctions = new SFNClient({
    endpoint: services.cloud.endpoint,
    region: services.cloud.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const meter = new Meter(services);
  const since = performance.now();
  try {
    const outcome = await scenario.run({ services, outputs, stepFunctions });
    return {
      scenario,
      ...outcome,
      durationMs: performance.now() - since,
      ...meter.end(outcome.executionArns),
    };
  } finally {
    stepFunctions.destroy();
  }
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

/** Says which calls were refused, or would have been if policies were enforced; gives the number of the former. */
function report(stack: LocalStack): number {
  const { refusals } = stack.services.cloud.iam;
  if (refusals.length > 0) say(`\n${bad(`${refusals.length} calls that no policy allows:`)}`);
  for (const { message } of refusals) say(`  ${message}`);
  return refusals.filter(({ enforced }) => enforced).length;
}

void runCommand(main);
