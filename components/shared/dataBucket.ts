import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../../states";
import { defaultOperations, type Operations } from "./operations";
import { createPrivateBucket, type DataBucket, tlsOnly } from "./privateBucket";

/** The arguments of {@link createDataBucket}. */
export interface DataBucketArgs {
  /** How the stack operates its buckets: `kmsKeyArn` and `protect`. Default: {@link defaultOperations}. */
  operations?: Pick<Partial<Operations>, "kmsKeyArn" | "protect">;
}

/**
 * Creates a bucket that is private, encrypted, versioned and TLS-only, and whose objects move to cheaper storage after 90 days.
 *
 * @example createDataBucket("invoices", { operations }, { parent: this })
 */
export function createDataBucket(
  name: string,
  args: DataBucketArgs,
  { parent }: { parent: pulumi.Resource },
): DataBucket {
  const operations = { ...defaultOperations, ...args.operations };
  const { bucket, publicAccessBlock } = createPrivateBucket(name, operations, parent);
  new aws.s3.BucketPolicy(
    `${name}-policy`,
    { bucket: bucket.bucket, policy: policyDocument([tlsOnly(bucket)]) },
    { parent: bucket, dependsOn: [publicAccessBlock] },
  );
  return bucket;
}
