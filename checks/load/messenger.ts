import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { MessageQueue } from "../../client/messenger/messageQueue";
import type { Check } from "../workflows/check";
import { checkExecutions, factsOf } from "../workflows/executions";
import { MessengerClient, unsentItem } from "../workflows/messenger/client";
import { checkPumpedMessages, checkTexts, messageFacts } from "../workflows/messenger/promises";
import { checkRequests, type Recording, within } from "./recording";
import { executionsOf, type Phase, sdkAccess, stackOf, type Target, type Workload } from "./workload";

/** How many times as fast the pump's pauses of ten seconds pass while nothing else is running. */
export const PAUSE_SPEED = 100;

const USERS = 50;
const DELIVERY_DEADLINE_MS = 120_000;
/** Seconds of the cloud's clock that a receive request waits for messages. */
const POLL_SECONDS = 20;

/** Put into the table with the SDK while the pump runs, and received from the queue with the SDK. */
export class MessengerLoad implements Workload {
  readonly workflow = "messenger";
  readonly api = "PutItem, SDK";
  readonly phases: Phase[] = [
    {
      title: "at once",
      kind: "burst",
      prepare: () => this.startPump(),
      run: (index, recording) => this.put(`burst-${index}`, index, recording),
    },
    {
      title: "sustained",
      kind: "sustained",
      prepare: () => this.startPump(),
      run: (index, recording) => this.put(`on-${index}`, index, recording),
    },
  ];
  private readonly client: MessengerClient;
  private readonly tables: DynamoDBClient;
  private readonly queues: SQSClient;
  private readonly written = new Map<string, string>();
  private readonly received: { id: string; text: string }[] = [];
  private readonly waiting = new Map<string, () => void>();
  private isPumping = false;
  private consuming: Promise<void> | undefined;
  /** Whether no more messages will be sent than are in the queue. */
  private isLast = false;

  constructor(private readonly target: Target) {
    this.client = new MessengerClient(stackOf(target));
    const access = sdkAccess(target.services);
    this.tables = new DynamoDBClient(access);
    this.queues = new SQSClient(access);
  }

  /** Stops the pump, which runs until it is stopped, and receives what is left in the queues. */
  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services } = this.target;
    const { written, received, client } = this;
    // A pump whose history is long continues as a new execution: all of them are stopped.
    await client.stopPumps();
    services.clock.setMode({ kind: "real" });
    this.isLast = true;
    await services.clock.skipWhile(this.consuming ?? Promise.resolve());
    const items = [...(await client.items())].map(([id, { sent, unsent, setAside }]) => ({
      id,
      sent,
      unsent,
      setAside: setAside !== undefined,
    }));
    const deadLetters = await client.drainDeadLetterIds();
    return [
      checkRequests(recordings),
      checkExecutions(executionsOf(services, this.workflow).map(factsOf), { mayBeStopped: true }),
      ...checkPumpedMessages(messageFacts({ written, items, received, deadLetters })),
      checkTexts({ written, received }),
    ];
  }

  close(): void {
    this.isLast = true;
    for (const client of [this.tables, this.queues]) client.destroy();
  }

  private async startPump(): Promise<void> {
    this.target.services.clock.setMode({ kind: "scaled", factor: PAUSE_SPEED });
    if (this.isPumping) return;
    this.isPumping = true;
    this.consuming = this.consume();
    // Awaited at the end; a failure before that must not count as unhandled.
    this.consuming.catch(() => {});
    await this.client.startPump();
  }

  private put(messageId: string, index: number, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const user = `user-${index % USERS}`;
      const [id, text] = [`${user}/${messageId}`, `text of ${messageId}`];
      const delivered = new Promise<void>((resolve) => this.waiting.set(id, resolve));
      const Item = unsentItem({ user, id: messageId, text });
      const TableName = this.client.table;
      await recording.request(() => this.tables.send(new PutItemCommand({ TableName, Item })));
      this.written.set(id, text);
      await within(DELIVERY_DEADLINE_MS, "not delivered", delivered);
      return "received";
    });
  }

  /** Receives until the load closes and the queue is empty. */
  private async consume(): Promise<void> {
    const queue = new MessageQueue(this.queues, String(this.target.evaluation.outputs.messengerQueueUrl));
    for (;;) {
      const isLast = this.isLast;
      const messages = await queue.receive(isLast ? 0 : POLL_SECONDS);
      if (isLast && messages.length === 0) return;
      for (const message of messages) {
        const id = `${message.userName}/${message.messageId}`;
        this.received.push({ id, text: message.text });
        this.waiting.get(id)?.();
        this.waiting.delete(id);
      }
      await Promise.all(messages.map((message) => queue.delete(message)));
    }
  }
}
