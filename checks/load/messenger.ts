import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SFNClient, StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { MessageQueue } from "../../client/messenger/messageQueue";
import { type Check, everyExecutionEnded, everyMessageOnce, everyRequestAnswered } from "./promises";
import { type Recording, within } from "./recording";
import {
  asEnded,
  executionsOf,
  itemsOf,
  type Phase,
  sdkAccess,
  type Target,
  type Workload,
} from "./workload";

/** The pump's pauses of ten seconds pass so many times as fast, while nothing is under way. */
export const PAUSE_SPEED = 100;

const USERS = 50;
const DELIVERY_DEADLINE_MS = 120_000;
/** Seconds of the cloud's clock that a look at the queue waits for messages. */
const POLL_SECONDS = 20;

/** Put into the table by the SDK while the pump runs; received from the queue by the SDK. */
export class MessengerLoad implements Workload {
  readonly workflow = "messenger";
  readonly door = "PutItem, SDK";
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
  private readonly machines: SFNClient;
  private readonly tables: DynamoDBClient;
  private readonly queues: SQSClient;
  private readonly written = new Map<string, string>();
  private readonly received: { key: string; text: string }[] = [];
  private readonly waiting = new Map<string, () => void>();
  private pump: string | undefined;
  private consuming: Promise<void> | undefined;
  /** Whether what is left in the queue is all that there will be. */
  private isLast = false;

  constructor(private readonly target: Target) {
    const access = sdkAccess(target.services);
    this.machines = new SFNClient(access);
    this.tables = new DynamoDBClient(access);
    this.queues = new SQSClient(access);
  }

  /** Stops the pump, which runs until it is stopped, and takes what there still is out of the queues. */
  async checks(recordings: Recording[]): Promise<Check[]> {
    const { services, evaluation } = this.target;
    await this.stopPump();
    this.isLast = true;
    await services.clock.skipWhile(this.consuming ?? Promise.resolve());
    const items = await itemsOf(services, String(evaluation.outputs.messengerTable));
    const pumps = executionsOf(services, this.workflow).map(asEnded);
    return [
      everyRequestAnswered(recordings),
      // Stopped is how a pump ends.
      everyExecutionEnded(
        pumps.map((pump) => (pump.status === "ABORTED" ? { ...pump, status: "SUCCEEDED" } : pump)),
        [],
      ),
      ...everyMessageOnce({
        written: this.written,
        received: this.received,
        items: items.map(({ user_name, message_id, sent, unsent, setAside }) => ({
          key: `${user_name!.S}/${message_id!.S}`,
          sent: sent?.BOOL === true,
          unsent: unsent !== undefined,
          setAside: setAside !== undefined,
        })),
        deadLetters: await this.deadLetters(),
      }),
    ];
  }

  close(): void {
    this.isLast = true;
    for (const client of [this.machines, this.tables, this.queues]) client.destroy();
  }

  private async deadLetters(): Promise<number> {
    const QueueUrl = String(this.target.evaluation.outputs.messengerDeadLetterQueueUrl);
    const { Attributes } = await this.queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  private async startPump(): Promise<void> {
    this.target.services.clock.setMode({ kind: "scaled", factor: PAUSE_SPEED });
    if (this.pump) return;
    this.consuming = this.consume();
    // Awaited at the end; until then nobody would see it fail.
    this.consuming.catch(() => {});
    const stateMachineArn = String(this.target.evaluation.outputs.messengerArn);
    const { executionArn } = await this.machines.send(new StartExecutionCommand({ stateMachineArn }));
    this.pump = executionArn;
  }

  /** A pump whose history is long goes on as another: all that run are stopped, until none does. */
  private async stopPump(): Promise<void> {
    const { services } = this.target;
    const running = () => executionsOf(services, this.workflow).filter(({ status }) => status === "RUNNING");
    for (let pumps = running(); pumps.length > 0; pumps = running()) {
      for (const { arn } of pumps) await this.machines.send(new StopExecutionCommand({ executionArn: arn }));
    }
    services.clock.setMode({ kind: "real" });
  }

  private put(id: string, index: number, recording: Recording): Promise<unknown> {
    return recording.execution(async () => {
      const user = `user-${index % USERS}`;
      const [key, text] = [`${user}/${id}`, `text of ${id}`];
      const delivered = new Promise<void>((resolve) => this.waiting.set(key, resolve));
      const Item = {
        user_name: { S: user },
        message_id: { S: id },
        message: { S: text },
        sent: { BOOL: false },
        unsent: { S: "yes" },
      };
      const TableName = String(this.target.evaluation.outputs.messengerTable);
      await recording.request(() => this.tables.send(new PutItemCommand({ TableName, Item })));
      this.written.set(key, text);
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
        const key = `${message.userName}/${message.messageId}`;
        this.received.push({ key, text: message.text });
        this.waiting.get(key)?.();
        this.waiting.delete(key);
      }
      await Promise.all(messages.map((message) => queue.delete(message)));
    }
  }
}
