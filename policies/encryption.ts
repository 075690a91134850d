import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import {
  amongAll,
  guardedStacks,
  ifGuarded,
  inGuardedStacks,
  isGiven,
  ofTypes,
  refersTo,
} from "./validation";

interface Encrypted {
  kmsKeyArn?: string;
  kmsKeyId?: string;
  kmsMasterKeyId?: string;
  sqsManagedSseEnabled?: boolean;
  serverSideEncryption?: { enabled?: boolean; kmsKeyArn?: string };
  encryptionConfiguration?: { kmsKeyId?: string };
  environment?: unknown;
}

const QUEUE = "aws:sqs/queue:Queue";

export const messagesEncrypted: ResourceValidationPolicy = {
  name: "messages-encrypted",
  description:
    "Queues and topics encrypt their messages at rest, with an AWS key or the stack's own. " +
    "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Encrypted>([QUEUE, "aws:sns/topic:Topic"], ({ type, props }, report) => {
    const encrypted = props.sqsManagedSseEnabled === true || isGiven(() => props.kmsMasterKeyId);
    if (encrypted) return;
    report(
      `its messages are not encrypted; set kmsMasterKeyId${type === QUEUE ? " or sqsManagedSseEnabled" : ""}`,
    );
  }),
};

/** The property with the key, by type token. Functions without environment variables are left out. */
const KEYS: Record<string, [property: string, keyOf: (props: Encrypted) => string | undefined]> = {
  "aws:dynamodb/table:Table": [
    "serverSideEncryption.kmsKeyArn",
    ({ serverSideEncryption }) =>
      serverSideEncryption?.enabled ? serverSideEncryption.kmsKeyArn : undefined,
  ],
  "aws:sqs/queue:Queue": ["kmsMasterKeyId", ({ kmsMasterKeyId }) => kmsMasterKeyId],
  "aws:sns/topic:Topic": ["kmsMasterKeyId", ({ kmsMasterKeyId }) => kmsMasterKeyId],
  "aws:cloudwatch/logGroup:LogGroup": ["kmsKeyId", ({ kmsKeyId }) => kmsKeyId],
  "aws:sfn/stateMachine:StateMachine": [
    "encryptionConfiguration.kmsKeyId",
    ({ encryptionConfiguration }) => encryptionConfiguration?.kmsKeyId,
  ],
  "aws:lambda/function:Function": [
    "kmsKeyArn",
    ({ environment, kmsKeyArn }) => (environment ? kmsKeyArn : "nothing"),
  ],
  "aws:cloudtrail/trail:Trail": ["kmsKeyId", ({ kmsKeyId }) => kmsKeyId],
  "aws:secretsmanager/secret:Secret": ["kmsKeyId", ({ kmsKeyId }) => kmsKeyId],
};

/** `alias/aws/sqs` and the like are AWS's own keys, whose policies no one can change. */
const AWS_KEY = /(^|:)alias\/aws\//;

const isOwnKey = (read: () => string | undefined): boolean =>
  isGiven(() => {
    const key = read();
    return key && !AWS_KEY.test(key);
  });

export const customerManagedKey: ResourceValidationPolicy = {
  name: "customer-managed-key",
  description:
    "In a guarded stack, data at rest is encrypted with the stack's own key: tables, queues, topics, logs, executions, " +
    "environments, trails. One policy then determines who may read it, and every use of the key is recorded. " +
    "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#customer-cmk",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateResource: inGuardedStacks(
    ofTypes<Encrypted>(Object.keys(KEYS), ({ type, props }, report) => {
      const [property, keyOf] = KEYS[type]!;
      if (!isOwnKey(() => keyOf(props))) {
        report(`it is not encrypted with the stack's own key; set ${property}`);
      }
    }),
  ),
};

interface BucketRule {
  applyServerSideEncryptionByDefault?: { sseAlgorithm?: string; kmsMasterKeyId?: string };
}

const isKeyRule = ({ applyServerSideEncryptionByDefault: rule }: BucketRule): boolean =>
  (rule?.sseAlgorithm ?? "").startsWith("aws:kms") && isOwnKey(() => rule?.kmsMasterKeyId);

export const bucketKey: StackValidationPolicy = {
  name: "bucket-customer-managed-key",
  description:
    "In a guarded stack, buckets are encrypted with the stack's own key. " +
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateStack: ifGuarded(
    amongAll(["aws:s3/bucket:Bucket"], (bucket, all, report) => {
      const encrypted = all.some(
        (each) =>
          each.type.startsWith("aws:s3/bucketServerSideEncryptionConfiguration:") &&
          refersTo(each, "bucket", bucket, "bucket") &&
          (each.props.rules as BucketRule[]).every(isKeyRule),
      );
      if (!encrypted) {
        report(
          "it is not encrypted with the stack's own key; add a BucketServerSideEncryptionConfiguration with aws:kms",
          bucket.urn,
        );
      }
    }),
  ),
};

interface Key {
  enableKeyRotation?: boolean;
}

export const keyRotation: ResourceValidationPolicy = {
  name: "key-rotation",
  description:
    "Keys are rotated every year. https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<Key>(["aws:kms/key:Key"], ({ props }, report) => {
    if (props.enableKeyRotation !== true) report("it is never rotated; set enableKeyRotation to true");
  }),
};
