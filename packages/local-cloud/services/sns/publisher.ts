import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import { AwsError } from "../../aws/service";
import { toList } from "./codec";
import type { Deliveries, Delivery } from "./delivery";
import { type Input, type Message, readMessage } from "./message";
import type { Topic } from "./topics";

/** A published message and its deliveries. */
export interface Publication {
  topicArn: string;
  messageId: string;
  message: Message;
  /** Milliseconds of the cloud's clock. */
  time: number;
  deliveries: Delivery[];
}

/** How many published messages are retained. */
const MAXIMUM_PUBLICATIONS = 10_000;
const MAXIMUM_ENTRIES = 10;

/** Publishes messages to topics, and records them. */
export class Publisher {
  /** The last 10,000, in order. */
  readonly publications: Publication[] = [];
  private readonly listeners = new Set<(publication: Publication) => void>();
  private sequence = 0n;

  constructor(
    private readonly clock: Pick<Clock, "now">,
    private readonly deliveries: Deliveries,
  ) {}

  /** Calls `listener` with every message from now on, before it is delivered. Returns a function that unsubscribes. */
  onPublication(listener: (publication: Publication) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(topic: Topic, input: Input): Input {
    const message = readMessage(input, topic.attributes);
    const published = { topicArn: topic.arn, messageId: randomUUID(), time: this.clock.now() };
    const publication: Publication = { ...published, message, deliveries: [] };
    this.publications.push(publication);
    if (this.publications.length > MAXIMUM_PUBLICATIONS) this.publications.shift();
    for (const listener of this.listeners) listener(publication);
    publication.deliveries = this.deliveries.begin(topic, message, published);
    const ordered = topic.attributes.FifoTopic === "true";
    return { MessageId: published.messageId, ...(ordered && { SequenceNumber: this.nextSequenceNumber() }) };
  }

  publishBatch(topic: Topic, requestEntries: unknown): Input {
    const entries = toList(requestEntries);
    checkBatch(entries);
    const Successful: Input[] = [];
    const Failed: Input[] = [];
    for (const entry of entries) {
      try {
        Successful.push({ Id: entry.Id, ...this.publish(topic, entry) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful, Failed };
  }

  private nextSequenceNumber(): string {
    this.sequence += 1n;
    return `1${String(this.sequence).padStart(19, "0")}`;
  }
}

function checkBatch(entries: Input[]): void {
  const failure = (code: string, message: string) => new AwsError(code, message);
  if (entries.length === 0) {
    throw failure("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  }
  if (entries.length > MAXIMUM_ENTRIES) {
    throw failure(
      "TooManyEntriesInBatchRequest",
      "The batch request contains more entries than permissible.",
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw failure("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
}
