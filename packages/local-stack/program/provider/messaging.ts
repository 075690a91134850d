import type * as aws from "@pulumi/aws";
import { type Creation, type Models, model } from "./model";
import { plainName } from "./naming";

const fifoSuffix = (key: string) => (inputs: Record<string, unknown>) =>
  inputs[key] === true ? ".fifo" : "";

/** A dot is allowed only in the suffix `.fifo` of a FIFO queue or topic. */
const fifoName = (maxLength: number, key: string) =>
  plainName(maxLength, "-_", { pattern: /^[A-Za-z0-9_-]+(\.fifo)?$/, suffix: fifoSuffix(key) });

const onQueue = ({ inputs }: Creation) => ({ id: inputs.text("queueUrl") });

export const sqs: Models = {
  "aws:sqs/queue:Queue": model<aws.sqs.Queue, aws.sqs.QueueArgs>({
    naming: fifoName(80, "fifoQueue"),
    create: ({ arn, name, accountId, region, endpoint, inputs }) => {
      const url = `${endpoint ?? `https://sqs.${region}.amazonaws.com`}/${accountId}/${name}`;
      const isFifo = inputs.flag("fifoQueue");
      return {
        id: url,
        arn: arn("sqs", name),
        contentBasedDeduplication: false,
        deduplicationScope: isFifo ? "queue" : undefined,
        delaySeconds: 0,
        fifoQueue: false,
        fifoThroughputLimit: isFifo ? "perQueue" : undefined,
        kmsDataKeyReusePeriodSeconds: 300,
        maxMessageSize: 262_144,
        messageRetentionSeconds: 345_600,
        namePrefix: "",
        policy: undefined,
        receiveWaitTimeSeconds: 0,
        redriveAllowPolicy: undefined,
        redrivePolicy: undefined,
        sqsManagedSseEnabled: inputs.text("kmsMasterKeyId") === "",
        url,
        visibilityTimeoutSeconds: 30,
      };
    },
  }),
  "aws:sqs/queuePolicy:QueuePolicy": model<aws.sqs.QueuePolicy, aws.sqs.QueuePolicyArgs>({ create: onQueue }),
  "aws:sqs/redrivePolicy:RedrivePolicy": model<aws.sqs.RedrivePolicy, aws.sqs.RedrivePolicyArgs>({
    create: onQueue,
  }),
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": model<
    aws.sqs.RedriveAllowPolicy,
    aws.sqs.RedriveAllowPolicyArgs
  >({ create: onQueue }),
};

export const sns: Models = {
  "aws:sns/topic:Topic": model<aws.sns.Topic, aws.sns.TopicArgs>({
    naming: fifoName(256, "fifoTopic"),
    create: ({ arn, name, accountId, inputs }) => {
      const topicArn = arn("sns", name);
      return {
        id: topicArn,
        arn: topicArn,
        beginningArchiveTime: "",
        contentBasedDeduplication: false,
        fifoThroughputScope: inputs.flag("fifoTopic") ? "Topic" : undefined,
        fifoTopic: false,
        namePrefix: "",
        owner: accountId,
        policy: undefined,
        signatureVersion: 0,
        tracingConfig: undefined,
      };
    },
  }),
  "aws:sns/topicPolicy:TopicPolicy": model<aws.sns.TopicPolicy, aws.sns.TopicPolicyArgs>({
    create: ({ accountId, inputs }) => ({ id: inputs.text("arn"), owner: accountId }),
  }),
  "aws:sns/topicSubscription:TopicSubscription": model<
    aws.sns.TopicSubscription,
    aws.sns.TopicSubscriptionArgs
  >({
    create: ({ accountId, inputs, uuid }) => {
      const arn = `${inputs.text("topic")}:${uuid()}`;
      return {
        id: arn,
        arn,
        confirmationWasAuthenticated: true,
        filterPolicyScope: "MessageAttributes",
        ownerId: accountId,
        pendingConfirmation: false,
      };
    },
  }),
};
