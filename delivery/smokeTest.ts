import type { PolicyStatement } from "../states";
import type { Place } from "./statements";

/** Runs the pipeline, as the smoke test after a deployment does. */
export const smokeTest = ({ partition, region, accountId }: Place): PolicyStatement[] => [
  {
    Sid: "StartPipeline",
    Effect: "Allow",
    Action: ["states:StartExecution"],
    Resource: [`arn:${partition}:states:${region}:${accountId}:stateMachine:pipeline-machine-*`],
  },
  {
    Sid: "WatchPipeline",
    Effect: "Allow",
    Action: ["states:DescribeExecution"],
    Resource: [`arn:${partition}:states:${region}:${accountId}:execution:pipeline-machine-*`],
  },
];
