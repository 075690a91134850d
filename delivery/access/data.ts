import type { AccessTable } from "./access";

const TABLES = ["arn:{partition}:dynamodb:{region}:{account}:table/{name}"];
const BUCKETS = ["arn:{partition}:s3:::{name}"];
const QUEUES = ["arn:{partition}:sqs:{region}:{account}:{name}"];
const TOPICS = ["arn:{partition}:sns:{region}:{account}:{name}"];
const KEYS = ["arn:{partition}:kms:{region}:{account}:key/*"];

/** A condition: these services use the stack's key on behalf of the caller who creates or reads what it encrypts. */
const through = (...services: string[]) => ({
  StringEquals: { "kms:ViaService": services.map((service) => `${service}.{region}.amazonaws.com`) },
});

/**
 * The resources that hold data, and the key that encrypts it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
export const DATA: AccessTable = {
  "aws:dynamodb/table:Table": [
    {
      read: [
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource",
      ],
      write: [
        "dynamodb:CreateTable",
        "dynamodb:DeleteTable",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable",
        "dynamodb:UpdateTimeToLive",
      ],
      on: TABLES,
    },
  ],
  "aws:s3/bucket:Bucket": [
    {
      read: [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLocation",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketPolicy",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:ListTagsForResource",
      ],
      write: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:ListBucketVersions",
        "s3:PutBucketTagging",
        "s3:TagResource",
        "s3:UntagResource",
      ],
      on: BUCKETS,
    },
    // A bucket that is not protected is emptied before it is deleted.
    {
      write: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
      on: BUCKETS.map((bucket) => `${bucket}/*`),
    },
  ],
  "aws:s3/bucketPolicy:BucketPolicy": [
    {
      read: ["s3:GetBucketPolicy"],
      write: ["s3:DeleteBucketPolicy", "s3:PutBucketPolicy"],
      on: BUCKETS,
    },
  ],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": [
    { read: ["s3:GetBucketPublicAccessBlock"], write: ["s3:PutBucketPublicAccessBlock"], on: BUCKETS },
  ],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    { read: ["s3:GetEncryptionConfiguration"], write: ["s3:PutEncryptionConfiguration"], on: BUCKETS },
  ],
  "aws:s3/bucketVersioning:BucketVersioning": [
    { read: ["s3:GetBucketVersioning"], write: ["s3:PutBucketVersioning"], on: BUCKETS },
  ],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": [
    { read: ["s3:GetLifecycleConfiguration"], write: ["s3:PutLifecycleConfiguration"], on: BUCKETS },
  ],
  "aws:sqs/queue:Queue": [
    {
      read: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"],
      write: [
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      on: QUEUES,
    },
  ],
  "aws:sqs/queuePolicy:QueuePolicy": [
    { read: ["sqs:GetQueueAttributes"], write: ["sqs:SetQueueAttributes"], on: QUEUES },
  ],
  "aws:sns/topic:Topic": [
    {
      read: ["sns:GetTopicAttributes", "sns:ListTagsForResource"],
      write: [
        "sns:CreateTopic",
        "sns:DeleteTopic",
        "sns:SetTopicAttributes",
        "sns:TagResource",
        "sns:UntagResource",
      ],
      on: TOPICS,
    },
  ],
  "aws:sns/topicPolicy:TopicPolicy": [
    { read: ["sns:GetTopicAttributes"], write: ["sns:SetTopicAttributes"], on: TOPICS },
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    { read: ["sns:ListSubscriptionsByTopic"], write: ["sns:Subscribe"], on: TOPICS },
    {
      // AWS has no resource-level permissions for these.
      read: ["sns:GetSubscriptionAttributes"],
      write: ["sns:SetSubscriptionAttributes", "sns:Unsubscribe"],
      on: ["*"],
    },
  ],
  "aws:kms/key:Key": [
    // A key that does not exist yet has no ARN.
    { write: ["kms:CreateKey"], on: ["*"] },
    {
      // Keys have random names; the guard keeps the key of Pulumi's own state out of reach.
      read: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"],
      write: [
        "kms:DisableKeyRotation",
        "kms:EnableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateKeyDescription",
      ],
      on: KEYS,
    },
    { read: ["kms:Decrypt"], on: KEYS, when: through("lambda", "states") },
    {
      write: ["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      on: KEYS,
      when: through("dynamodb", "lambda", "scheduler", "sns", "sqs", "states"),
    },
  ],
};
