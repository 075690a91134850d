import { UsageError } from "../../packages/terminal";

/** The workflows by the names that commands take, each with the stack output that holds its state machine's ARN. */
export const WORKFLOWS = {
  pipeline: "pipelineArn",
  booking: "bookingArn",
  orders: "ordersArn",
  messenger: "messengerArn",
} as const;

export type WorkflowName = keyof typeof WORKFLOWS;

export const WORKFLOW_NAMES = Object.keys(WORKFLOWS) as WorkflowName[];

/** @throws UsageError for a name that no workflow has. */
export function workflowNamed(name: string): WorkflowName {
  const found = WORKFLOW_NAMES.find((each) => each === name);
  if (found) return found;
  throw new UsageError(`there is no workflow "${name}"; allowed: ${WORKFLOW_NAMES.join(", ")}`);
}
