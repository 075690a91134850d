import * as path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Stage } from "../../../checks/scenarios/scenario";
import {
  type Evaluation,
  evaluate,
  type LocalStack,
  type LocalStackOptions,
  startLocalStack,
} from "../../../packages/local-stack";

const PROGRAM = path.join(__dirname, "../../..");

const evaluations = new Map<string, Promise<Evaluation>>();

/** The program's evaluation with a pipeline of these blocks alone, cached for all tests. */
export const evaluated = (stack: "dev" | "prod", order: string[]): Promise<Evaluation> =>
  evaluatedWith(stack, { workflows: '["pipeline"]', pipelineOrder: JSON.stringify(order) });

/** The program's evaluation with a configuration over the stack's, cached for all tests. */
export function evaluatedWith(stack: "dev" | "prod", config: Record<string, string>): Promise<Evaluation> {
  const key = JSON.stringify([stack, config]);
  const known = evaluations.get(key);
  if (known) return known;
  const evaluation = evaluate({ directory: PROGRAM, stack, config });
  evaluations.set(key, evaluation);
  return evaluation;
}

/** A stack in a local cloud. */
export interface Running extends Pick<LocalStack, "services" | "outputs"> {
  stack: LocalStack;
  evaluation: Evaluation;
  pipelineArn: string;
  client: SFNClient;
  /** Runs the pipeline on `value`, time skipped. */
  run(value: unknown): Promise<Ended>;
  /** Rejects with an unexpected error of the local cloud, if there was one. */
  close(): Promise<void>;
}

export interface Ended {
  arn: string;
  status: string;
  output?: unknown;
  error?: string;
  cause?: string;
}

/** Starts a stack of this repository's program, evaluated for the local cloud's address, which is in the URLs of its APIs. */
export const startStack = (
  stack: "dev" | "prod",
  config: Record<string, string>,
  change?: (evaluation: Evaluation) => Evaluation,
): Promise<Running> => run({ program: PROGRAM, stack, config }, change);

/** Starts the stack `dev` of another program. */
export const startProgram = (program: string): Promise<Running> => run({ program });

/** Starts a local cloud with an earlier evaluation. Nothing is left of it if the deployment fails. */
export const start = (evaluation: Evaluation, iam: LocalStackOptions["iam"] = "enforce"): Promise<Running> =>
  run({ program: evaluation, iam });

async function run(
  options: LocalStackOptions,
  change: (evaluation: Evaluation) => Evaluation = (evaluation) => evaluation,
): Promise<Running> {
  const unexpected: unknown[] = [];
  const onError = (error: unknown) => unexpected.push(error);
  const stack = await startLocalStack({ ...options, deploy: false, onError });
  let evaluation: Evaluation;
  try {
    evaluation = change(await stack.evaluate());
    await stack.deploy(evaluation);
  } catch (error) {
    await stack.close();
    throw error;
  }
  const { services, outputs } = stack;
  const pipelineArn = String(outputs.pipelineArn);
  return {
    stack,
    services,
    outputs,
    evaluation,
    pipelineArn,
    client: stack.client(SFNClient),
    async run(value) {
      const { cloud, clock } = services;
      const { executionArn } = await cloud.call(cloud.administrator, "states", "StartExecution", {
        stateMachineArn: pipelineArn,
        input: JSON.stringify({ Output: { input: value } }),
      });
      const execution = services.stepFunctions.execution(String(executionArn))!;
      await clock.skipWhile(execution.ended);
      return { arn: execution.arn, ...execution.result! };
    },
    async close() {
      await stack.close();
      if (unexpected.length > 0) throw unexpected[0];
    },
  };
}

/** What a scenario needs to run on it. */
export const stageOf = ({ services, outputs, client }: Running): Stage => ({
  services,
  outputs,
  stepFunctions: client,
  signal: new AbortController().signal,
  reconfigure: () => Promise.reject(new Error("the configuration stays as it is")),
});
