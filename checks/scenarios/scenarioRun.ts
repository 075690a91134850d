import { SFNClient } from "@aws-sdk/client-sfn";
import type { Evaluation, LocalStack } from "../../packages/local-stack";
import { type Measured, Meter } from "./meter";
import type { Outcome, Scenario } from "./scenario";

/** The outcome of a scenario, and what it used. */
export interface Row extends Outcome, Measured {
  scenario: Scenario;
  durationMs: number;
}

/** Receives the progress of a run of scenarios. */
export interface Progress {
  /** The stack was deployed in a configuration. */
  deployed(config: Record<string, string>, evaluation: Evaluation, deployMs: number): void;
  /** A scenario ended, `sinceEvaluationMs` after the program was evaluated for it. */
  ended(row: Row, sinceEvaluationMs: number): void;
}

type Config = Record<string, string>;

/** Runs scenarios on a stack, which is deployed again for each of their configurations. */
export class ScenarioRun {
  private readonly evaluations = new Map<string, Promise<Evaluation>>();

  constructor(
    private readonly stack: LocalStack,
    private readonly scenarios: Scenario[],
    private readonly progress: Progress,
  ) {}

  async run(): Promise<Row[]> {
    const configs = this.configs();
    this.evaluateAhead(configs);
    const rows: Row[] = [];
    for (const config of configs) {
      const own = this.scenarios.filter((scenario) => keyOf(scenario.config) === keyOf(config));
      const evaluation = await this.evaluation(config);
      const since = performance.now();
      await this.stack.deploy(evaluation);
      this.progress.deployed(config, evaluation, performance.now() - since);
      for (const scenario of own) {
        const row = await this.runScenario(scenario, evaluation.outputs);
        rows.push(row);
        this.progress.ended(row, performance.now() - since);
      }
    }
    return rows;
  }

  /** Each configuration once, in the order of the scenarios. */
  private configs(): Config[] {
    return [...new Map(this.scenarios.map(({ config }) => [keyOf(config), config])).values()];
  }

  /**
   * Evaluates the first one alone, so that there is a result soon; then the last one, which has the most resources, in parallel
   * with the others, which run one after another.
   */
  private evaluateAhead(configs: Config[]): void {
    let before: Promise<unknown> = Promise.resolve();
    let first: Promise<unknown> | undefined;
    for (const [index, config] of configs.entries()) {
      const isLast = index === configs.length - 1;
      const evaluation = ((isLast && first) || before).then(() => this.stack.evaluate(config));
      // Awaited later; a failure before that must not count as unhandled.
      evaluation.catch(() => {});
      this.evaluations.set(keyOf(config), evaluation);
      first ??= evaluation;
      before = evaluation;
    }
  }

  private evaluation(config: Config): Promise<Evaluation> {
    return this.evaluations.get(keyOf(config)) ?? this.stack.evaluate(config);
  }

  private async runScenario(scenario: Scenario, outputs: Record<string, unknown>): Promise<Row> {
    const { services, signal } = this.stack;
    const stepFunctions = this.stack.client(SFNClient);
    const meter = new Meter(services);
    const since = performance.now();
    try {
      const outcome = await scenario.run({
        services,
        outputs,
        stepFunctions,
        signal,
        reconfigure: async (config) => {
          await this.stack.deploy(await this.evaluation(config));
        },
      });
      const durationMs = performance.now() - since;
      // Functions may still write their logs.
      await services.clock.whenIdle();
      return { scenario, ...outcome, durationMs, ...meter.end(outcome.executionArns) };
    } finally {
      stepFunctions.destroy();
    }
  }
}

const keyOf = (config: Config): string => JSON.stringify(config);
