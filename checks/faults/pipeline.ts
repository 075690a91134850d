import { violationsOf } from "../workflows/check";
import { PipelineClient, queuedWork, untilWorkIsDone } from "../workflows/pipeline/client";
import { checkPipelines, WORK_DONE } from "../workflows/pipeline/promises";
import type { FaultedWorkflow, Path, Testbed } from "./workflow";

interface Item {
  name: string;
  value: string;
}

const path = (title: string, item: Item, expected = item): Path => ({
  title,
  async play(testbed: Testbed) {
    const before = await queuedWork(testbed, testbed.evaluation);
    const client = new PipelineClient(testbed, testbed.stage.stepFunctions);
    const { arn, name, result } = await client.ended(await client.start(item));
    return async () => {
      const waiting = await untilWorkIsDone(testbed, testbed.evaluation, before);
      const running = client
        .blocksOf(arn)
        .filter(({ status }) => status === "RUNNING")
        .map((block) => block.name);
      return { violations: violationsOf(checkPipelines([{ name, result, expected, running }], waiting)) };
    };
  },
});

export const pipeline: FaultedWorkflow = {
  name: "pipeline",
  config: { workflows: '["pipeline"]', pipelineOrder: '["A","trim","review"]' },
  // The pipeline fails with the error of its block; a block with that of its function or queue, or with a timeout.
  errors:
    /^(ReviewRejected|States\.Timeout|States\.HeartbeatTimeout|(StepFunctions|Lambda|SQS)\.\w+|Runtime\.ExitError|Sandbox\.Timedout)$/,
  limits: [
    {
      call: "sqs:ReceiveMessage",
      fault: "crashed after",
      promise: WORK_DONE,
      because:
        "a message that SQS delivered and the local cloud's Lambda never received is hidden from it for 12 hours; on AWS, for the queue's visibility timeout",
    },
  ],
  paths: [
    path("through all blocks", { name: " padded ", value: "v\n" }, { name: "padded", value: "v" }),
    path("rejected", { name: "empty", value: "" }),
  ],
};
