import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import { AwsError } from "../../aws/service";

type Input = Record<string, unknown>;

interface MoveTask {
  handle: string;
  source: string;
  destination: string | undefined;
  perSecond: number | undefined;
  status: "RUNNING" | "COMPLETED" | "CANCELLING" | "CANCELLED" | "FAILED";
  moved: number;
  /** Messages in the queue at the start. */
  toMove: number;
  started: number;
  failure?: string;
}

/** What a task needs of the service. */
export interface MovableQueues {
  /** The names of the queues that have the queue as their dead-letter queue. */
  sourcesOf(queueArn: string): string[];
  arnOf(queue: string): string;
  /** Carries out an operation on a queue, by its ARN, without a check of permissions: the caller of the task has been checked. */
  perform(operation: string, queueArn: string, input: Input): Promise<Record<string, unknown>>;
}

interface Message {
  Body: string;
  ReceiptHandle: string;
  MessageAttributes?: Record<string, unknown>;
  Attributes?: Record<string, string>;
}

/** `ListMessageMoveTasks` returns as many of a queue. */
const MOST_RESULTS = 10;
const BATCH = 10;

/**
 * Moves dead letters back to where they came from, or to another queue ({@link
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html}).
 * `MaxNumberOfMessagesPerSecond` is noted, and the messages are moved as fast as they can be.
 */
export class MoveTasks {
  private readonly tasks: MoveTask[] = [];

  constructor(
    private readonly queues: MovableQueues,
    private readonly clock: Clock,
  ) {}

  async start({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }: Input): Promise<Input> {
    const source = String(SourceArn);
    const sources = this.queues.sourcesOf(source);
    const { Attributes } = await this.attributesOf(source, "SourceArn");
    if (sources.length === 0) throw invalid("Source queue must be configured as a Dead Letter Queue.");
    if (this.tasks.some((task) => task.source === source && task.status === "RUNNING"))
      throw invalid(
        "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
      );
    const destination = DestinationArn === undefined ? undefined : String(DestinationArn);
    if (destination !== undefined) await this.attributesOf(destination, "DestinationArn");
    const { ApproximateNumberOfMessages } = Attributes as Record<string, string>;
    const task: MoveTask = {
      handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: source })).toString("base64"),
      source,
      destination,
      perSecond:
        MaxNumberOfMessagesPerSecond === undefined ? undefined : Number(MaxNumberOfMessagesPerSecond),
      status: "RUNNING",
      moved: 0,
      toMove: Number(ApproximateNumberOfMessages),
      started: Math.floor(this.clock.now()),
    };
    this.tasks.unshift(task);
    void this.run(task, sources);
    return { TaskHandle: task.handle };
  }

  list({ SourceArn, MaxResults = 1 }: Input): Input {
    const found = this.tasks.filter(({ source }) => source === SourceArn);
    return { Results: found.slice(0, Math.min(Number(MaxResults), MOST_RESULTS)).map(describe) };
  }

  cancel({ TaskHandle }: Input): Input {
    const task = this.tasks.find(({ handle }) => handle === TaskHandle);
    if (!task) throw notFound("Task does not exist.");
    if (task.status !== "RUNNING") throw notFound("Only active tasks can be cancelled.");
    task.status = "CANCELLING";
    return { ApproximateNumberOfMessagesMoved: task.moved };
  }

  /** Throws `ResourceNotFoundException`. */
  private async attributesOf(queueArn: string, parameter: string): Promise<Input> {
    const names = { AttributeNames: ["ApproximateNumberOfMessages"] };
    try {
      return await this.queues.perform("GetQueueAttributes", queueArn, names);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "QueueDoesNotExist")) throw error;
      throw notFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
    }
  }

  private async run(task: MoveTask, sources: string[]): Promise<void> {
    try {
      while (task.moved < task.toMove && task.status === "RUNNING") {
        const names = { MessageAttributeNames: ["All"], AttributeNames: ["All"] };
        const request = { MaxNumberOfMessages: Math.min(BATCH, task.toMove - task.moved), ...names };
        const { Messages = [] } = await this.queues.perform("ReceiveMessage", task.source, request);
        if ((Messages as Message[]).length === 0) break;
        for (const message of Messages as Message[]) await this.move(task, message, sources);
      }
      task.status = task.status === "RUNNING" ? "COMPLETED" : "CANCELLED";
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      task.status = "FAILED";
      task.failure = error.code;
    }
  }

  private async move(task: MoveTask, message: Message, sources: string[]): Promise<void> {
    const { Body, MessageAttributes, Attributes = {}, ReceiptHandle } = message;
    const to = task.destination ?? Attributes.DeadLetterQueueSourceArn ?? this.queues.arnOf(sources[0]!);
    const { MessageGroupId, MessageDeduplicationId } = Attributes;
    await this.queues.perform("SendMessage", to, {
      MessageBody: Body,
      ...(MessageAttributes && { MessageAttributes }),
      ...(MessageGroupId && { MessageGroupId }),
      ...(MessageDeduplicationId && { MessageDeduplicationId }),
    });
    await this.queues.perform("DeleteMessage", task.source, { ReceiptHandle });
    task.moved++;
  }
}

/** The ARN of the queue whose messages a task moves; undefined for what is no handle of a task. */
export function sourceOfTask(handle: unknown): string | undefined {
  try {
    const task: unknown = JSON.parse(Buffer.from(String(handle), "base64").toString());
    const { sourceArn } = (typeof task === "object" && task !== null ? task : {}) as { sourceArn?: unknown };
    return typeof sourceArn === "string" ? sourceArn : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const describe = (task: MoveTask): Input => ({
  ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: task.source,
  ...(task.destination && { DestinationArn: task.destination }),
  ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failure && { FailureReason: task.failure }),
  StartedTimestamp: task.started,
});

const invalid = (message: string) => new AwsError("InvalidParameterValue", message);

const notFound = (message: string) => new AwsError("ResourceNotFoundException", message, 404);
