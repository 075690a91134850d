import type { Execution, LocalServices } from "../../packages/local-cloud";
import { type Evaluation, LOCAL_CREDENTIALS } from "../../packages/local-stack";
import type { Check } from "../workflows/check";
import type { DeployedStack } from "../workflows/deployedStack";
import { type Recording, within } from "./recording";

/** The deployed stack that a load is put on. */
export interface Target {
  services: LocalServices;
  evaluation: Evaluation;
}

export const stackOf = ({ services, evaluation }: Target): DeployedStack => ({
  services,
  outputs: evaluation.outputs,
});

/** A part of a load: many executions at once, or clients that each start one execution after another. */
export interface Phase {
  title: string;
  /** Whether the executions start all at once, or one after another for a while. */
  kind: "burst" | "sustained";
  /** Prepares `count` executions; not part of the measurement. */
  prepare?(count: number): Promise<void>;
  /** Runs one execution through the API of the workflow. Never rejects. */
  run(index: number, recording: Recording): Promise<unknown>;
}

/** The load on one workflow, and the check of its promises afterwards. */
export interface Workload {
  workflow: string;
  /** The API that the clients use, in a few words. */
  api: string;
  phases: Phase[];
  /** Waits for what is still running, then checks what the workflow promises. */
  checks(recordings: Recording[]): Promise<Check[]>;
  close(): void;
}

/** How long an execution may take, in milliseconds of real time. */
const EXECUTION_DEADLINE_MS = 120_000;

/** How an unmodified SDK client reaches the local cloud: with a socket for each of many requests at once, and without retries. */
export const sdkAccess = ({ cloud }: LocalServices) => ({
  endpoint: cloud.endpoint,
  region: cloud.region,
  credentials: LOCAL_CREDENTIALS,
  maxAttempts: 1,
  requestHandler: {
    httpAgent: { maxSockets: 5000, keepAlive: true },
    socketAcquisitionWarningTimeout: 60_000,
  },
});

/** Waits for the end of an execution that was just started. Rejects with `execution did not end` if it takes too long. */
export async function endOf({ stepFunctions }: LocalServices, executionArn: string): Promise<Execution> {
  const execution = stepFunctions.execution(executionArn);
  if (!execution) throw new Error(`there is no execution ${executionArn}`);
  await within(EXECUTION_DEADLINE_MS, "execution did not end", execution.ended);
  return execution;
}

/** The executions of a workflow's state machines, whose names begin with the workflow's, that are running or still stored. */
export const executionsOf = ({ stepFunctions }: LocalServices, workflow: string): Execution[] =>
  stepFunctions.executions().filter(({ machine }) => machine.name.startsWith(`${workflow}-`));
