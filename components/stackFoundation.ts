import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../states";
import { type Account, accountOf } from "./shared/account";
import { createCodeDeploy } from "./shared/codeDeploy";
import { denyPlainHttp } from "./shared/denyPlainHttp";
import type { Operations } from "./shared/operations";
import { checkRollout } from "./shared/rollout";

/** The arguments of a {@link StackFoundation}. */
export interface StackFoundationArgs
  extends Pick<
    Operations,
    | "logLevel"
    | "includeExecutionData"
    | "logRetentionInDays"
    | "liveAlias"
    | "rollout"
    | "dashboards"
    | "protect"
  > {
  /** Whether there are alarms, and a topic for them. */
  alarms: boolean;
  /** The address that alarms are e-mailed to; AWS asks it to confirm. */
  alarmEmail?: string;
  /** Whether data is encrypted with the stack's own key. */
  customerManagedKey: boolean;
}

/**
 * What all workflows of a stack share, as far as the stack is configured to have it: the encryption key, the alarm topic, and
 * the CodeDeploy application and configuration for rolling out functions.
 */
export class StackFoundation extends pulumi.ComponentResource {
  /** For every component of the stack. */
  readonly operations: Operations;
  readonly key?: aws.kms.Key;
  readonly alarmTopic?: aws.sns.Topic;

  constructor(name: string, args: StackFoundationArgs, options?: pulumi.ComponentResourceOptions) {
    super("sfn-workflows:index:StackFoundation", name, {}, options);
    if (args.customerManagedKey) {
      this.key = new aws.kms.Key(
        `${name}-key`,
        {
          description: `Data of the workflows of stack ${pulumi.getStack()}.`,
          enableKeyRotation: true,
          policy: keyPolicy(accountOf(this)),
        },
        { parent: this, protect: args.protect },
      );
    }
    if (args.alarms) {
      this.alarmTopic = createAlarmTopic(name, this.key?.arn, args.alarmEmail, this);
    }
    const { logLevel, includeExecutionData, logRetentionInDays, liveAlias, rollout, dashboards, protect } =
      args;
    const gradual = liveAlias && rollout.type !== "ALL_AT_ONCE" ? rollout : undefined;
    if (gradual) checkRollout(`StackFoundation '${name}'`, gradual);
    this.operations = {
      logLevel,
      includeExecutionData,
      logRetentionInDays,
      liveAlias,
      rollout,
      codeDeploy: gradual && createCodeDeploy(name, gradual, this),
      dashboards,
      protect,
      alarmTopicArn: this.alarmTopic?.arn,
      kmsKeyArn: this.key?.arn,
    };
    this.registerOutputs({ keyArn: this.key?.arn, alarmTopicArn: this.alarmTopic?.arn });
  }
}

/** The topic that the account's alarms publish to, with an e-mail subscription if `email` is given. */
function createAlarmTopic(
  name: string,
  keyArn: pulumi.Input<string> | undefined,
  email: string | undefined,
  parent: pulumi.Resource,
): aws.sns.Topic {
  const { accountId } = accountOf(parent);
  const topic = new aws.sns.Topic(`${name}-alarms`, { kmsMasterKeyId: keyArn }, { parent });
  new aws.sns.TopicPolicy(
    `${name}-alarms-policy`,
    {
      arn: topic.arn,
      policy: policyDocument([
        {
          // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
          Sid: "PublishAlarms",
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: ["sns:Publish"],
          Resource: [topic.arn],
          Condition: { StringEquals: { "aws:SourceAccount": accountId } },
        },
        denyPlainHttp("sns:Publish", topic.arn),
      ]),
    },
    { parent: topic },
  );
  if (email) {
    new aws.sns.TopicSubscription(
      `${name}-alarms-email`,
      { topic: topic.arn, protocol: "email", endpoint: email },
      { parent },
    );
  }
  return topic;
}

/** IAM policies of the account decide who uses the key; in addition, services use it that have no role in the account. */
function keyPolicy({ partition, region, accountId }: Account): pulumi.Output<string> {
  const trails = pulumi.interpolate`arn:${partition}:cloudtrail:${region}:${accountId}:trail/*`;
  return policyDocument([
    {
      Sid: "AccountDecides",
      Effect: "Allow",
      Principal: { AWS: pulumi.interpolate`arn:${partition}:iam::${accountId}:root` },
      Action: ["kms:*"],
      Resource: ["*"],
    },
    {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      Sid: "EncryptLogs",
      Effect: "Allow",
      Principal: { Service: pulumi.interpolate`logs.${region}.amazonaws.com` },
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
      Resource: ["*"],
      Condition: {
        ArnLike: {
          "kms:EncryptionContext:aws:logs:arn": pulumi.interpolate`arn:${partition}:logs:${region}:${accountId}:log-group:*`,
        },
      },
    },
    {
      // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
      Sid: "PublishAlarms",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    {
      // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
      Sid: "DeliverExecutionLogs",
      Effect: "Allow",
      Principal: { Service: "delivery.logs.amazonaws.com" },
      Action: ["kms:Decrypt*"],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    {
      // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
      Sid: "EncryptTrails",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:GenerateDataKey*"],
      Resource: ["*"],
      Condition: {
        ArnLike: { "aws:SourceArn": trails },
        StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": trails },
      },
    },
    {
      Sid: "DescribeKeyForTrails",
      Effect: "Allow",
      Principal: { Service: "cloudtrail.amazonaws.com" },
      Action: ["kms:DescribeKey"],
      Resource: ["*"],
      Condition: { ArnLike: { "aws:SourceArn": trails } },
    },
  ]);
}
