import type { Execution } from "../../../../packages/local-cloud";
import type { Evaluation } from "../../../../packages/local-stack";
import { evaluatedWith, type Running, start } from "../../../packages/local-stack/stack";

/** A message as a user writes it. */
export interface Message {
  user: string;
  id: string;
  text: string;
}

/** A message as it came out of a queue. */
export interface Received {
  body: string;
  user: string | undefined;
  id: string | undefined;
}

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

/** In real time. */
const DEADLINE_MS = 120_000;

/** The messenger in a local cloud of its own. */
export class Messenger {
  private constructor(readonly running: Running) {}

  static async start(evaluation: Evaluation): Promise<Messenger> {
    return new Messenger(await start(evaluation));
  }

  get machineArn(): string {
    return String(this.running.outputs.messengerArn).replace(/:live$/, "");
  }

  get table(): string {
    return String(this.running.outputs.messengerTable);
  }

  get faults() {
    return this.running.services.faults;
  }

  call(service: string, operation: string, input: object): Promise<Record<string, unknown>> {
    const { cloud } = this.running.services;
    return cloud.call(cloud.administrator, service, operation, input);
  }

  async put(all: Message[]): Promise<void> {
    for (let at = 0; at < all.length; at += 25) {
      const items = all.slice(at, at + 25).map(({ user, id, text }) => ({
        PutRequest: {
          Item: {
            user_name: { S: user },
            message_id: { S: id },
            message: { S: text },
            sent: { BOOL: false },
            unsent: { S: "yes" },
          },
        },
      }));
      await this.call("dynamodb", "BatchWriteItem", { RequestItems: { [this.table]: items } });
    }
  }

  async startPump(arn: string = String(this.running.outputs.messengerArn), input = "{}"): Promise<Execution> {
    const { executionArn } = await this.call("states", "StartExecution", { stateMachineArn: arn, input });
    return this.running.services.stepFunctions.execution(String(executionArn))!;
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

  /** Stops what runs; one that hands over meanwhile is stopped too. */
  async stopPumps(cause = "test"): Promise<void> {
    for (let running = await this.executions("RUNNING"); running.length > 0; ) {
      await Promise.all(running.map((execution) => execution.stop(undefined, cause)));
      running = await this.executions("RUNNING");
    }
  }

  async hasUnsent(): Promise<boolean> {
    const { Count } = await this.call("dynamodb", "Query", {
      TableName: this.table,
      IndexName: "unsent",
      KeyConditionExpression: "unsent = :yes",
      ExpressionAttributeValues: { ":yes": { S: "yes" } },
      Limit: 1,
    });
    return Number(Count) > 0;
  }

  /** Every item, by `user/id`. */
  async items(): Promise<Map<string, { sent: boolean; unsent: boolean; setAside: string | undefined }>> {
    const found = new Map<string, { sent: boolean; unsent: boolean; setAside: string | undefined }>();
    let after: unknown;
    do {
      const page = await this.call("dynamodb", "Scan", {
        TableName: this.table,
        ...(after ? { ExclusiveStartKey: after } : {}),
      });
      for (const item of page.Items as Record<string, { S?: string; BOOL?: boolean }>[]) {
        found.set(`${item.user_name!.S}/${item.message_id!.S}`, {
          sent: item.sent?.BOOL === true,
          unsent: item.unsent !== undefined,
          setAside: item.setAside?.S,
        });
      }
      after = page.LastEvaluatedKey;
    } while (after);
    return found;
  }

  /** Takes out all that is in a queue. */
  async drain(queueUrl = String(this.running.outputs.messengerQueueUrl)): Promise<Received[]> {
    const received: Received[] = [];
    for (;;) {
      const { Messages = [] } = await this.call("sqs", "ReceiveMessage", {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ["All"],
      });
      const batch = Messages as {
        Body: string;
        ReceiptHandle: string;
        MessageAttributes?: Record<string, { StringValue: string }>;
      }[];
      if (batch.length === 0) return received;
      for (const { Body, MessageAttributes } of batch) {
        received.push({
          body: Body,
          user: MessageAttributes?.user?.StringValue,
          id: MessageAttributes?.message_id?.StringValue,
        });
      }
      await this.call("sqs", "DeleteMessageBatch", {
        QueueUrl: queueUrl,
        Entries: batch.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
    }
  }

  drainDeadLetters(): Promise<Received[]> {
    return this.drain(String(this.running.outputs.messengerDeadLetterQueueUrl));
  }

  /** Skips time until `check` holds. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    await this.running.services.clock.skipWhile(until(check));
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
    if (performance.now() > end) throw new Error(`Not within ${DEADLINE_MS} ms: ${check}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
