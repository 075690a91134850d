import { AwsError } from "../../aws/service";
import { checkShape, list, map, structure } from "../inputShape";

const attributeValues = map(
  structure(
    {
      DataType: "string",
      StringValue: "string",
      BinaryValue: "blob",
      StringListValues: list("string"),
      BinaryListValues: list("blob"),
    },
    "DataType",
  ),
);
const message = {
  MessageBody: "string",
  DelaySeconds: "number",
  MessageAttributes: attributeValues,
  MessageSystemAttributes: attributeValues,
  MessageDeduplicationId: "string",
  MessageGroupId: "string",
} as const;
const receipt = { ReceiptHandle: "string", VisibilityTimeout: "number" } as const;
const names = list("string");

/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  ...message,
  ...receipt,
  QueueUrl: "string",
  QueueName: "string",
  QueueOwnerAWSAccountId: "string",
  QueueNamePrefix: "string",
  Label: "string",
  AWSAccountIds: names,
  Actions: names,
  Attributes: map("string"),
  AttributeNames: names,
  MessageAttributeNames: names,
  MessageSystemAttributeNames: names,
  MaxNumberOfMessages: "number",
  WaitTimeSeconds: "number",
  ReceiveRequestAttemptId: "string",
  MaxResults: "number",
  NextToken: "string",
  SourceArn: "string",
  DestinationArn: "string",
  TaskHandle: "string",
  MaxNumberOfMessagesPerSecond: "number",
  Tags: map("string"),
  tags: map("string"),
  TagKeys: names,
  Entries: list(structure({ ...message, ...receipt, Id: "string" }, "Id")),
} as const;

/** Required members. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  AddPermission: ["QueueUrl", "Label", "AWSAccountIds", "Actions"],
  CancelMessageMoveTask: ["TaskHandle"],
  ChangeMessageVisibility: ["QueueUrl", "ReceiptHandle", "VisibilityTimeout"],
  ChangeMessageVisibilityBatch: ["QueueUrl", "Entries"],
  CreateQueue: ["QueueName"],
  DeleteMessage: ["QueueUrl", "ReceiptHandle"],
  DeleteMessageBatch: ["QueueUrl", "Entries"],
  GetQueueUrl: ["QueueName"],
  ListMessageMoveTasks: ["SourceArn"],
  ListQueues: [],
  RemovePermission: ["QueueUrl", "Label"],
  SendMessage: ["QueueUrl", "MessageBody"],
  SendMessageBatch: ["QueueUrl", "Entries"],
  SetQueueAttributes: ["QueueUrl", "Attributes"],
  StartMessageMoveTask: ["SourceArn"],
  TagQueue: ["QueueUrl", "Tags"],
  UntagQueue: ["QueueUrl", "TagKeys"],
};

const ENTRY_REQUIRED: Readonly<Record<string, readonly string[]>> = {
  ChangeMessageVisibilityBatch: ["ReceiptHandle"],
  DeleteMessageBatch: ["ReceiptHandle"],
  SendMessageBatch: ["MessageBody"],
};

const QUEUE_NAME = /^(?!.{81})[A-Za-z0-9_-]+(\.fifo)?$/;

/** From 0 to so many seconds. */
const LONGEST = { DelaySeconds: 900, VisibilityTimeout: 43_200 } as const;

/** Throws `SerializationException` if a member of the input has the wrong type. */
export const checkTypes = (input: unknown): void => checkShape(input, structure(MEMBERS));

/**
 * Throws `MissingParameter` or `InvalidParameterValue` if an input, whose types have been checked, is incomplete or out
 * of range.
 */
export function checkInput(operation: string, input: Record<string, unknown>): void {
  checkShape(input, structure({}, ...(REQUIRED[operation] ?? ["QueueUrl"])));
  const required = ENTRY_REQUIRED[operation];
  if (required) checkShape(input, structure({ Entries: list(structure({}, ...required)) }));
  const { QueueName } = input;
  if (operation === "CreateQueue" && !QUEUE_NAME.test(String(QueueName))) {
    throw new AwsError(
      "InvalidParameterValue",
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
  for (const each of [input, ...((input.Entries ?? []) as Record<string, unknown>[])]) {
    for (const [name, longest] of Object.entries(LONGEST)) checkSeconds(name, each[name], longest);
  }
}

function checkSeconds(name: string, seconds: unknown, longest: number): void {
  if (seconds === undefined || seconds === null) return;
  if (Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= longest) return;
  throw new AwsError(
    "InvalidParameterValue",
    `Value ${seconds} for parameter ${name} is invalid. Reason: Must be an integer from 0 to ${longest}.`,
  );
}

const FIFO_ID = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

/**
 * Rejects a message whose group or deduplication id has characters that SQS does not allow ({@link
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html}); the emulator allows
 * any.
 */
export function checkFifoIds(input: Record<string, unknown>): void {
  for (const name of ["MessageGroupId", "MessageDeduplicationId"]) {
    const value = input[name];
    if (value === undefined || FIFO_ID.test(String(value))) continue;
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${String(value)} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
}
