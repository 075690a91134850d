import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../../states";
import { createAlarm } from "./alarms";
import { allow } from "./allow";
import { denyPlainHttp } from "./denyPlainHttp";
import type { Operations } from "./operations";

/** The settings of a {@link WorkQueue}. */
export interface WorkQueueArgs {
  /** Seconds for which a received message is hidden from other receivers. */
  visibilityTimeoutSeconds: pulumi.Input<number>;
  /** How many times a message may be received before it goes to the dead-letter queue. */
  maxReceiveCount: number;
  /** Ordered and deduplicated, by message group. Default: false. */
  fifo?: boolean;
  operations: Operations;
}

/** A queue and its dead-letter queue, for messages that cannot be processed. */
export class WorkQueue {
  constructor(
    readonly queue: aws.sqs.Queue,
    readonly deadLetterQueue: aws.sqs.Queue,
    /** Raised by the first dead letter, where the stack's operations have alarms. */
    readonly alarm: aws.cloudwatch.MetricAlarm | undefined,
    private readonly kmsKeyArn: pulumi.Input<string> | undefined,
  ) {}

  /** Allows a function to receive messages through an event source mapping; see {@link allowDecrypt}. */
  allowReceive(sid = "ReadQueue"): PolicyStatement[] {
    const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    return [allow(sid, actions, this.queue.arn)];
  }

  /** Allows decrypting messages, which {@link allowReceive} needs in addition where the stack has a key. */
  allowDecrypt(sid = "DecryptMessages"): PolicyStatement[] {
    return this.kmsKeyArn ? [allow(sid, ["kms:Decrypt"], this.kmsKeyArn)] : [];
  }
}

const FOURTEEN_DAYS = 14 * 24 * 60 * 60;

/** Creates an encrypted, TLS-only queue with a dead-letter queue and, with `operations.alarmTopicArn`, an alarm for dead letters. */
export function createWorkQueue(name: string, args: WorkQueueArgs, parent: pulumi.Resource): WorkQueue {
  const { kmsKeyArn, alarmTopicArn, protect } = args.operations;
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
  return new WorkQueue(queue, deadLetterQueue, alarm, kmsKeyArn);
}
