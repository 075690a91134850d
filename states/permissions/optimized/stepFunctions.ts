import { executionsArn, stateMachineArn } from "../arns";
import type { Rule } from "../call";
import { allOf, managedRule, on } from "../rules";

const startExecution = on(["states:StartExecution"], "StateMachineArn", stateMachineArn);

/** Waiting for the execution: through a rule that Step Functions manages, polling as a fallback, stopping it with the task. */
const startAndFollowExecution = allOf(
  startExecution,
  (call) =>
    on(
      ["states:DescribeExecution", "states:StopExecution"],
      "StateMachineArn",
      executionsArn,
    )(call).map((need) => ({ ...need, sid: "StatesFollowExecutions" })),
  managedRule("StepFunctionsGetEventsForStepFunctionsExecutionRule"),
);

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
export const stepFunctions: Record<string, Rule> = {
  "states:startExecution": startExecution,
  "states:startExecution.sync": startAndFollowExecution,
  "states:startExecution.sync:2": startAndFollowExecution,
};
