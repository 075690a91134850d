/** Apart from the other components, since `@pulumi/awsx` is loaded with it. */
import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { type PolicyStatement, policyDocument } from "../states";
import { type Account, accountOf } from "./shared/account";
import type { Audited } from "./shared/audited";
import { defaultOperations, type Operations } from "./shared/operations";
import { createPrivateBucket, tlsOnly } from "./shared/privateBucket";

/** The arguments of an {@link AuditTrail}. */
export interface AuditTrailArgs {
  /** The components' resources. */
  audited: Audited[];
  /**
   * `protect` protects the trail and its log files from deletion, `kmsKeyArn` encrypts them; the key's policy must let CloudTrail
   * use it, as that of a `StackFoundation` does. Default: {@link defaultOperations}.
   */
  operations?: Pick<Partial<Operations>, "kmsKeyArn" | "protect">;
}

/**
 * A trail of the data events of a stack: every invocation of its functions, every access to its tables and buckets, in
 * validated log files. https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
 */
export class AuditTrail extends pulumi.ComponentResource {
  /** Undefined where there is nothing to audit: a trail without selectors would record other events. */
  readonly trail?: awsx.cloudtrail.Trail;
  /** The trail's log files. */
  readonly bucket?: aws.s3.Bucket;

  constructor(
    name: string,
    { audited, operations }: AuditTrailArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super("sfn-workflows:index:AuditTrail", name, {}, options);
    const selectors = selectorsOf(audited);
    if (selectors.length > 0) {
      const { kmsKeyArn, protect } = { ...defaultOperations, ...operations };
      const { bucket, publicAccessBlock } = createPrivateBucket(
        `${name}-trail`,
        // CloudTrail is not billed for its use of the key, and would need kms:Decrypt for a bucket key.
        { kmsKeyArn, protect, bucketKey: false },
        this,
      );
      const policy = policyDocument([...deliver(bucket, accountOf(this)), tlsOnly(bucket)]);
      this.bucket = bucket;
      this.trail = new awsx.cloudtrail.Trail(
        `${name}-trail`,
        {
          name: bucket.bucket,
          enableLogFileValidation: true,
          includeGlobalServiceEvents: false,
          advancedEventSelectors: selectors,
          kmsKeyId: kmsKeyArn,
          s3Bucket: { existing: { name: bucket.bucket } },
          cloudWatchLogsGroup: { enable: false },
        },
        {
          parent: this,
          protect,
          dependsOn: [publicAccessBlock],
          // awsx writes the bucket's policy itself, without conditions, and a bucket has one only.
          transforms: [
            ({ type, props, opts }) =>
              type === "aws:s3/bucketPolicy:BucketPolicy" ? { props: { ...props, policy }, opts } : undefined,
          ],
        },
      );
    }
    this.registerOutputs({});
  }
}

/**
 * What CloudTrail needs to write log files. The trail has the name of its bucket, so that its ARN is known before it exists.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
 */
function deliver(
  { bucket, arn }: aws.s3.Bucket,
  { partition, region, accountId }: Account,
): PolicyStatement[] {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  const trailArn = pulumi.interpolate`arn:${partition}:cloudtrail:${region}:${accountId}:trail/${bucket}`;
  return [
    {
      Sid: "AWSCloudTrailAclCheck",
      Effect: "Allow",
      Principal,
      Action: ["s3:GetBucketAcl"],
      Resource: [arn],
      Condition: { StringEquals: { "aws:SourceArn": trailArn } },
    },
    {
      Sid: "AWSCloudTrailWrite",
      Effect: "Allow",
      Principal,
      Action: ["s3:PutObject"],
      Resource: [pulumi.interpolate`${arn}/AWSLogs/${accountId}/*`],
      Condition: {
        StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
  ];
}

function selectorsOf(audited: Audited[]): aws.types.input.cloudtrail.TrailAdvancedEventSelector[] {
  const all = (kind: keyof Audited) => audited.flatMap((each) => each[kind]);
  return [
    select("AWS::Lambda::Function", "equals", all("functionArns")),
    select("AWS::DynamoDB::Table", "equals", all("tableArns")),
    select(
      "AWS::S3::Object",
      "startsWiths",
      all("bucketArns").map((arn) => pulumi.interpolate`${arn}/`),
    ),
  ].filter((selector) => selector !== undefined);
}

function select(
  type: string,
  operator: "equals" | "startsWiths",
  arns: pulumi.Input<string>[],
): aws.types.input.cloudtrail.TrailAdvancedEventSelector | undefined {
  if (arns.length === 0) return undefined;
  return {
    name: `Data events of ${type}`,
    fieldSelectors: [
      { field: "eventCategory", equals: ["Data"] },
      { field: "resources.type", equals: [type] },
      { field: "resources.ARN", [operator]: arns },
    ],
  };
}
