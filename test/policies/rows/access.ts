import { bucketsTlsOnly, publicAccessBlocked, queuesTlsOnly, topicsTlsOnly } from "../../../policies/access";
import type { Given, Row } from "../validate";

const bucket: Given = { type: "aws:s3/bucket:Bucket", props: { bucket: "invoices-1" } };

const BLOCKED = {
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const block = (props: object): Given => ({
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  name: "block",
  props: { ...props },
  from: { bucket: "it" },
});

const policyText = (secure: string, Action = "*") =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action,
        Resource: "*",
        Condition: { Bool: { "aws:SecureTransport": secure } },
      },
    ],
  });
const policyFor = (type: string, property: string, secure: string, action?: string): Given => ({
  type,
  name: "policy",
  props: { policy: policyText(secure, action) },
  from: { [property]: "it" },
});

const queue: Given = { type: "aws:sqs/queue:Queue", props: { url: "https://sqs/it" } };
const topic: Given = { type: "aws:sns/topic:Topic", props: { arn: "arn:aws:sns:us-east-1:123456789012:it" } };

const alarm: Given = {
  type: "aws:cloudwatch/metricAlarm:MetricAlarm",
  name: "alarm",
  props: { alarmActions: [topic.props.arn] },
};

export const accessRows: Row[] = [
  {
    policy: publicAccessBlocked,
    title: "a bucket without a public access block",
    broken: bucket,
    violations: [/^it: its public access is not blocked; add a BucketPublicAccessBlock$/],
    fixed: [bucket, block(BLOCKED)],
  },
  {
    policy: publicAccessBlocked,
    title: "three of four",
    broken: [bucket, block({ ...BLOCKED, blockPublicPolicy: false })],
    violations: [/^it: its public access is not blocked by blockPublicPolicy$/],
    fixed: [bucket, block(BLOCKED)],
  },
  {
    policy: publicAccessBlocked,
    title: "a block for another bucket, with literal names",
    broken: [bucket, { ...block({ ...BLOCKED, bucket: "other" }), from: {} }],
    violations: [/is not blocked/],
    fixed: [bucket, { ...block({ ...BLOCKED, bucket: "invoices-1" }), from: {} }],
  },
  {
    policy: bucketsTlsOnly,
    title: "a bucket without a policy",
    broken: bucket,
    violations: [/^it: it accepts requests without TLS; add a policy that denies/],
    fixed: [bucket, policyFor("aws:s3/bucketPolicy:BucketPolicy", "bucket", "false")],
  },
  {
    policy: bucketsTlsOnly,
    title: "a bucket that denies requests with TLS",
    broken: [bucket, policyFor("aws:s3/bucketPolicy:BucketPolicy", "bucket", "true")],
    violations: [/it accepts requests without TLS/],
    fixed: [bucket, policyFor("aws:s3/bucketPolicy:BucketPolicy", "bucket", "false")],
  },
  {
    policy: bucketsTlsOnly,
    title: "a bucket that denies only some operations without TLS",
    broken: [bucket, policyFor("aws:s3/bucketPolicy:BucketPolicy", "bucket", "false", "s3:GetObject")],
    violations: [/it accepts requests without TLS/],
    fixed: [bucket, policyFor("aws:s3/bucketPolicy:BucketPolicy", "bucket", "false", "s3:*")],
  },
  {
    policy: queuesTlsOnly,
    title: "a queue without a policy",
    broken: queue,
    violations: [/^it: it accepts requests without TLS/],
    fixed: [queue, policyFor("aws:sqs/queuePolicy:QueuePolicy", "queueUrl", "false")],
  },
  {
    policy: topicsTlsOnly,
    title: "a topic without a policy",
    broken: topic,
    violations: [/^it: it accepts requests without TLS/],
    fixed: [topic, policyFor("aws:sns/topicPolicy:TopicPolicy", "arn", "false")],
  },
  {
    policy: topicsTlsOnly,
    title: "a topic that only alarms publish to",
    broken: [topic, alarm],
    violations: [/^it: it accepts requests without TLS/],
    fixed: [topic, alarm, policyFor("aws:sns/topicPolicy:TopicPolicy", "arn", "false")],
  },
];
