import { type Construct, ResourceReference } from "./model";

/** Components whose children are created by their own provider, by type token. */
export const components: Record<string, Construct> = {
  /** {@link https://www.pulumi.com/registry/packages/awsx/api-docs/cloudtrail/trail/} */
  "awsx:cloudtrail:Trail": async ({ name, inputs, propertyDependencies }, register) => {
    const { s3Bucket, cloudWatchLogsGroup, ...trailInputs } = inputs;
    const { s3Bucket: ofBucket = [], cloudWatchLogsGroup: ofLogs = [], ...ofTrail } = propertyDependencies;
    const given = existingBucket(s3Bucket);
    const bucket = given
      ? undefined
      : await register({
          type: "aws:s3/bucket:Bucket",
          name,
          inputs: argsOf(s3Bucket),
          propertyDependencies: ofEach(argsOf(s3Bucket), ofBucket),
        });
    const ofBucketName = bucket ? [bucket.urn] : ofBucket;
    const bucketName = given?.name ?? String(bucket?.id);
    const policy = await register({
      type: "aws:s3/bucketPolicy:BucketPolicy",
      name,
      inputs: {
        bucket: bucketName,
        policy: JSON.stringify(trailPolicy(given?.arn ?? String(bucket?.outputs.arn))),
      },
      propertyDependencies: { bucket: ofBucketName, policy: ofBucketName },
    });
    const logs = argsOf(cloudWatchLogsGroup);
    const logGroup =
      cloudWatchLogsGroup === undefined || isDisabled(cloudWatchLogsGroup)
        ? undefined
        : await register({
            type: "aws:cloudwatch/logGroup:LogGroup",
            name,
            inputs: logs,
            propertyDependencies: ofEach(logs, ofLogs),
          });
    const trail = await register({
      type: "aws:cloudtrail/trail:Trail",
      name,
      inputs: {
        ...trailInputs,
        s3BucketName: bucketName,
        ...(logGroup ? { cloudWatchLogsGroupArn: `${logGroup.outputs.arn}:*` } : {}),
      },
      dependsOn: [policy.urn],
      propertyDependencies: {
        ...ofTrail,
        s3BucketName: ofBucketName,
        ...(logGroup ? { cloudWatchLogsGroupArn: [logGroup.urn] } : {}),
      },
    });
    return {
      ...(bucket ? { bucket: new ResourceReference(bucket.urn, bucket.id) } : {}),
      ...(logGroup ? { logGroup: new ResourceReference(logGroup.urn, logGroup.id) } : {}),
      trail: new ResourceReference(trail.urn, trail.id),
    };
  },
};

function existingBucket(s3Bucket: unknown): { name: string; arn: string } | undefined {
  const existing = (s3Bucket as { existing?: { name?: string; arn?: string } } | undefined)?.existing;
  if (!existing) return undefined;
  const name = existing.name ?? existing.arn?.split(":").at(-1) ?? "";
  return { name, arn: existing.arn ?? `arn:aws:s3:::${name}` };
}

/** The provider gets the dependencies of an input as a whole: each of its parts may come from any of them. */
const ofEach = (inputs: Record<string, unknown>, dependencies: string[]): Record<string, string[]> =>
  Object.fromEntries(Object.keys(inputs).map((name) => [name, dependencies]));

function argsOf(value: unknown): Record<string, unknown> {
  return (value as { args?: Record<string, unknown> } | undefined)?.args ?? {};
}

function isDisabled(value: unknown): boolean {
  return (value as { enable?: boolean }).enable === false;
}

/** The bucket policy that CloudTrail needs to write its log files. */
function trailPolicy(bucketArn: string) {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal,
        Action: ["s3:GetBucketAcl"],
        Resource: [bucketArn],
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal,
        Action: ["s3:PutObject"],
        Resource: [`${bucketArn}/*`],
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  };
}
