import * as path from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Stage } from "../../../checks/scenarios/scenario";
import { CloudClock } from "../../../packages/local-cloud/aws/clock";
import type { IamMode } from "../../../packages/local-cloud/iam/iam";
import { type LocalServices, startLocalServices } from "../../../packages/local-cloud/localCloud";
import { Deployment } from "../../../packages/local-stack/deploy/deployment";
import { evaluate } from "../../../packages/local-stack/program/evaluate";
import type { Evaluation } from "../../../packages/local-stack/program/evaluation";

const evaluations = new Map<string, Promise<Evaluation>>();

/** The program's evaluation with a pipeline of these blocks alone; each is made once for all tests. */
export const evaluated = (stack: "dev" | "prod", order: string[]): Promise<Evaluation> =>
  evaluatedWith(stack, { workflows: '["pipeline"]', pipelineOrder: JSON.stringify(order) });

/** The program's evaluation with a configuration over the stack's; each is made once for all tests. */
export function evaluatedWith(stack: "dev" | "prod", config: Record<string, string>): Promise<Evaluation> {
  const key = JSON.stringify([stack, config]);
  const known = evaluations.get(key);
  if (known) return known;
  const evaluation = evaluate({ directory: path.join(__dirname, "../../.."), stack, config });
  evaluations.set(key, evaluation);
  return evaluation;
}

/** A local cloud with what was evaluated in it. */
export interface Running {
  services: LocalServices;
  /** The stack's. */
  outputs: Record<string, unknown>;
  deployment: Deployment;
  evaluation: Evaluation;
  pipelineArn: string;
  client: SFNClient;
  /** Runs the pipeline on `value`, time skipped. */
  run(value: unknown): Promise<Ended>;
  close(): Promise<void>;
}

export interface Ended {
  arn: string;
  status: string;
  output?: unknown;
  error?: string;
  cause?: string;
}

/** Starts a local cloud and evaluates a stack for its address, which the URLs of APIs then have. */
export const startStack = (stack: "dev" | "prod", config: Record<string, string>): Promise<Running> =>
  start((endpoint) => evaluate({ directory: path.join(__dirname, "../../.."), stack, config, endpoint }));

/** Starts a local cloud. Nothing is left of it if the deployment fails. */
export async function start(
  evaluated: Evaluation | ((endpoint: string) => Promise<Evaluation>),
  iamMode: IamMode = "enforce",
): Promise<Running> {
  const unexpected: unknown[] = [];
  const clock = new CloudClock();
  const services = await startLocalServices({ clock, iamMode, onError: (error) => unexpected.push(error) });
  const deployment = new Deployment(services);
  let evaluation: Evaluation;
  try {
    evaluation = typeof evaluated === "function" ? await evaluated(services.cloud.endpoint) : evaluated;
    await deployment.apply(evaluation);
  } catch (error) {
    await services.close();
    throw error;
  }
  const client = clientOf(services);
  const pipelineArn = String(evaluation.outputs.pipelineArn);
  return {
    services,
    outputs: evaluation.outputs,
    deployment,
    evaluation,
    pipelineArn,
    client,
    async run(value) {
      const { cloud } = services;
      const { executionArn } = await cloud.call(cloud.administrator, "states", "StartExecution", {
        stateMachineArn: pipelineArn,
        input: JSON.stringify({ Output: { input: value } }),
      });
      const execution = services.stepFunctions.execution(String(executionArn))!;
      await clock.skipWhile(execution.ended);
      return { arn: execution.arn, ...execution.result! };
    },
    async close() {
      client.destroy();
      await services.close();
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

/** An unmodified SDK client of the local cloud. */
export const clientOf = ({ cloud }: LocalServices): SFNClient =>
  new SFNClient({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
