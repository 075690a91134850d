import { AwsError } from "../../aws/service";

const FIFO_ATTRIBUTES = [
  "ContentBasedDeduplication",
  "DeduplicationScope",
  "FifoQueue",
  "FifoThroughputLimit",
];

/** {@link https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html} */
const SETTABLE = new Set([
  ...FIFO_ATTRIBUTES,
  "DelaySeconds",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "Policy",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
]);

const READABLE = new Set([
  ...SETTABLE,
  "All",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
  "QueueArn",
]);

/**
 * Throws SQS's error for attributes that a queue cannot have: fauxqs drops some, and takes a name that ends with .fifo for
 * `FifoQueue`. The words are AWS's, `Unknown Attribute FifoQueue.` for `false` among them.
 *
 * @param queue its name
 */
export function checkAttributes(
  operation: string,
  { Attributes, AttributeNames }: Record<string, unknown>,
  queue: string,
): void {
  const isFifo = queue.endsWith(".fifo");
  switch (operation) {
    case "CreateQueue":
      checkNew(isFifo, (Attributes ?? {}) as Record<string, string>);
      break;
    case "SetQueueAttributes":
      checkChange(isFifo, (Attributes ?? {}) as Record<string, string>);
      break;
    case "GetQueueAttributes":
      for (const name of (AttributeNames ?? []) as string[])
        if (!READABLE.has(name) || (!isFifo && FIFO_ATTRIBUTES.includes(name))) throw unknown(name);
      break;
  }
}

function checkNew(isFifo: boolean, attributes: Record<string, string>): void {
  const { FifoQueue } = attributes;
  if (FifoQueue === "true" && !isFifo)
    throw new AwsError(
      "InvalidParameterValue",
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
    );
  if (FifoQueue !== undefined && FifoQueue !== "true") throw unknown("FifoQueue");
  if (isFifo && FifoQueue === undefined)
    throw new AwsError(
      "InvalidParameterValue",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  checkNames(isFifo, attributes);
}

function checkChange(isFifo: boolean, attributes: Record<string, string>): void {
  if (attributes.FifoQueue !== undefined && !isFifo) throw unknown("FifoQueue");
  if (attributes.FifoQueue === "false")
    throw new AwsError(
      "InvalidAttributeValue",
      "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.",
    );
  checkNames(isFifo, attributes);
}

function checkNames(isFifo: boolean, attributes: Record<string, string>): void {
  for (const name of Object.keys(attributes)) {
    if (!SETTABLE.has(name)) throw unknown(name);
    if (!isFifo && FIFO_ATTRIBUTES.includes(name))
      throw new AwsError(
        "InvalidAttributeName",
        `You can specify the ${name} only when FifoQueue is set to true.`,
      );
  }
}

const unknown = (name: string) => new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
