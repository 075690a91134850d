import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { isPlainHttpOnly } from "./conditions";
import { type Statement, statementsOf } from "./policyDocument";
import { amongAll, refersTo } from "./validation";

const BUCKET = "aws:s3/bucket:Bucket";

const BLOCKS = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const publicAccessBlocked: StackValidationPolicy = {
  name: "public-access-blocked",
  description:
    "Every bucket blocks public access in all four ways, regardless of its policy and its objects. " +
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll([BUCKET], (bucket, all, report) => {
    const block = all.find(
      (each) =>
        each.type === "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock" &&
        refersTo(each, "bucket", bucket, "bucket"),
    );
    const open = BLOCKS.filter((name) => block?.props[name] !== true);
    if (!block) report("its public access is not blocked; add a BucketPublicAccessBlock", bucket.urn);
    else if (open.length > 0) report(`its public access is not blocked by ${open.join(", ")}`, bucket.urn);
  }),
};

/** Where a resource's policy is defined, and what it must deny. */
interface PolicyPlace {
  type: string;
  /** The property that names the resource. */
  property: string;
  /** The resource's own property. */
  target: string;
  /** What must not be done without TLS. */
  actions: string[];
}

/** Whether a statement denies every caller that does not use TLS. */
const refusesPlainHttp = (statement: Statement, refused: string[]): boolean =>
  statement.effect === "Deny" &&
  statement.principals.AWS?.includes("*") === true &&
  statement.actions.some((action) => refused.includes(action)) &&
  isPlainHttpOnly(statement.conditions);

function tlsOnly(resource: PolicyResource, all: PolicyResource[], place: PolicyPlace): boolean {
  return all.some(
    (each) =>
      each.type === place.type &&
      refersTo(each, place.property, resource, place.target) &&
      statementsOf(each.props.policy).some((statement) => refusesPlainHttp(statement, place.actions)),
  );
}

const DEMAND = "add a policy that denies Principal * where aws:SecureTransport is false";

export const bucketsTlsOnly: StackValidationPolicy = {
  name: "buckets-tls-only",
  description:
    "Every bucket refuses requests without TLS. " +
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll([BUCKET], (bucket, all, report) => {
    const place = {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      property: "bucket",
      target: "bucket",
      actions: ["s3:*", "*"],
    };
    if (!tlsOnly(bucket, all, place)) report(`it accepts requests without TLS; ${DEMAND}`, bucket.urn);
  }),
};

export const queuesTlsOnly: StackValidationPolicy = {
  name: "queues-tls-only",
  description:
    "Every queue refuses requests without TLS. " +
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll(["aws:sqs/queue:Queue"], (queue, all, report) => {
    const place = {
      type: "aws:sqs/queuePolicy:QueuePolicy",
      property: "queueUrl",
      target: "url",
      actions: ["sqs:*", "*"],
    };
    if (!tlsOnly(queue, all, place)) report(`it accepts requests without TLS; ${DEMAND}`, queue.urn);
  }),
};

export const topicsTlsOnly: StackValidationPolicy = {
  name: "topics-tls-only",
  description:
    "Every topic refuses requests without TLS. " +
    "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
  enforcementLevel: "mandatory",
  validateStack: amongAll(["aws:sns/topic:Topic"], (topic, all, report) => {
    const place = {
      type: "aws:sns/topicPolicy:TopicPolicy",
      property: "arn",
      target: "arn",
      actions: ["sns:Publish", "sns:*", "*"],
    };
    if (!tlsOnly(topic, all, place)) report(`it accepts requests without TLS; ${DEMAND}`, topic.urn);
  }),
};
