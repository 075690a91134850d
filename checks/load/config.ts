import type { WorkflowName } from "../../workflows";

/** The workflows that have a load, in the order in which they are measured. */
export const LOADED_WORKFLOWS = [
  "pipeline",
  "booking",
  "orders",
  "messenger",
] as const satisfies readonly WorkflowName[];

export type LoadedWorkflow = (typeof LOADED_WORKFLOWS)[number];

/** The configuration of a stack for a load, over its file. */
export type LoadConfig = Record<string, string>;

/**
 * As in the stack's file, except what would distort the measurement: the stage's throttling, holds that end during the
 * load, pumps that a schedule starts. The pipeline has a function and a queue.
 */
export const configOf = (workflows: readonly string[]): LoadConfig => ({
  workflows: JSON.stringify(workflows),
  pipelineOrder: '["A","trim","review"]',
  orderRateLimit: "10000",
  orderBurstLimit: "5000",
  bookingHoldSeconds: "600",
  messengerKeepRunning: "false",
});

/** The same with the default throttling. */
export function throttledConfig(config: LoadConfig): LoadConfig {
  const { orderRateLimit, orderBurstLimit, ...own } = config;
  return own;
}

/** The defaults of `orderRateLimit` and `orderBurstLimit` in Pulumi.yaml. */
export const ORDER_LIMIT = { rate: 50, burst: 100 };
