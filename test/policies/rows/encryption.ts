import { bucketKey, customerManagedKey, keyRotation, messagesEncrypted } from "../../../policies/encryption";
import type { Given, Row } from "../validate";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/b853e157-b541-4885-ad61-6ab1f82ec9d5";

const given =
  (type: string) =>
  (props: object): Given => ({ type, props: { ...props } });
const queue = given("aws:sqs/queue:Queue");
const topic = given("aws:sns/topic:Topic");
const table = given("aws:dynamodb/table:Table");
const key = given("aws:kms/key:Key");
const lambda = given("aws:lambda/function:Function");
const bucket: Given = { type: "aws:s3/bucket:Bucket", props: { bucket: "invoices-1" } };
const encryption = (rule: object): Given => ({
  type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  name: "encryption",
  props: { rules: [{ applyServerSideEncryptionByDefault: rule }] },
  from: { bucket: "it" },
});

/** How each type is encrypted with a key. */
const ENCRYPTED: [type: string, property: RegExp, props: object][] = [
  ["aws:sqs/queue:Queue", /set kmsMasterKeyId$/, { kmsMasterKeyId: KEY }],
  ["aws:sns/topic:Topic", /set kmsMasterKeyId$/, { kmsMasterKeyId: KEY }],
  ["aws:cloudwatch/logGroup:LogGroup", /set kmsKeyId$/, { kmsKeyId: KEY }],
  ["aws:cloudtrail/trail:Trail", /set kmsKeyId$/, { kmsKeyId: KEY }],
  ["aws:secretsmanager/secret:Secret", /set kmsKeyId$/, { kmsKeyId: KEY }],
  [
    "aws:dynamodb/table:Table",
    /set serverSideEncryption.kmsKeyArn$/,
    { serverSideEncryption: { enabled: true, kmsKeyArn: KEY } },
  ],
  [
    "aws:sfn/stateMachine:StateMachine",
    /set encryptionConfiguration.kmsKeyId$/,
    { encryptionConfiguration: { kmsKeyId: KEY } },
  ],
];

export const encryptionRows: Row[] = [
  {
    policy: messagesEncrypted,
    title: "a queue",
    broken: queue({ sqsManagedSseEnabled: false }),
    violations: [/^it: its messages are not encrypted; set kmsMasterKeyId or sqsManagedSseEnabled$/],
    fixed: queue({ sqsManagedSseEnabled: true }),
  },
  {
    policy: messagesEncrypted,
    title: "a topic",
    broken: topic({}),
    violations: [/^it: its messages are not encrypted; set kmsMasterKeyId$/],
    fixed: topic({ kmsMasterKeyId: "alias/aws/sns" }),
  },
  ...ENCRYPTED.map(
    ([type, property, props]): Row => ({
      policy: customerManagedKey,
      title: `no key for ${type}`,
      broken: given(type)({}),
      violations: [property],
      fixed: given(type)(props),
    }),
  ),
  {
    policy: customerManagedKey,
    title: "an AWS managed key",
    broken: topic({ kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:alias/aws/sns" }),
    violations: [/^it: it is not encrypted with the stack's own key/],
    fixed: topic({ kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:alias/own" }),
  },
  {
    policy: customerManagedKey,
    title: "a key for a table whose encryption is disabled",
    broken: table({ serverSideEncryption: { enabled: false, kmsKeyArn: KEY } }),
    violations: [/set serverSideEncryption.kmsKeyArn/],
    fixed: table({ serverSideEncryption: { enabled: true, kmsKeyArn: KEY } }),
  },
  {
    policy: customerManagedKey,
    title: "a function with an environment",
    broken: lambda({ environment: { variables: { TABLE_NAME: "orders" } } }),
    violations: [/set kmsKeyArn/],
    fixed: lambda({}),
  },
  {
    policy: bucketKey,
    title: "a bucket without a configuration",
    broken: bucket,
    violations: [/^it: it is not encrypted with the stack's own key; add/],
    fixed: [bucket, encryption({ sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY })],
  },
  {
    policy: bucketKey,
    title: "a bucket with S3 managed keys",
    broken: [bucket, encryption({ sseAlgorithm: "AES256" })],
    violations: [/^it: it is not encrypted with the stack's own key/],
    fixed: [bucket, encryption({ sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY })],
  },
  {
    policy: keyRotation,
    title: "a key without rotation",
    broken: key({}),
    violations: [/^it: it is never rotated/],
    fixed: key({ enableKeyRotation: true }),
  },
];
