import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../../states";
import type { Operations } from "../operations";

/** After how many days invoices move to cheaper storage, and replaced versions go. */
const ARCHIVE_DAYS = 90;
const OLD_VERSION_DAYS = 30;

/** The invoices: private, encrypted, versioned, by TLS only. */
export function createInvoiceBucket(
  name: string,
  operations: Operations,
  parent: pulumi.Resource,
): aws.s3.Bucket {
  const { kmsKeyArn, protect } = operations;
  const bucket = new aws.s3.Bucket(`${name}-invoices`, { forceDestroy: !protect }, { parent, protect });
  const options = { parent: bucket };
  const access = new aws.s3.BucketPublicAccessBlock(
    `${name}-invoices-access`,
    {
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    `${name}-invoices-encryption`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: kmsKeyArn
            ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn }
            : { sseAlgorithm: "AES256" },
          bucketKeyEnabled: kmsKeyArn ? true : undefined,
        },
      ],
    },
    options,
  );
  new aws.s3.BucketVersioning(
    `${name}-invoices-versioning`,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-invoices-lifecycle`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          id: "archive",
          status: "Enabled",
          filter: { prefix: "" },
          transitions: [{ days: ARCHIVE_DAYS, storageClass: "STANDARD_IA" }],
          noncurrentVersionExpiration: { noncurrentDays: OLD_VERSION_DAYS },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
        },
      ],
    },
    options,
  );
  new aws.s3.BucketPolicy(
    `${name}-invoices-policy`,
    {
      bucket: bucket.bucket,
      policy: policyDocument([
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: ["s3:*"],
          Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    { parent: bucket, dependsOn: [access] },
  );
  return bucket;
}

/** Where accepted orders are announced; mailed to `email` where there is one. */
export function createOrderTopic(
  name: string,
  email: pulumi.Input<string> | undefined,
  operations: Operations,
  parent: pulumi.Resource,
): aws.sns.Topic {
  const topic = new aws.sns.Topic(
    `${name}-accepted`,
    { kmsMasterKeyId: operations.kmsKeyArn ?? "alias/aws/sns" },
    { parent },
  );
  new aws.sns.TopicPolicy(
    `${name}-accepted-policy`,
    {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: "DenyPlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: ["sns:Publish"],
          Resource: [topic.arn],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    { parent: topic },
  );
  if (email !== undefined) {
    new aws.sns.TopicSubscription(
      `${name}-accepted-email`,
      { topic: topic.arn, protocol: "email", endpoint: email },
      { parent: topic },
    );
  }
  return topic;
}
