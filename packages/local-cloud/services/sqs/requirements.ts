import type { Cloud, Requirement } from "../../aws/service";
import { resourceOf } from "./resource";

/** The action that an operation requires; a batch requires the same as the single operation. */
const ACTIONS: Record<string, string> = {
  AddPermission: "AddPermission",
  CancelMessageMoveTask: "CancelMessageMoveTask",
  ChangeMessageVisibility: "ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
  CreateQueue: "CreateQueue",
  DeleteMessage: "DeleteMessage",
  DeleteMessageBatch: "DeleteMessage",
  DeleteQueue: "DeleteQueue",
  GetQueueAttributes: "GetQueueAttributes",
  GetQueueUrl: "GetQueueUrl",
  ListDeadLetterSourceQueues: "ListDeadLetterSourceQueues",
  ListMessageMoveTasks: "ListMessageMoveTasks",
  ListQueueTags: "ListQueueTags",
  ListQueues: "ListQueues",
  PurgeQueue: "PurgeQueue",
  ReceiveMessage: "ReceiveMessage",
  RemovePermission: "RemovePermission",
  SendMessage: "SendMessage",
  SendMessageBatch: "SendMessage",
  SetQueueAttributes: "SetQueueAttributes",
  StartMessageMoveTask: "StartMessageMoveTask",
  TagQueue: "TagQueue",
  UntagQueue: "UntagQueue",
};

export const OPERATIONS: ReadonlySet<string> = new Set(Object.keys(ACTIONS));

/**
 * The actions on the key that an operation on an encrypted queue also requires.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const KEY_ACTIONS: Record<string, string[]> = {
  "sqs:SendMessage": ["kms:GenerateDataKey", "kms:Decrypt"],
  "sqs:ReceiveMessage": ["kms:Decrypt"],
};

/** What a task that moves messages also needs of the queue that they are in. */
const MOVE_ACTIONS = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** What is known of queues, by their ARNs. */
export interface KnownQueues {
  cloud: Pick<Cloud, "accountId" | "region">;
  /** The ARN of the key that a queue is encrypted with; undefined without one, or if SQS manages it. */
  keyArnOf(queueArn: string): string | undefined;
  /** The ARNs of the queues that have the queue as their dead-letter queue. */
  sourcesOf(queueArn: string): string[];
}

/**
 * What IAM must allow for an operation
 * ({@link https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html}).
 */
export function requirementsOf(
  operation: string,
  input: Record<string, unknown>,
  queues: KnownQueues,
): Requirement[] {
  const resource = resourceOf(operation, input, queues.cloud);
  const needed = [
    { action: `sqs:${ACTIONS[operation] ?? operation}`, resource },
    ...moveRequirements(operation, input, resource, queues),
  ];
  return needed.flatMap((each) => {
    const key = queues.keyArnOf(each.resource);
    return key === undefined ? [each] : [each, ...keyRequirements(each, key, queues.cloud.region)];
  });
}

function moveRequirements(
  operation: string,
  { DestinationArn }: Record<string, unknown>,
  source: string,
  queues: KnownQueues,
): Requirement[] {
  const starts = operation === "StartMessageMoveTask";
  if (!starts && operation !== "CancelMessageMoveTask") return [];
  const destinations = typeof DestinationArn === "string" ? [DestinationArn] : queues.sourcesOf(source);
  return [
    ...MOVE_ACTIONS.map((action) => ({ action: `sqs:${action}`, resource: source })),
    ...(starts ? destinations.map((resource) => ({ action: "sqs:SendMessage", resource })) : []),
  ];
}

function keyRequirements(
  { action, resource: queueArn }: Requirement,
  keyArn: string,
  region: string,
): Requirement[] {
  return (KEY_ACTIONS[action] ?? []).map((keyAction) => ({
    action: keyAction,
    resource: keyArn,
    context: {
      "kms:ViaService": `sqs.${region}.amazonaws.com`,
      "kms:EncryptionContext:aws:sqs:arn": queueArn,
    },
  }));
}
