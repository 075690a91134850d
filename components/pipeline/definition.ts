import type * as pulumi from "@pulumi/pulumi";
import {
  linked,
  type Retrier,
  type State,
  type StateMachineDefinition,
  startExecutionSync2,
  startSyncExecution,
} from "../../states";
import { caughtFailure, expression, failureOf } from "./expressions";

/** A step of the outer state machine. */
export interface PipelineStep {
  /** The block's name; repeated names are distinguished by their position. */
  name: string;
  stateMachineArn: pulumi.Input<string>;
  express: boolean;
  /** Seconds. */
  timeoutSeconds: number;
}

/** Extra seconds of the outer execution for starting its steps and retrying throttled starts. */
const MARGIN_SECONDS = 300;

const FAILED = "Pipeline Failed";
const SUCCEEDED = "Pipeline Succeeded";

/** Errors of either kind of integration when too many executions are started at once. */
const retryWhenThrottled: Retrier[] = [
  {
    ErrorEquals: [
      "StepFunctions.ThrottlingException",
      "StepFunctions.ExecutionLimitExceededException",
      "Sfn.ThrottlingException",
      "Sfn.ExecutionLimitExceededException",
    ],
    IntervalSeconds: 2,
    MaxAttempts: 6,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  },
];

/**
 * The outer state machine: one Task a step, given the `{"input": X}` of the one before, and one Fail that says which block
 * failed and why. Input and output of the whole are `{"Output": {"input": X}}`.
 *
 * Checking the input costs no transition: a step whose arguments cannot be evaluated is caught like one that failed.
 */
export function pipelineDefinition(steps: PipelineStep[]): StateMachineDefinition {
  const labels = labelSteps(steps);
  const states: Record<string, State> = {};
  steps.forEach((step, index) => {
    const label = labels[index]!;
    const next = labels[index + 1];
    if (step.express) Object.assign(states, expressStep(step, label, next ?? SUCCEEDED));
    else states[label] = standardStep(step, next);
  });
  if (steps.at(-1)?.express) states[SUCCEEDED] = { Type: "Succeed" };
  states[FAILED] = { Type: "Fail", Error: "{% $states.input.error %}", Cause: "{% $states.input.cause %}" };
  return {
    Comment: `Runs the blocks ${labels.join(", ")} one after another.`,
    QueryLanguage: "JSONata",
    StartAt: labels[0]!,
    TimeoutSeconds: steps.reduce((sum, step) => sum + step.timeoutSeconds, MARGIN_SECONDS),
    States: states,
  };
}

/** `A`, `B`, and `A 2` for the second occurrence of a block. */
function labelSteps(steps: PipelineStep[]): string[] {
  const turns = new Map<string, number>();
  return steps.map(({ name }) => {
    const turn = (turns.get(name) ?? 0) + 1;
    turns.set(name, turn);
    return turn === 1 ? name : `${name} ${turn}`;
  });
}

function standardStep(step: PipelineStep, next: string | undefined): State {
  return startExecutionSync2(
    {
      StateMachineArn: step.stateMachineArn,
      Input: linked({ input: "{% $states.input.Output.input %}" }),
    },
    {
      TimeoutSeconds: step.timeoutSeconds,
      Output: { Output: { input: "{% $states.result.Output.input %}" } },
      Retry: retryWhenThrottled,
      Catch: catchFailure(step),
      ...(next === undefined ? { End: true } : { Next: next }),
    },
  );
}

/** `StartSyncExecution` succeeds even if the execution failed: a Choice checks the result. */
function expressStep(step: PipelineStep, label: string, next: string): Record<string, State> {
  const question = `Did ${label} Succeed?`;
  return {
    [label]: startSyncExecution(
      {
        StateMachineArn: step.stateMachineArn,
        Input: linked({
          input:
            "{% $exists($states.input.Output.input) ? $states.input.Output.input : $error('no input') %}",
        }),
      },
      {
        TimeoutSeconds: step.timeoutSeconds,
        Output: expression(`$states.result.Status = 'SUCCEEDED'
          ? {'Output': {'input': $parse($states.result.Output).input}}
          : ${failureOf(step.name, "$states.result")}`),
        Retry: retryWhenThrottled,
        Catch: catchFailure(step),
        Next: question,
      },
    ),
    [question]: {
      Type: "Choice",
      Choices: [
        {
          Condition: "{% $exists($states.input.Output.input) %}",
          Output: "{% $states.input %}",
          Next: next,
        },
      ],
      Default: FAILED,
    },
  };
}

/** `States.ALL` alone would leave out arguments that are too large. */
const catchFailure = ({ name }: PipelineStep) =>
  ["States.DataLimitExceeded", "States.ALL"].map((error) => ({
    ErrorEquals: [error],
    Next: FAILED,
    Output: caughtFailure(name),
  }));
