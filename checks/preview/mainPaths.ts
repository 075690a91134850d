import { SFNClient, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { SecretMask, type Usage } from "../../packages/cli";
import type { Evaluation, LocalStack } from "../../packages/local-stack";
import { bookingScenarios } from "../scenarios/booking";
import { type Measured, Meter } from "../scenarios/meter";
import { orderScenarios } from "../scenarios/orders";
import { ended, type Scenario, type Stage } from "../scenarios/scenario";

/** What the main path of a workflow takes. */
export interface MainPath {
  workflow: string;
  /** What one run of it is. */
  title: string;
  measured?: Measured;
  /** Why nothing was measured. */
  problem?: string;
}

interface Path {
  workflow: string;
  title: string;
  /** The output that the stack has if it has the workflow. */
  output: string;
  measure(stage: Stage): Promise<Measured>;
}

const PATHS: Path[] = [
  {
    workflow: "ModularBlockPipeline",
    title: "all blocks, in order",
    output: "pipelineArn",
    measure: measurePipeline,
  },
  ofScenario("bookingArn", bookingScenarios, "booked and paid"),
  ofScenario("ordersArn", orderScenarios, "ordered, invoiced, announced"),
  { workflow: "MessengerWorkflow", title: "a message", output: "messengerArn", measure: measureMessage },
];

/** Schedules start executions, which would be measured too. */
export const SELF_STARTING = "aws:scheduler/schedule:Schedule";

/** Runs the main path of each workflow of a stack on its local cloud, under its policies and with time skipped. */
export async function runMainPaths(stack: LocalStack): Promise<MainPath[]> {
  const evaluation = await stack.evaluate();
  const wanted = PATHS.filter(({ output }) => evaluation.outputs[output] !== undefined);
  const resources = evaluation.resources.filter(({ type }) => type !== SELF_STARTING);
  const attempt = attemptWith(new SecretMask(evaluation));
  const deployed = await attempt(() => stack.deploy({ ...evaluation, resources }));
  const paths: MainPath[] = [];
  for (const { workflow, title, measure } of wanted) {
    const measured =
      "problem" in deployed ? deployed : await attempt(() => onStage(stack, evaluation.outputs, measure));
    paths.push({ workflow, title, ...("problem" in measured ? measured : { measured: measured.result }) });
  }
  return paths;
}

/** An error in one path stops neither the others nor the preview: it is shown, without secrets, instead of the numbers. */
const attemptWith =
  (mask: SecretMask) =>
  async <T>(action: () => Promise<T>): Promise<{ result: T } | { problem: string }> => {
    try {
      return { result: await action() };
    } catch (error) {
      return { problem: mask.text((error as Error).message) };
    }
  };

/** Measures on what is deployed. */
export async function onStage<T = Measured>(
  stack: LocalStack,
  outputs: Evaluation["outputs"],
  measure: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { services, signal } = stack;
  const stepFunctions = stack.client(SFNClient);
  const reconfigure = () => Promise.reject(new Error("the configuration stays as it is"));
  try {
    return await measure({ services, outputs, stepFunctions, signal, reconfigure });
  } finally {
    stepFunctions.destroy();
  }
}

function ofScenario(output: string, scenarios: Scenario[], title: string): Path {
  const scenario = scenarios.find((each) => each.title === title);
  if (!scenario) throw new Error(`there is no scenario '${title}'`);
  return {
    workflow: scenario.workflow,
    title,
    output,
    async measure(stage) {
      const meter = new Meter(stage.services);
      const { executionArns, problems } = await scenario.run(stage);
      await stage.services.clock.whenIdle();
      if (problems.length > 0) throw new Error(problems.join("; "));
      return meter.end(executionArns);
    },
  };
}

const PIPELINE_INPUT = JSON.stringify({ Output: { input: { name: "serverless-pattern", value: "block" } } });

/** A run of the pipeline. */
export async function measurePipeline(stage: Stage): Promise<Measured> {
  const meter = new Meter(stage.services);
  const { executionArn } = await stage.stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: String(stage.outputs.pipelineArn),
      input: PIPELINE_INPUT,
    }),
  );
  const result = await ended(stage, executionArn!);
  await stage.services.clock.whenIdle();
  if (result !== "SUCCEEDED") throw new Error(`the pipeline ended as ${result}`);
  return meter.end([executionArn!]);
}

const MESSAGES = 10;

/** A message's share of a round with ten: what the round takes more than one without. */
export async function measureMessage(stage: Stage): Promise<Measured> {
  const empty = await measureRound(stage);
  await writeMessages(stage);
  const full = await measureRound(stage);
  const share = (all: number, without: number) => (all - without) / MESSAGES;
  const usage: Usage = {};
  for (const item of Object.keys(full.usage) as (keyof Usage)[]) {
    usage[item] = Math.max(0, share(full.usage[item] ?? 0, empty.usage[item] ?? 0));
  }
  return {
    states: share(full.states, empty.states),
    transitions: share(full.transitions, empty.transitions),
    usage,
  };
}

async function writeMessages({ services: { cloud }, outputs }: Stage): Promise<void> {
  for (let number = 1; number <= MESSAGES; number++) {
    await cloud.call(cloud.administrator, "dynamodb", "PutItem", {
      TableName: outputs.messengerTable,
      Item: {
        user_name: { S: "preview" },
        message_id: { S: `preview-${number}` },
        message: { S: "A message of the preview." },
        sent: { BOOL: false },
        unsent: { S: "yes" },
      },
    });
  }
}

const DEADLINE_MS = 30_000;

/** What the pump takes from its start to its first pause. */
export async function measureRound({ services, stepFunctions, outputs }: Stage): Promise<Measured> {
  const meter = new Meter(services);
  const { executionArn } = await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: String(outputs.messengerArn), input: "{}" }),
  );
  const execution = services.stepFunctions.execution(executionArn!)!;
  const deadline = Date.now() + DEADLINE_MS;
  while (!execution.events.some(({ type }) => type === "WaitStateEntered")) {
    if (execution.status !== "RUNNING") throw new Error(`the pump ended as ${execution.status}`);
    if (Date.now() > deadline) throw new Error("the pump did not reach its pause");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await stepFunctions.send(new StopExecutionCommand({ executionArn }));
  await services.clock.whenIdle();
  return meter.end([executionArn!]);
}
