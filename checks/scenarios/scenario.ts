import type { SFNClient } from "@aws-sdk/client-sfn";
import type { DeployedStack } from "../workflows/deployedStack";
import { resultOf } from "../workflows/executions";

/** What a scenario works with: the deployed stack, and an unmodified client of the SDK. */
export interface Stage extends DeployedStack {
  stepFunctions: SFNClient;
  /** Deploys the stack with another configuration. */
  reconfigure(config: Record<string, string>): Promise<void>;
  /** Aborted when the run is to stop. */
  signal: AbortSignal;
}

/** The outcome of a scenario. */
export interface Outcome {
  /** The executions that it started, without those that they started themselves. */
  executionArns: string[];
  /** How it ended, in a few words. */
  result: string;
  /** What is not as expected; empty if everything is. */
  problems: string[];
}

/** A run of a workflow with an expected result. */
export interface Scenario {
  workflow: string;
  title: string;
  /** The stack's configuration for it, over the stack file's. */
  config: Record<string, string>;
  run(stage: Stage): Promise<Outcome>;
}

/** The configuration that most scenarios share, so that the program is evaluated for them once. */
export const USUAL_CONFIG = { pipelineOrder: '["A","trim","review"]' };

/** The configuration of the first scenario, whose evaluation begins before anything else is loaded. */
export const FIRST_CONFIG = { workflows: '["pipeline"]', pipelineOrder: '["A","B","C"]' };

/** Two workflows in one evaluation: the pump in either of its forms, with the pipeline in another order for each. */
export const pumpConfig = (deliverToQueue: boolean) => ({
  workflows: '["pipeline","messenger"]',
  pipelineOrder: deliverToQueue ? '["A","C","B"]' : '["C","A","B"]',
  messengerDeliverToQueue: String(deliverToQueue),
});

/** Collects what is not as expected. */
export class Expectations {
  readonly problems: string[] = [];

  /** Records a value whose JSON is not that of the expected one. */
  equal(what: string, given: unknown, expected: unknown): void {
    const [is, should] = [JSON.stringify(given), JSON.stringify(expected)];
    if (is !== should) this.problems.push(`${what} is ${is} instead of ${should}`);
  }

  match(what: string, given: unknown, expected: RegExp): void {
    if (!expected.test(String(given)))
      this.problems.push(`${what} is ${String(given)}, which does not match ${expected}`);
  }
}

/** Waits for an execution to end, time skipped; returns `SUCCEEDED`, or its status and error. */
export async function ended({ services }: Stage, executionArn: string): Promise<string> {
  const execution = services.stepFunctions.execution(executionArn);
  if (!execution) throw new Error(`there is no execution ${executionArn}`);
  await services.clock.skipWhile(execution.ended);
  return resultOf(execution);
}
