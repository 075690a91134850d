/**
 * The workflows of this program. A workflow has one name everywhere: in the configuration, in the names of its stack outputs
 * and resources, in commands, and in the folders that hold its code.
 */
export const WORKFLOWS = {
  pipeline: { component: "ModularBlockPipeline", output: "pipelineArn" },
  booking: { component: "BookingWorkflow", output: "bookingArn" },
  orders: { component: "OrderPipeline", output: "ordersArn" },
  messenger: { component: "MessengerWorkflow", output: "messengerArn" },
} as const satisfies Record<string, WorkflowEntry>;

interface WorkflowEntry {
  /** The component that creates it: its class, and the last part of its type token. */
  component: string;
  /** The stack output that holds the ARN to start it with. */
  output: string;
}

export type WorkflowName = keyof typeof WORKFLOWS;

export const WORKFLOW_NAMES = Object.keys(WORKFLOWS) as WorkflowName[];
