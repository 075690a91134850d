import { SFNClient } from "@aws-sdk/client-sfn";
import { CallFaults } from "../../packages/local-cloud";
import { type Evaluation, startLocalStack } from "../../packages/local-stack";
import { PROGRAM_DIRECTORY } from "../program";
import type { FaultedWorkflow, Testbed } from "./workflow";

export interface OpenTestbed extends Testbed {
  /** Errors of the local cloud itself. */
  unexpected: unknown[];
  close(): Promise<void>;
}

/** The timeout of functions, in seconds of real time. */
const FUNCTION_SECONDS = 1;

let lastStart: Promise<unknown> = Promise.resolve();

/** Starts a local cloud with one workflow in it, and closes it if the deployment fails. */
export async function openTestbed(
  workflow: FaultedWorkflow,
  stackName: string,
  change: (evaluation: Evaluation) => Evaluation = (evaluation) => evaluation,
): Promise<OpenTestbed> {
  const unexpected: unknown[] = [];
  const { stack, evaluated } = await start(workflow, stackName, (error) => unexpected.push(error));
  try {
    const evaluation = change(adapted(workflow, evaluated));
    await stack.deploy(evaluation);
    const { services, outputs, signal, clock } = stack;
    const { dynamodb, lambda, s3, sns, sqs, stepFunctions } = services;
    const faults = new CallFaults([dynamodb, lambda, s3, sns, sqs, stepFunctions], clock);
    const reconfigure = () => Promise.reject(new Error("a testbed cannot be reconfigured"));
    return {
      services,
      evaluation,
      outputs,
      faults,
      unexpected,
      stage: { services, outputs, stepFunctions: stack.client(SFNClient), signal, reconfigure },
      async close() {
        faults.close();
        await stack.close();
      },
    };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

/** Evaluates one program after another, since each takes a core. */
function start({ config }: FaultedWorkflow, stackName: string, onError: (error: unknown) => void) {
  const started = lastStart.then(async () => {
    const options = { program: PROGRAM_DIRECTORY, stack: stackName, config, onError };
    const stack = await startLocalStack({ ...options, deploy: false });
    try {
      return { stack, evaluated: await stack.evaluate() };
    } catch (error) {
      await stack.close();
      throw error;
    }
  });
  lastStart = started.catch(() => {});
  return started;
}

/** Functions time out soon, so that waiting for a response that never comes takes one second instead of ten. */
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
