/** How one side names queues. */
export interface QueueNaming {
  accountId: string;
  region: string;
  /** What precedes a queue's name in its URL: `http://127.0.0.1:4000/123456789012/`. */
  urlBase: string;
}

type Attributes = Record<string, string>;

/** Translates between the cloud's and the backend's names of queues. */
export class Translation {
  constructor(
    private readonly cloud: QueueNaming,
    private readonly backend: QueueNaming,
  ) {}

  queueUrl(name: string): string {
    return this.cloud.urlBase + name;
  }

  queueArn(name: string): string {
    return arnPrefix(this.cloud) + name;
  }

  toBackend(input: Record<string, unknown>): Record<string, unknown> {
    const { QueueUrl, SourceArn, DestinationArn, Attributes } = input;
    return {
      ...input,
      ...(typeof QueueUrl === "string" && { QueueUrl: this.backend.urlBase + queueName(QueueUrl) }),
      ...(typeof SourceArn === "string" && { SourceArn: this.arns(SourceArn, this.cloud, this.backend) }),
      ...(typeof DestinationArn === "string" && {
        DestinationArn: this.arns(DestinationArn, this.cloud, this.backend),
      }),
      ...(isAttributes(Attributes) && {
        Attributes: this.attributes(Attributes, this.cloud, this.backend),
      }),
    };
  }

  fromBackend(output: Record<string, unknown>): Record<string, unknown> {
    const { QueueUrl, QueueUrls, queueUrls, Attributes, Messages } = output;
    const own = (url: unknown) => this.queueUrl(queueName(String(url)));
    return {
      ...output,
      ...(QueueUrl !== undefined && { QueueUrl: own(QueueUrl) }),
      ...(Array.isArray(QueueUrls) && { QueueUrls: QueueUrls.map(own) }),
      ...(Array.isArray(queueUrls) && { queueUrls: queueUrls.map(own) }),
      ...(isAttributes(Attributes) && {
        Attributes: this.attributes(Attributes, this.backend, this.cloud),
      }),
      ...(Array.isArray(Messages) && { Messages: Messages.map((message: object) => this.message(message)) }),
    };
  }

  private message(message: { Attributes?: Attributes }): object {
    const { SenderId } = message.Attributes ?? {};
    if (SenderId !== this.backend.accountId) return message;
    return { ...message, Attributes: { ...message.Attributes, SenderId: this.cloud.accountId } };
  }

  /** Redrive policies and queue policies name queues too. */
  private attributes(attributes: Attributes, from: QueueNaming, to: QueueNaming): Attributes {
    return Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, this.arns(String(value), from, to)]),
    );
  }

  private arns(text: string, from: QueueNaming, to: QueueNaming): string {
    return text.replaceAll(arnPrefix(from), arnPrefix(to));
  }
}

/** The last part of a queue's URL. */
export function queueName(queueUrl: string): string {
  return queueUrl.slice(queueUrl.lastIndexOf("/") + 1);
}

/** The last part of a queue's ARN. */
export const nameOf = (queueArn: string) => queueArn.slice(queueArn.lastIndexOf(":") + 1);

const arnPrefix = ({ region, accountId }: QueueNaming) => `arn:aws:sqs:${region}:${accountId}:`;

const isAttributes = (value: unknown): value is Attributes => typeof value === "object" && value !== null;

/** What the query protocol called the errors of the JSON protocol, as the API's model says: clients show these names. */
export const QUERY_ERRORS: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};
