/** The oldest are forgotten beyond this. */
const MAXIMUM = 10_000;

/**
 * From which queue each dead letter came: a task that moves them back needs it, and receivers may ask for it as
 * `DeadLetterQueueSourceArn`. Only in memory: fauxqs does not store it.
 */
export class DeadLetterSources {
  /** ARNs of queues, by the ids of messages. */
  private readonly sources = new Map<string, string>();

  note(messageId: string, queueArn: string): void {
    this.sources.delete(messageId);
    this.sources.set(messageId, queueArn);
    const [oldest] = this.sources.keys();
    if (this.sources.size > MAXIMUM && oldest !== undefined) this.sources.delete(oldest);
  }

  /** A received message with the attribute, if it came from another queue and its receiver asks for it. */
  withSource<T extends object>(message: T, asked: readonly unknown[]): T {
    const { MessageId, Attributes } = message as { MessageId?: string; Attributes?: object };
    const DeadLetterQueueSourceArn = this.sources.get(String(MessageId));
    const isAsked = asked.includes("All") || asked.includes("DeadLetterQueueSourceArn");
    if (!DeadLetterQueueSourceArn || !isAsked) return message;
    return { ...message, Attributes: { ...Attributes, DeadLetterQueueSourceArn } };
  }
}
