import { SFNClient } from "@aws-sdk/client-sfn";
import { CloudClock } from "../../packages/local-cloud/aws/clock";
import { CallFaults } from "../../packages/local-cloud/faults";
import { startLocalServices } from "../../packages/local-cloud/localCloud";
import { Deployment } from "../../packages/local-stack/deploy/deployment";
import { PROGRAM_DIRECTORY } from "../../packages/local-stack/localStack";
import { evaluate } from "../../packages/local-stack/program/evaluate";
import type { Evaluation } from "../../packages/local-stack/program/evaluation";
import type { FaultedWorkflow, Testbed } from "./workflow";

export interface OpenTestbed extends Testbed {
  /** Errors of the local cloud itself. */
  unexpected: unknown[];
  close(): Promise<void>;
}

/** Seconds: how long a function runs at most. They are real ones. */
const FUNCTION_SECONDS = 1;

let lastEvaluation: Promise<unknown> = Promise.resolve();

/** Starts a local cloud with one workflow in it. Nothing is left of it if the deployment fails. */
export async function openTestbed(
  workflow: FaultedWorkflow,
  stack: string,
  change: (evaluation: Evaluation) => Evaluation = (evaluation) => evaluation,
): Promise<OpenTestbed> {
  const unexpected: unknown[] = [];
  const clock = new CloudClock();
  const services = await startLocalServices({ clock, onError: (error) => unexpected.push(error) });
  const { cloud } = services;
  try {
    const evaluation = change(adapted(workflow, await evaluated(workflow, stack, cloud.endpoint)));
    await new Deployment(services).apply(evaluation);
    const stepFunctions = new SFNClient({
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const { dynamodb, lambda, s3, sns, sqs } = services;
    const faults = new CallFaults([dynamodb, lambda, s3, sns, sqs, services.stepFunctions], clock);
    const { outputs } = evaluation;
    const reconfigure = () => Promise.reject(new Error("the configuration stays as it is"));
    return {
      services,
      evaluation,
      outputs,
      faults,
      unexpected,
      stage: { services, outputs, stepFunctions, signal: new AbortController().signal, reconfigure },
      async close() {
        faults.close();
        stepFunctions.destroy();
        await services.close();
      },
    };
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** One after the other: the program is one. */
function evaluated({ config }: FaultedWorkflow, stack: string, endpoint: string): Promise<Evaluation> {
  const evaluation = lastEvaluation.then(() =>
    evaluate({ directory: PROGRAM_DIRECTORY, stack, config, endpoint }),
  );
  lastEvaluation = evaluation.catch(() => {});
  return evaluation;
}

/** Functions end soon, so that waiting for an answer that never comes takes a second and not ten. */
function adapted({ adapt = (given) => given }: FaultedWorkflow, evaluation: Evaluation): Evaluation {
  const given = adapt(evaluation);
  const resources = given.resources.map((resource) => {
    if (resource.type !== "aws:lambda/function:Function") return resource;
    const change = { timeout: FUNCTION_SECONDS };
    return {
      ...resource,
      inputs: { ...resource.inputs, ...change },
      outputs: { ...resource.outputs, ...change },
    };
  });
  return { ...given, resources };
}
