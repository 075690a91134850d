import type { Requirement } from "../../aws/service";

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

/** @param resource the queue's ARN, or `*` */
export function queueRequirement(operation: string, resource: string): Requirement {
  return { action: `sqs:${ACTIONS[operation] ?? operation}`, resource };
}

export function keyRequirements(
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
