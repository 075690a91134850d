import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../../states";
import { createAlarm } from "./alarms";
import { allow } from "./allow";
import { denyPlainHttp } from "./denyPlainHttp";
import { defaultOperations, type Operations } from "./operations";

/** The arguments of {@link createWorkQueue}. */
export interface WorkQueueArgs {
  /**
   * Seconds for which a received message is hidden from other receivers; for a queue that a function reads, at least six times
   * the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  visibilityTimeoutSeconds: pulumi.Input<number>;
  /** How many times a message may be received before it goes to the dead-letter queue. */
  maxReceiveCount: number;
  /** Ordered and deduplicated, by message group. Default: false. */
  fifo?: boolean;
  /**
   * Seconds for which the queue retains a message that no one reads, 60 to 1,209,600 (14 days). From half of it on, the age of
   * the oldest message raises an alarm, where the stack's operations have alarms. A message of a queue without `fifo` keeps its
   * age in the dead-letter queue, which retains it for 14 days in all. Default: SQS's own, 4 days.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
   */
  messageRetentionSeconds?: number;
  /** How the stack operates its queues: `kmsKeyArn`, `protect` and `alarmTopicArn`. Default: {@link defaultOperations}. */
  operations?: Pick<Partial<Operations>, "kmsKeyArn" | "protect" | "alarmTopicArn">;
}

/** A queue and its dead-letter queue, for messages that cannot be processed. {@link createWorkQueue} creates one. */
export class WorkQueue {
  /** @internal */
  constructor(
    readonly queue: aws.sqs.Queue,
    readonly deadLetterQueue: aws.sqs.Queue,
    /** Raised by the first dead letter, where the stack's operations have alarms. */
    readonly alarm: aws.cloudwatch.MetricAlarm | undefined,
    /** Raised by the oldest message's age, where the stack's operations have alarms. */
    readonly ageAlarm: aws.cloudwatch.MetricAlarm | undefined,
    private readonly kmsKeyArn: pulumi.Input<string> | undefined,
  ) {}

  /** Allows receiving and deleting messages, as a function with an event source mapping does. */
  allowReceive(sids = { receive: "ReadQueue", decrypt: "DecryptMessages" }): PolicyStatement[] {
    const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    const decrypt = this.kmsKeyArn ? [allow(sids.decrypt, ["kms:Decrypt"], this.kmsKeyArn)] : [];
    return [allow(sids.receive, actions, this.queue.arn), ...decrypt];
  }
}

/** The longest that SQS retains a message. */
export const FOURTEEN_DAYS = 14 * 24 * 60 * 60;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEFAULT_RETENTION_SECONDS = 4 * 24 * 60 * 60;

/**
 * Creates an encrypted, TLS-only queue `${name}-queue` with a dead-letter queue `${name}-dead-letters`, which retains messages for 14
 * days, and, with `operations.alarmTopicArn`, alarms for dead letters and for the age of the oldest message.
 *
 * @example createWorkQueue("mail", { visibilityTimeoutSeconds: 60, maxReceiveCount: 3, operations }, { parent: this })
 */
export function createWorkQueue(
  name: string,
  args: WorkQueueArgs,
  { parent }: { parent: pulumi.Resource },
): WorkQueue {
  const { kmsKeyArn, alarmTopicArn, protect } = { ...defaultOperations, ...args.operations };
  const encryption = kmsKeyArn ? { kmsMasterKeyId: kmsKeyArn } : { sqsManagedSseEnabled: true };
  const options = { parent, protect };
  const order = args.fifo ? { fifoQueue: true } : {};
  const throughput = args.fifo
    ? { deduplicationScope: "messageGroup", fifoThroughputLimit: "perMessageGroupId" }
    : {};
  const deadLetterQueue = new aws.sqs.Queue(
    `${name}-dead-letters`,
    { ...encryption, ...order, messageRetentionSeconds: FOURTEEN_DAYS },
    options,
  );
  const queue = new aws.sqs.Queue(
    `${name}-queue`,
    {
      ...encryption,
      ...order,
      ...throughput,
      visibilityTimeoutSeconds: args.visibilityTimeoutSeconds,
      messageRetentionSeconds: args.messageRetentionSeconds,
      redrivePolicy: pulumi.jsonStringify({
        deadLetterTargetArn: deadLetterQueue.arn,
        maxReceiveCount: args.maxReceiveCount,
      }),
    },
    options,
  );
  for (const [policyName, target] of [
    [`${name}-queue-policy`, queue],
    [`${name}-dead-letters-policy`, deadLetterQueue],
  ] as const) {
    new aws.sqs.QueuePolicy(
      policyName,
      { queueUrl: target.url, policy: policyDocument([denyPlainHttp("sqs:*", target.arn)]) },
      { parent: target },
    );
  }
  const alarm = alarmTopicArn
    ? createAlarm(
        `${name}-dead-letters-alarm`,
        {
          namespace: "AWS/SQS",
          metricName: "ApproximateNumberOfMessagesVisible",
          dimensions: { QueueName: deadLetterQueue.name },
          statistic: "Maximum",
          description: `Messages of ${name} were set aside.`,
        },
        alarmTopicArn,
        parent,
      )
    : undefined;
  const retention = args.messageRetentionSeconds ?? DEFAULT_RETENTION_SECONDS;
  const ageAlarm = alarmTopicArn
    ? createAlarm(
        `${name}-queue-age-alarm`,
        {
          namespace: "AWS/SQS",
          metricName: "ApproximateAgeOfOldestMessage",
          dimensions: { QueueName: queue.name },
          statistic: "Maximum",
          threshold: Math.ceil(retention / 2),
          description: `The queue of ${name} drops messages that no one reads, the oldest ${retention} s after it was sent.`,
        },
        alarmTopicArn,
        parent,
      )
    : undefined;
  return new WorkQueue(queue, deadLetterQueue, alarm, ageAlarm, kmsKeyArn);
}
