type Attributes = Record<string, string>;

/** The attributes of the queues that were set through this service and that its own decisions depend on. */
export class QueueSettings {
  /** By the queue's name. */
  private readonly attributes = new Map<string, Attributes>();

  set(queue: string, attributes: Attributes): void {
    this.attributes.set(queue, { ...this.attributes.get(queue), ...attributes });
  }

  delete(queue: string): void {
    this.attributes.delete(queue);
  }

  delaySeconds(queue: string): number {
    return Number(this.attributes.get(queue)?.DelaySeconds ?? 0);
  }

  waitSeconds(queue: string): number {
    return Number(this.attributes.get(queue)?.ReceiveMessageWaitTimeSeconds ?? 0);
  }

  visibilitySeconds(queue: string): number {
    return Number(this.attributes.get(queue)?.VisibilityTimeout ?? 30);
  }

  /** Whether a deduplication id is that of a message group, not of the queue. */
  deduplicatesByGroup(queue: string): boolean {
    return this.attributes.get(queue)?.DeduplicationScope === "messageGroup";
  }

  deduplicatesByContent(queue: string): boolean {
    return this.attributes.get(queue)?.ContentBasedDeduplication === "true";
  }

  /** A key's id, alias or ARN; undefined if SQS manages the key. */
  keyId(queue: string): string | undefined {
    const id = this.attributes.get(queue)?.KmsMasterKeyId;
    return id === undefined || id === "" || id.endsWith("alias/aws/sqs") ? undefined : id;
  }

  deadLetterArn(queue: string): string | undefined {
    const policy = this.attributes.get(queue)?.RedrivePolicy;
    if (!policy) return undefined;
    return (JSON.parse(policy) as { deadLetterTargetArn?: string }).deadLetterTargetArn;
  }

  /** The names of the queues that have the queue as their dead-letter queue. */
  sourcesOf(deadLetterArn: string): string[] {
    return [...this.attributes.keys()].filter((queue) => this.deadLetterArn(queue) === deadLetterArn).sort();
  }
}
