import type { Execution } from "../../../packages/local-cloud";
import { callAws, type DeployedStack, type Item, itemsOf, startExecution } from "../deployedStack";

/** A message as a user writes it. */
export interface Message {
  user: string;
  id: string;
  text: string;
}

/** A message as it was received from a queue. */
export interface Received {
  body: string;
  user: string | undefined;
  id: string | undefined;
}

/** A message as the table has it. */
export interface Marks {
  sent: boolean;
  unsent: boolean;
  /** Why it was set aside; `true` if the item has no room for that. */
  setAside: string | true | undefined;
}

/** BatchWriteItem accepts no more. */
const BATCH_SIZE = 25;

/** The item of an unsent message. */
export const unsentItem = ({ user, id, text }: Message) => ({
  user_name: { S: user },
  message_id: { S: id },
  message: { S: text },
  sent: { BOOL: false },
  unsent: { S: "yes" },
});

const marksOf = ({ sent, unsent, setAside }: Item): Marks => ({
  sent: sent?.BOOL === true,
  unsent: unsent !== undefined,
  setAside: setAside?.S ?? (setAside?.BOOL ? true : undefined),
});

/** The messenger: its table, its pumps, and its queues. */
export class MessengerClient {
  constructor(private readonly stack: DeployedStack) {}

  /** The ARN of the state machine, without the alias. */
  get machineArn(): string {
    return String(this.stack.outputs.messengerArn).replace(/:live$/, "");
  }

  get table(): string {
    return String(this.stack.outputs.messengerTable);
  }

  async put(messages: readonly Message[]): Promise<void> {
    for (let at = 0; at < messages.length; at += BATCH_SIZE) {
      const items = messages
        .slice(at, at + BATCH_SIZE)
        .map((message) => ({ PutRequest: { Item: unsentItem(message) } }));
      await this.call("dynamodb", "BatchWriteItem", { RequestItems: { [this.table]: items } });
    }
  }

  startPump(arn: unknown = this.stack.outputs.messengerArn, input = "{}"): Promise<Execution> {
    return startExecution(this.stack, arn, { input });
  }

  runningPumps(): Execution[] {
    return this.stack.services.stepFunctions
      .executions()
      .filter(({ machine, status }) => machine.arn === this.machineArn && status === "RUNNING");
  }

  /** Stops every pump, including one that a stopped one has just started as its successor. */
  async stopPumps(cause = "stopped by a check"): Promise<void> {
    for (let running = this.runningPumps(); running.length > 0; running = this.runningPumps()) {
      await Promise.all(
        running.map(({ arn }) => this.call("states", "StopExecution", { executionArn: arn, cause })),
      );
    }
  }

  /** Whether a message is unsent, by the table's index. */
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
  async items(): Promise<Map<string, Marks>> {
    const items = await itemsOf(this.stack, this.table);
    return new Map(items.map((item) => [`${item.user_name!.S}/${item.message_id!.S}`, marksOf(item)]));
  }

  async item({ user, id }: Pick<Message, "user" | "id">): Promise<Marks> {
    const { Item: item = {} } = await this.call("dynamodb", "GetItem", {
      TableName: this.table,
      Key: { user_name: { S: user }, message_id: { S: id } },
      ConsistentRead: true,
    });
    return marksOf(item as Item);
  }

  /** Receives and deletes everything that is in a queue. Default: the messenger's. */
  async drain(queueUrl: unknown = this.stack.outputs.messengerQueueUrl): Promise<Received[]> {
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
    return this.drain(this.stack.outputs.messengerDeadLetterQueueUrl);
  }

  /** As {@link drainDeadLetters}, by `user/id`. */
  async drainDeadLetterIds(): Promise<string[]> {
    return (await this.drainDeadLetters()).map(({ body }) => {
      const { user_name, message_id } = JSON.parse(body) as { user_name: string; message_id: string };
      return `${user_name}/${message_id}`;
    });
  }

  call(service: string, operation: string, input: object): Promise<Record<string, unknown>> {
    return callAws(this.stack, service, operation, input);
  }
}
