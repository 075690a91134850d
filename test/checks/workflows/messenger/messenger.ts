import { type Message, MessengerClient, unsentItem } from "../../../../checks/workflows/messenger/client";
import type { Execution } from "../../../../packages/local-cloud";
import type { Evaluation } from "../../../../packages/local-stack";
import { evaluatedWith, type Running, start } from "../../../packages/local-stack/stack";

export type { Message };

export const messages = (count: number, prefix = "m", users = 20): Message[] =>
  Array.from({ length: count }, (_, index) => ({
    user: `user${index % users}`,
    id: `${prefix}${String(index).padStart(6, "0")}`,
    text: `text ${prefix}${index}`,
  }));

export const evaluatedMessenger = (
  stack: "dev" | "prod",
  config: Record<string, string> = {},
): Promise<Evaluation> => evaluatedWith(stack, { workflows: '["messenger"]', ...config });

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items */
const MAX_ITEM_BYTES = 400 * 1024;

/** In real time. */
const DEADLINE_MS = 120_000;

/** The messenger alone in a local cloud, and its client. */
export class Messenger extends MessengerClient {
  private constructor(readonly running: Running) {
    super(running);
  }

  static async start(evaluation: Evaluation): Promise<Messenger> {
    return new Messenger(await start(evaluation));
  }

  get faults() {
    return this.running.services.faults;
  }

  /** Executions of the pump, the latest first. */
  async executions(statusFilter?: string): Promise<Execution[]> {
    const { executions } = await this.call("states", "ListExecutions", {
      stateMachineArn: this.machineArn,
      ...(statusFilter && { statusFilter }),
      maxResults: 1000,
    });
    return (executions as { executionArn: string }[]).map(
      ({ executionArn }) => this.running.services.stepFunctions.execution(executionArn)!,
    );
  }

  /** Skips time until `check` holds. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    await this.running.services.clock.skipWhile(until(check));
  }

  /** An unsent message whose item is as large as DynamoDB accepts. */
  async putFull(message: Message): Promise<void> {
    const sizeOf = (item: Record<string, { S: string } | { BOOL: boolean }>) =>
      Object.entries(item).reduce(
        (sum, [name, value]) => sum + name.length + ("S" in value ? Buffer.byteLength(value.S) : 1),
        0,
      );
    const item = unsentItem(message);
    const padding = { S: "x".repeat(MAX_ITEM_BYTES - sizeOf({ ...item, padding: { S: "" } })) };
    await this.call("dynamodb", "PutItem", { TableName: this.table, Item: { ...item, padding } });
  }

  /** Runs a pump, time skipped, until no message is unsent. */
  async pumpAll(): Promise<Execution> {
    const pump = await this.startPump();
    await this.until(async () => !(await this.hasUnsent()));
    await this.stopPumps();
    return pump;
  }

  refusals(): string[] {
    return this.running.services.cloud.iam.refusals.map(({ message }) => message);
  }

  close(): Promise<void> {
    return this.running.close();
  }
}

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`Timed out after ${DEADLINE_MS} ms waiting for ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
