import { type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Execution } from "../../../packages/local-cloud";
import type { Evaluation } from "../../../packages/local-stack";
import { callAws, type DeployedStack } from "../deployedStack";

const MAX_WAIT_MS = 3_600_000;

/** The pipeline, started with the SDK, and its blocks and queues, which an operator sees. */
export class PipelineClient {
  constructor(
    private readonly stack: DeployedStack,
    private readonly stepFunctions: SFNClient,
  ) {}

  /** Starts an execution on an item; returns its ARN. */
  async start(item: unknown): Promise<string> {
    const { executionArn } = await this.stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: String(this.stack.outputs.pipelineArn),
        input: JSON.stringify({ Output: { input: item } }),
      }),
    );
    return executionArn!;
  }

  execution(arn: string): Execution {
    return this.stack.services.stepFunctions.execution(arn)!;
  }

  /** Waits for an execution to end, time skipped. */
  async ended(arn: string): Promise<Execution> {
    const execution = this.execution(arn);
    await this.stack.services.clock.skipWhile(execution.ended);
    return execution;
  }

  /** The executions of the blocks that a pipeline's execution started. */
  blocksOf(arn: string): Execution[] {
    return this.stack.services.stepFunctions.executions().filter(({ startedBy }) => startedBy === arn);
  }
}

/** How many messages are in the queues that functions read, those received but not deleted included. */
export async function queuedWork(
  stack: Pick<DeployedStack, "services">,
  { resources }: Pick<Evaluation, "resources">,
): Promise<number> {
  const { cloud } = stack.services;
  const sources = resources.filter(({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping");
  const counts = sources.map(async ({ inputs }) => {
    const { Attributes } = await callAws(stack, "sqs", "GetQueueAttributes", {
      QueueUrl: `${cloud.endpoint}/${cloud.accountId}/${String(inputs.eventSourceArn).split(":").at(-1)}`,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    });
    return Object.values(Attributes as Record<string, string>).reduce((sum, each) => sum + Number(each), 0);
  });
  return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0);
}

/**
 * Skips time until no more messages than `before` are queued, up to an hour. Returns how many more there are.
 */
export async function untilWorkIsDone(
  stack: Pick<DeployedStack, "services">,
  evaluation: Pick<Evaluation, "resources">,
  before = 0,
): Promise<number> {
  const { clock } = stack.services;
  let isOver = false;
  const cancel = clock.after(MAX_WAIT_MS, () => {
    isOver = true;
  });
  const watch = async () => {
    let queued = await queuedWork(stack, evaluation);
    while (queued > before && !isOver) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      queued = await queuedWork(stack, evaluation);
    }
    return queued;
  };
  const queued = await clock.skipWhile(watch());
  cancel();
  return queued - before;
}
