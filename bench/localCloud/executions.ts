import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type StateMachineType,
} from "@aws-sdk/client-sfn";
import { LOCAL_CREDENTIALS } from "../../packages/local-stack";
import { median } from "../measure";

/** Times from the call of `StartExecution` to `SUCCEEDED`, through the AWS SDK and the port. */
export interface ExecutionRow {
  name: string;
  /** One after another: the median of an execution, in milliseconds. */
  sequentialMs: number;
  /** 50 at once: the median of an execution, in milliseconds, and how many ended in a second. */
  atOnceMs: number;
  atOncePerSecond: number;
}

type Run = () => Promise<void>;

const AT_ONCE = 50;
const PASS = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };
const PIPELINE_INPUT = JSON.stringify({ Output: { input: { name: "serverless-pattern", value: "block" } } });

/** A machine of one Pass state, Standard and Express, and the pipeline of the blocks A, B and C, against a running cloud. */
export async function measureExecutions(endpoint: string, pipelineArn: string): Promise<ExecutionRow[]> {
  const client = new SFNClient({
    endpoint,
    region: "us-east-1",
    credentials: LOCAL_CREDENTIALS,
    // Otherwise StartSyncExecution would use the host sync-127.0.0.1.
    disableHostPrefix: true,
  });
  try {
    const { roleArn } = await client.send(new DescribeStateMachineCommand({ stateMachineArn: pipelineArn }));
    const create = async (type: StateMachineType) => {
      const definition = JSON.stringify(PASS);
      const machine = new CreateStateMachineCommand({ name: `pass-${type}`, type, definition, roleArn });
      return (await client.send(machine)).stateMachineArn!;
    };
    const standard = await create("STANDARD");
    const express = await create("EXPRESS");
    return [
      await measure("a Pass state, Standard", 300, () => described(client, standard, "{}")),
      await measure("a Pass state, Express, StartSyncExecution", 300, () => synchronous(client, express)),
      await measure("the pipeline A, B, C", 60, () => described(client, pipelineArn, PIPELINE_INPUT)),
    ];
  } finally {
    client.destroy();
  }
}

/** A Standard execution; its description is polled without a pause. */
async function described(client: SFNClient, stateMachineArn: string, input: string): Promise<void> {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (;;) {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === "SUCCEEDED") return;
    if (status !== "RUNNING") throw new Error(`${executionArn} is ${status}`);
  }
}

async function synchronous(client: SFNClient, stateMachineArn: string): Promise<void> {
  const { status } = await client.send(new StartSyncExecutionCommand({ stateMachineArn, input: "{}" }));
  if (status !== "SUCCEEDED") throw new Error(`${stateMachineArn}: ${status}`);
}

async function measure(name: string, runs: number, run: Run): Promise<ExecutionRow> {
  for (let warm = 0; warm < AT_ONCE; warm++) await run();
  const sequential: number[] = [];
  for (let index = 0; index < runs; index++) sequential.push(await timed(run));
  const atOnce: number[] = [];
  let left = runs * 3;
  const worker = async () => {
    while (left-- > 0) atOnce.push(await timed(run));
  };
  const elapsed = await timed(async () => {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  });
  return {
    name,
    sequentialMs: median(sequential),
    atOnceMs: median(atOnce),
    atOncePerSecond: (atOnce.length * 1000) / elapsed,
  };
}

async function timed(run: Run): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
