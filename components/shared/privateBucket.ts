import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "../../states";
import { allow } from "./allow";
import { useKeyVia } from "./dataKey";
import { denyPlainHttp } from "./denyPlainHttp";
import type { Operations } from "./operations";

/** After how many days objects move to cheaper storage, and replaced versions are deleted. */
const ARCHIVE_DAYS = 90;
const OLD_VERSION_DAYS = 30;

/** The arguments of {@link createPrivateBucket}. */
export interface PrivateBucketArgs extends Pick<Operations, "kmsKeyArn" | "protect"> {
  /** Whether S3 asks KMS once for many objects, which is cheaper. Default: true. */
  bucketKey?: boolean;
}

/** A bucket without a policy. The policy must contain {@link tlsOnly}, and depend on the block of public access. */
export interface PrivateBucket {
  bucket: DataBucket;
  publicAccessBlock: aws.s3.BucketPublicAccessBlock;
}

/** A bucket whose grants include the use of the stack's key, where there is one. `createDataBucket` creates one. */
export class DataBucket extends aws.s3.Bucket {
  private readonly encryptionKeyArn: pulumi.Input<string> | undefined;

  /** @internal */
  constructor(
    name: string,
    { kmsKeyArn, protect }: Pick<Operations, "kmsKeyArn" | "protect">,
    parent: pulumi.Resource,
  ) {
    super(name, { forceDestroy: !protect }, { parent, protect });
    this.encryptionKeyArn = kmsKeyArn;
  }

  /** Allows writing objects. */
  allowPut(sid = "PutObjects"): PolicyStatement[] {
    return [this.allowObjects(sid, "s3:PutObject"), ...this.useKey("kms:GenerateDataKey")];
  }

  /** Allows reading objects, and listing them: without `s3:ListBucket`, S3 reports a missing object as 403, not as 404. */
  allowGet(sids = { get: "GetObjects", list: "ListObjects" }): PolicyStatement[] {
    return [
      this.allowObjects(sids.get, "s3:GetObject"),
      allow(sids.list, ["s3:ListBucket"], this.arn),
      ...this.useKey("kms:Decrypt"),
    ];
  }

  /** Allows deleting objects. */
  allowDelete(sid = "DeleteObjects"): PolicyStatement[] {
    return [this.allowObjects(sid, "s3:DeleteObject")];
  }

  private allowObjects(sid: string, action: string): PolicyStatement {
    return allow(sid, [action], pulumi.interpolate`${this.arn}/*`);
  }

  private useKey(action: "kms:Decrypt" | "kms:GenerateDataKey"): PolicyStatement[] {
    return useKeyVia("s3", action, this.encryptionKeyArn, this);
  }
}

/** Creates a bucket that is private, encrypted and versioned, and whose objects move to cheaper storage. */
export function createPrivateBucket(
  name: string,
  { kmsKeyArn, protect, bucketKey = true }: PrivateBucketArgs,
  parent: pulumi.Resource,
): PrivateBucket {
  const bucket = new DataBucket(name, { kmsKeyArn, protect }, parent);
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

/** The statement of a bucket's policy that denies requests without TLS. */
export const tlsOnly = ({ arn }: aws.s3.Bucket): PolicyStatement =>
  denyPlainHttp("s3:*", arn, pulumi.interpolate`${arn}/*`);
