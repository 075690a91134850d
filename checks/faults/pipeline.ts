import { isDeepStrictEqual } from "node:util";
import type { ExecutionResult } from "../../packages/asl/engine";
import type { Execution } from "../../packages/local-cloud";
import type { FaultedWorkflow, Path, Testbed, Verdict } from "./workflow";

/** What the pipeline makes of an item. */
interface Item {
  name: string;
  value: string;
}

async function start({ services, outputs }: Testbed, item: Item): Promise<Execution> {
  const { cloud, stepFunctions } = services;
  const { executionArn } = await cloud.call(cloud.administrator, "states", "StartExecution", {
    stateMachineArn: outputs.pipelineArn,
    input: JSON.stringify({ Output: { input: item } }),
  });
  return stepFunctions.execution(String(executionArn))!;
}

export interface PipelineFacts {
  result: ExecutionResult | undefined;
  /** What its blocks should have made of its input. */
  expected: Item;
  /** The names of its blocks' executions that still run. */
  running: string[];
  /** How many messages still wait for a worker, those of before not counted. */
  waiting: number;
}

/** What is broken of: a pipeline gives what its blocks made, one that fails names its block, nothing goes on after it. */
export function violationsOf({ result, expected, running, waiting }: PipelineFacts): string[] {
  const violations: string[] = [];
  if (result?.status === "SUCCEEDED" && !isDeepStrictEqual(result.output, { Output: { input: expected } })) {
    const given = JSON.stringify(result.output);
    violations.push(`a pipeline gives what its blocks made of its input: it gave ${given}`);
  }
  if (result && "error" in result && !/"block":"[^"]+"/.test(result.cause ?? "")) {
    violations.push(`a pipeline that fails names the block: the cause is ${result.cause}`);
  }
  for (const name of running) violations.push(`no execution is left RUNNING: the block's ${name} is`);
  if (waiting > 0) violations.push(`work is done or set aside: ${waiting} messages are still in the queue`);
  return violations;
}

async function judge(
  ground: Testbed,
  { result, arn }: Execution,
  expected: Item,
  before: number,
): Promise<Verdict> {
  const waiting = (await untilWorkIsDone(ground, before)) - before;
  const running = ground.services.stepFunctions
    .executions()
    .filter(({ startedBy, status }) => startedBy === arn && status === "RUNNING")
    .map(({ name }) => name);
  return { violations: violationsOf({ result, expected, running, waiting }) };
}

/** Lets time pass, an hour of the clock at most, until no more messages are left than `before`; gives how many are. */
async function untilWorkIsDone(ground: Testbed, before: number): Promise<number> {
  const { clock } = ground.services;
  let isOver = false;
  const cancel = clock.after(3_600_000, () => {
    isOver = true;
  });
  const watch = async () => {
    let left = await messagesOf(ground);
    while (left > before && !isOver) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      left = await messagesOf(ground);
    }
    return left;
  };
  const left = await clock.skipWhile(watch());
  cancel();
  return left;
}

/** How many messages there are in the queues that functions read, those received and not deleted too. */
async function messagesOf({ services, evaluation }: Testbed): Promise<number> {
  const { cloud } = services;
  const sources = evaluation.resources.filter(
    ({ type }) => type === "aws:lambda/eventSourceMapping:EventSourceMapping",
  );
  const counts = sources.map(async ({ inputs }) => {
    const { Attributes } = await cloud.call(cloud.administrator, "sqs", "GetQueueAttributes", {
      QueueUrl: `${cloud.endpoint}/${cloud.accountId}/${String(inputs.eventSourceArn).split(":").at(-1)}`,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    });
    return Object.values(Attributes as Record<string, string>).reduce((sum, each) => sum + Number(each), 0);
  });
  return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0);
}

const path = (title: string, item: Item, expected = item): Path => ({
  title,
  async play(ground) {
    const before = await messagesOf(ground);
    const execution = await start(ground, item);
    await ground.services.clock.skipWhile(execution.ended);
    return async () => judge(ground, execution, expected, before);
  },
});

export const pipeline: FaultedWorkflow = {
  name: "pipeline",
  config: { workflows: '["pipeline"]', pipelineOrder: '["A","trim","review"]' },
  // The pipeline fails with the error of its block, a block with that of its function, its queue, or of nobody answering.
  errors:
    /^(ReviewRejected|States\.Timeout|States\.HeartbeatTimeout|(StepFunctions|Lambda|SQS)\.\w+|Runtime\.ExitError|Sandbox\.Timedout)$/,
  limits: [
    {
      call: "sqs:ReceiveMessage",
      fault: "crashed after",
      promise: "work is done or set aside",
      because:
        "a message that the local cloud's Lambda received and never got is hidden from it for 12 hours; from AWS's, for the queue's visibility timeout",
    },
  ],
  paths: [
    path("through all blocks", { name: " padded ", value: "v\n" }, { name: "padded", value: "v" }),
    path("rejected", { name: "empty", value: "" }),
  ],
};
