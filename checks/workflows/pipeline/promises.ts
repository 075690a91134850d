import { isDeepStrictEqual } from "node:util";
import type { Execution } from "../../../packages/local-cloud";
import type { Check } from "../check";

export const OUTPUT_OF_BLOCKS = "a pipeline returns what its blocks make of its input";
export const FAILED_BLOCK = "a pipeline that fails names the block";
export const BLOCKS_END = "no block is still running after its pipeline";
export const WORK_DONE = "work is done or set aside";

/** An ended execution of the pipeline. */
export interface PipelineFacts {
  name: string;
  result: Execution["result"];
  /** What its blocks should have made of its input. */
  expected: unknown;
  /** The names of its blocks' executions that are still running. */
  running: string[];
}

/**
 * What holds whichever calls fail.
 *
 * @param waiting how many messages of these pipelines are still waiting for a worker
 */
export function checkPipelines(pipelines: readonly PipelineFacts[], waiting: number): Check[] {
  const of = `${pipelines.length} pipelines`;
  return [
    { promise: OUTPUT_OF_BLOCKS, of, broken: pipelines.flatMap(otherOutput) },
    { promise: FAILED_BLOCK, of, broken: pipelines.flatMap(unnamedBlock) },
    {
      promise: BLOCKS_END,
      of,
      broken: pipelines.flatMap(({ name, running }) => running.map((block) => `${block} of ${name} is`)),
    },
    {
      promise: WORK_DONE,
      of,
      broken: waiting > 0 ? [`${waiting} messages are still in the queue`] : [],
    },
  ];
}

function otherOutput({ name, result, expected }: PipelineFacts): string[] {
  if (result?.status !== "SUCCEEDED") return [];
  if (isDeepStrictEqual(result.output, { Output: { input: expected } })) return [];
  return [`${name} returned ${JSON.stringify(result.output)}`];
}

function unnamedBlock({ name, result }: PipelineFacts): string[] {
  if (!result || !("error" in result) || /"block":"[^"]+"/.test(result.cause ?? "")) return [];
  return [`the cause of ${name} is ${result.cause}`];
}
