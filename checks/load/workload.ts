import type { Execution, LocalServices } from "../../packages/local-cloud";
import { type Evaluation, LOCAL_CREDENTIALS } from "../../packages/local-stack";
import type { Check, Ended } from "./promises";
import { type Recording, within } from "./recording";

/** The deployed stack that a load goes to. */
export interface Target {
  services: LocalServices;
  evaluation: Evaluation;
}

/** A part of a load: so many executions at once, or clients that each go on and on. */
export interface Phase {
  title: string;
  /** How many executions go at once, or how many clients there are. */
  kind: "burst" | "sustained";
  /** Does what must be there before the first of so many executions; not part of the measurement. */
  prepare?(count: number): Promise<void>;
  /** Carries out one execution through the front door. Never rejects. */
  run(index: number, recording: Recording): Promise<unknown>;
}

/** The load on one workflow, and what the workflow must have kept afterwards. */
export interface Workload {
  workflow: string;
  /** What requests go through, in a few words. */
  door: string;
  phases: Phase[];
  /** Waits for what still runs, then checks what the workflow promises. */
  checks(recordings: Recording[]): Promise<Check[]>;
  close(): void;
}

/** How long an execution may take, in milliseconds of real time. */
const EXECUTION_DEADLINE_MS = 120_000;

/** How an unmodified SDK client reaches the local cloud: with a socket for each of many requests at once, and no second try. */
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

/** As the invariants look at it. */
export function asEnded({ arn, status, result }: Execution): Ended {
  return { arn, status, ...(result && "error" in result && { error: result.error }) };
}

/** The executions of a workflow's state machines, whose names begin with the workflow's, that run or are kept. */
export const executionsOf = ({ stepFunctions }: LocalServices, workflow: string): Execution[] =>
  stepFunctions.executions().filter(({ machine }) => machine.name.startsWith(`${workflow}-`));

/** Every page of an operation that lists. */
export async function* pagesOf(
  { cloud }: LocalServices,
  service: string,
  operation: string,
  input: object,
  next: { answered: string; asked: string },
): AsyncIterable<Record<string, unknown>> {
  let after: unknown;
  do {
    const page = await cloud.call(cloud.administrator, service, operation, {
      ...input,
      ...(after === undefined ? {} : { [next.asked]: after }),
    });
    yield page;
    after = page[next.answered];
  } while (after !== undefined);
}

/** Every item of a table, in DynamoDB's JSON. */
export async function itemsOf(services: LocalServices, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  const next = { answered: "LastEvaluatedKey", asked: "ExclusiveStartKey" };
  for await (const page of pagesOf(services, "dynamodb", "Scan", { TableName, ConsistentRead: true }, next))
    items.push(...(page.Items as Item[]));
  return items;
}

type Item = Record<string, { S?: string; BOOL?: boolean }>;
