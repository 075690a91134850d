/** What a stack is configured with for a load, over its file. */
export type LoadConfig = Record<string, string>;

/**
 * The stack as its file has it, but for what would measure something else: the stage's throttling, holds that run out while
 * the load is on, pumps that a schedule starts. The pipeline has a function and a queue.
 */
export const configOf = (workflows: readonly string[]): LoadConfig => ({
  workflows: JSON.stringify(workflows),
  pipelineOrder: '["A","trim","review"]',
  orderRateLimit: "10000",
  orderBurstLimit: "5000",
  bookingHoldSeconds: "600",
  messengerKeepRunning: "false",
});

/** The same with the throttling that the stack has by itself. */
export function throttledConfig(config: LoadConfig): LoadConfig {
  const { orderRateLimit, orderBurstLimit, ...own } = config;
  return own;
}

/** What the stage takes on by itself: the defaults of `orderRateLimit` and `orderBurstLimit` in Pulumi.yaml. */
export const ORDER_LIMIT = { rate: 50, burst: 100 };
