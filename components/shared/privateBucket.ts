import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";
import { denyPlainHttp } from "./denyPlainHttp";
import type { Operations } from "./operations";

/** After how many days objects move to cheaper storage, and replaced versions go. */
const ARCHIVE_DAYS = 90;
const OLD_VERSION_DAYS = 30;

/** What a {@link createPrivateBucket} is made with. */
export interface PrivateBucketArgs extends Pick<Operations, "kmsKeyArn" | "protect"> {
  /** Whether S3 asks KMS once for many objects, which is cheaper. Default: true. */
  bucketKey?: boolean;
}

/** A bucket without its policy: whoever writes that puts {@link tlsOnly} into it, once public access is blocked. */
export interface PrivateBucket {
  bucket: aws.s3.Bucket;
  publicAccessBlock: aws.s3.BucketPublicAccessBlock;
}

/** Makes a bucket that is private, encrypted and versioned, and whose objects move to cheaper storage. */
export function createPrivateBucket(
  name: string,
  { kmsKeyArn, protect, bucketKey = true }: PrivateBucketArgs,
  parent: pulumi.Resource,
): PrivateBucket {
  const bucket = new aws.s3.Bucket(name, { forceDestroy: !protect }, { parent, protect });
  const options = { parent: bucket };
  const publicAccessBlock = new aws.s3.BucketPublicAccessBlock(
    `${name}-access`,
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
    `${name}-encryption`,
    {
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: kmsKeyArn
            ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn }
            : { sseAlgorithm: "AES256" },
          bucketKeyEnabled: kmsKeyArn ? bucketKey : undefined,
        },
      ],
    },
    options,
  );
  new aws.s3.BucketVersioning(
    `${name}-versioning`,
    { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
  new aws.s3.BucketLifecycleConfiguration(
    `${name}-lifecycle`,
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
  return { bucket, publicAccessBlock };
}

/** For the policy of a bucket: whatever else it allows, by TLS only. */
export const tlsOnly = ({ arn }: aws.s3.Bucket): PolicyStatement =>
  denyPlainHttp("s3:*", arn, pulumi.interpolate`${arn}/*`);
