import { isDeepStrictEqual } from "node:util";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
} from "@aws-sdk/client-sfn";
import { PipelineClient } from "../workflows/pipeline/client";
import { FIRST_CONFIG, type Outcome, pumpConfig, type Scenario, type Stage, USUAL_CONFIG } from "./scenario";

/** The expected result of a pipeline's execution: its input, changed or not, or an error. */
type Expected = { value: unknown } | { error: string; block: string };

const PATTERN = { name: "serverless-pattern", value: "block" };

function scenario(
  title: string,
  order: string[],
  value: unknown,
  expected: Expected,
  config: Record<string, string> = USUAL_CONFIG,
): Scenario {
  return {
    workflow: "ModularBlockPipeline",
    title: `${title}: ${order.join("-")}`,
    config,
    run: (stage) => runPipeline(stage, order, value, expected),
  };
}

/** The pipeline in three orders: each returns its input unchanged. */
export const orderOfBlocksScenarios: Scenario[] = [
  inOrder(["A", "B", "C"], FIRST_CONFIG),
  inOrder(["A", "C", "B"], pumpConfig(true)),
  inOrder(["C", "A", "B"], pumpConfig(false)),
];

function inOrder(order: string[], config: Record<string, string>): Scenario {
  return scenario("in order", order, PATTERN, { value: PATTERN }, config);
}

/** The pipeline with each kind of block that can fail. */
export const kindsOfBlockScenarios: Scenario[] = [
  scenario(
    "a function",
    ["A", "trim", "review"],
    { name: " padded ", value: "v\n" },
    { value: { name: "padded", value: "v" } },
  ),
  scenario("queued work", ["A", "trim", "review"], PATTERN, { value: PATTERN }),
  scenario(
    "queued work that fails",
    ["A", "trim", "review"],
    { name: "empty", value: "" },
    { error: "ReviewRejected", block: "review" },
  ),
  scenario(
    "queued work, no response",
    ["A", "trim", "review"],
    { name: "open", value: "undecided" },
    { error: "States.Timeout", block: "review" },
  ),
];

async function runPipeline(
  stage: Stage,
  order: string[],
  value: unknown,
  expected: Expected,
): Promise<Outcome> {
  const { stepFunctions } = stage;
  const client = new PipelineClient(stage, stepFunctions);
  const arn = await client.start(value);
  await client.ended(arn);
  const described = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
  const problems = [...judge(described, expected)];
  const called = await innerExecutions(stage, arn);
  const reached = "value" in expected ? order.length : order.indexOf(expected.block) + 1;
  if (called !== reached) problems.push(`its history names ${called} inner executions instead of ${reached}`);
  return {
    executionArns: [arn],
    result: "value" in expected ? described.status! : `${described.status} ${described.error}`,
    problems,
  };
}

function* judge(
  { status, output, error, cause }: DescribeExecutionCommandOutput,
  expected: Expected,
): Iterable<string> {
  if ("value" in expected) {
    const wanted = { Output: { input: expected.value } };
    if (status !== "SUCCEEDED") yield `it ended as ${status}: ${error}: ${cause}`;
    else if (!isDeepStrictEqual(JSON.parse(output!), wanted))
      yield `it returned ${output} instead of ${JSON.stringify(wanted)}`;
    return;
  }
  if (status !== "FAILED") yield `it ended as ${status} instead of FAILED`;
  else if (error !== expected.error) yield `it failed with ${error} instead of ${expected.error}: ${cause}`;
  else if (JSON.parse(cause!).block !== expected.block)
    yield `its cause does not name block ${expected.block}: ${cause}`;
}

/** How many inner executions the history of the outer one names. */
async function innerExecutions({ stepFunctions }: Stage, executionArn: string): Promise<number> {
  const { events = [] } = await stepFunctions.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events.filter(({ taskSubmittedEventDetails }) =>
    /"ExecutionArn":"arn:aws:states:/.test(taskSubmittedEventDetails?.output ?? ""),
  ).length;
}
