import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type Audited, StackFoundation, type StackFoundationArgs } from "../../components";
import { AuditTrail, type AuditTrailArgs } from "../../components/auditTrail";
import { ACCOUNT, only, REGION, register, resolved } from "./registrations";

const TRAIL = "awsx:cloudtrail:Trail";
const PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";

const plain: StackFoundationArgs = {
  logLevel: "ALL",
  includeExecutionData: true,
  logRetentionInDays: 7,
  liveAlias: false,
  rollout: { type: "ALL_AT_ONCE" },
  dashboards: false,
  protect: false,
  alarms: false,
  customerManagedKey: false,
};

const create = (changes: Partial<StackFoundationArgs>) =>
  register(() => new StackFoundation("f", { ...plain, ...changes }));

describe("components: StackFoundation", () => {
  it("makes nothing where the stack wants nothing", async () => {
    const { registrations, result } = await create({});
    assert.deepEqual(
      registrations.map(({ type }) => type),
      ["sfn-workflows:index:StackFoundation"],
    );
    assert.deepEqual(result.operations, {
      logLevel: "ALL",
      includeExecutionData: true,
      logRetentionInDays: 7,
      liveAlias: false,
      rollout: { type: "ALL_AT_ONCE" },
      codeDeploy: undefined,
      dashboards: false,
      protect: false,
      alarmTopicArn: undefined,
      kmsKeyArn: undefined,
    });
  });

  it("makes a rotated key that the account's policies and the log and alarm services may use", async () => {
    const { registrations } = await create({ customerManagedKey: true });
    const key = only(registrations, "aws:kms/key:Key").inputs;
    assert.equal(key.enableKeyRotation, true);
    const { Statement } = JSON.parse(key.policy as string);
    assert.deepEqual(
      Statement.map(({ Principal }: { Principal: unknown }) => Principal),
      [
        { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        { Service: `logs.${REGION}.amazonaws.com` },
        { Service: "cloudwatch.amazonaws.com" },
        { Service: "delivery.logs.amazonaws.com" },
        { Service: "cloudtrail.amazonaws.com" },
        { Service: "cloudtrail.amazonaws.com" },
      ],
    );
    assert.ok(Statement.slice(1).every(({ Condition }: { Condition?: object }) => Condition));
  });

  it("lets CloudTrail encrypt log files with the key, for the trails of this account and region", async () => {
    const { registrations } = await create({ customerManagedKey: true });
    const { Statement } = JSON.parse(only(registrations, "aws:kms/key:Key").inputs.policy as string);
    const trails = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/*`;
    const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Resource: ["*"] };
    assert.deepEqual(Statement.slice(-2), [
      {
        ...common,
        Sid: "EncryptTrails",
        Action: ["kms:GenerateDataKey*"],
        Condition: {
          ArnLike: { "aws:SourceArn": trails },
          StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": trails },
        },
      },
      {
        ...common,
        Sid: "DescribeKeyForTrails",
        Action: ["kms:DescribeKey"],
        Condition: { ArnLike: { "aws:SourceArn": trails } },
      },
    ]);
  });

  it("makes one CodeDeploy application and configuration for the gradual rollouts of all functions", async () => {
    const { registrations, result } = await create({
      liveAlias: true,
      rollout: { type: "LINEAR", percentage: 25, intervalMinutes: 3 },
    });
    assert.deepEqual(
      registrations.map(({ type }) => type),
      [
        "sfn-workflows:index:StackFoundation",
        "aws:codedeploy/application:Application",
        "aws:codedeploy/deploymentConfig:DeploymentConfig",
      ],
    );
    assert.deepEqual(only(registrations, "aws:codedeploy/application:Application").inputs, {
      computePlatform: "Lambda",
    });
    assert.deepEqual(only(registrations, "aws:codedeploy/deploymentConfig:DeploymentConfig").inputs, {
      computePlatform: "Lambda",
      trafficRoutingConfig: { type: "TimeBasedLinear", timeBasedLinear: { percentage: 25, interval: 3 } },
    });
    const { applicationName, deploymentConfigName } = result.operations.codeDeploy!;
    assert.equal(await resolved(pulumi.output(applicationName)), "f-rollouts");
    assert.equal(await resolved(pulumi.output(deploymentConfigName)), "f-rollout");
  });

  it("creates nothing for ALL_AT_ONCE rollouts, nor without aliases", async () => {
    for (const changes of [
      { liveAlias: true },
      { rollout: { type: "CANARY", percentage: 10, intervalMinutes: 5 } as const },
    ]) {
      const { registrations } = await create(changes);
      assert.equal(registrations.length, 1);
    }
  });

  it("refuses a rollout that AWS would refuse", async () => {
    const rollout = { type: "CANARY", percentage: 100, intervalMinutes: 5 } as const;
    await assert.rejects(create({ liveAlias: true, rollout }), {
      message: "StackFoundation 'f': rollout.percentage must be a whole number from 1 to 99; given: 100",
    });
  });

  it("makes an encrypted topic for alarms, mailed where an address is given", async () => {
    const { registrations } = await create({
      alarms: true,
      customerManagedKey: true,
      alarmEmail: "ops@example.com",
    });
    assert.equal(
      only(registrations, "aws:sns/topic:Topic").inputs.kmsMasterKeyId,
      only(registrations, "aws:kms/key:Key").outputs.arn,
    );
    assert.deepEqual(only(registrations, "aws:sns/topicSubscription:TopicSubscription").inputs, {
      topic: `arn:aws:sns:${REGION}:${ACCOUNT}:f-alarms`,
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });

  it("lets CloudWatch publish to the topic for this account, and no one without TLS", async () => {
    const { registrations } = await create({ alarms: true });
    const { arn, policy } = only(registrations, "aws:sns/topicPolicy:TopicPolicy").inputs;
    assert.equal(arn, `arn:aws:sns:${REGION}:${ACCOUNT}:f-alarms`);
    assert.deepEqual(JSON.parse(policy as string).Statement, [
      {
        Sid: "PublishAlarms",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["sns:Publish"],
        Resource: [arn],
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } },
      },
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: ["sns:Publish"],
        Resource: [arn],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });
});

describe("components: AuditTrail", () => {
  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
  const some: Audited[] = [{ functionArns: ["arn:f"], tableArns: [], bucketArns: [] }];
  const create = async (audited: Audited[], operations?: AuditTrailArgs["operations"]) =>
    (await register(() => new AuditTrail("audit", { audited, operations }))).registrations;
  const trailOf = async (audited: Audited[]) => only(await create(audited), TRAIL).inputs;

  it("records the data events of just the given functions, tables and buckets", async () => {
    const { advancedEventSelectors, enableLogFileValidation } = await trailOf([
      { functionArns: ["arn:f1"], tableArns: ["arn:t"], bucketArns: ["arn:b"] },
      { functionArns: ["arn:f2"], tableArns: [], bucketArns: [] },
    ]);
    assert.equal(enableLogFileValidation, true);
    assert.deepEqual(
      (advancedEventSelectors as { fieldSelectors: object[] }[]).map(({ fieldSelectors }) =>
        fieldSelectors.slice(1),
      ),
      [
        [
          { field: "resources.type", equals: ["AWS::Lambda::Function"] },
          { field: "resources.ARN", equals: ["arn:f1", "arn:f2"] },
        ],
        [
          { field: "resources.type", equals: ["AWS::DynamoDB::Table"] },
          { field: "resources.ARN", equals: ["arn:t"] },
        ],
        [
          { field: "resources.type", equals: ["AWS::S3::Object"] },
          { field: "resources.ARN", startsWiths: ["arn:b/"] },
        ],
      ],
    );
  });

  it("has no selector without resources", async () => {
    const { advancedEventSelectors } = await trailOf(some);
    assert.equal((advancedEventSelectors as unknown[]).length, 1);
  });

  it("stores its log files in its own bucket, whose name it has", async () => {
    const registrations = await create(some);
    const { name, s3Bucket, kmsKeyId } = only(registrations, TRAIL).inputs;
    assert.deepEqual([name, s3Bucket], ["audit-trail", { existing: { name: "audit-trail" } }]);
    assert.equal(kmsKeyId, undefined);
    assert.deepEqual(only(registrations, "aws:s3/bucket:Bucket").inputs, { forceDestroy: true });
    assert.deepEqual(only(registrations, PUBLIC_ACCESS_BLOCK).inputs, {
      bucket: "audit-trail",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(only(registrations, ENCRYPTION).inputs.rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.deepEqual(only(registrations, "aws:s3/bucketVersioning:BucketVersioning").inputs, {
      bucket: "audit-trail",
      versioningConfiguration: { status: "Enabled" },
    });
  });

  it("encrypts the log files with the stack's key, and retains them where the stack protects data", async () => {
    const registrations = await create(some, { kmsKeyArn: KEY, protect: true });
    assert.equal(only(registrations, TRAIL).inputs.kmsKeyId, KEY);
    assert.deepEqual(only(registrations, "aws:s3/bucket:Bucket").inputs, { forceDestroy: false });
    assert.deepEqual(only(registrations, ENCRYPTION).inputs.rules, [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
        bucketKeyEnabled: false,
      },
    ]);
  });

  it("makes no trail where there is nothing to audit", async () => {
    assert.deepEqual(
      (await create([])).map(({ type }) => type),
      ["sfn-workflows:index:AuditTrail"],
    );
  });
});
