import assert from "node:assert/strict";
import { AuditTrail, StackFoundation, type StackFoundationArgs } from "../../components";
import type { Audited } from "../../components/auditTrail";
import { ACCOUNT, only, REGION, register } from "./registrations";

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
      ],
    );
    assert.ok(Statement.slice(1).every(({ Condition }: { Condition?: object }) => Condition));
  });

  it("makes an encrypted topic for alarms, mailed where an address is given", async () => {
    const { registrations } = await create({
      alarms: true,
      customerManagedKey: true,
      alarmEmail: "ops@example.com",
    });
    assert.equal(
      only(registrations, "aws:sns/topic:Topic").inputs.kmsMasterKeyId,
      `arn:aws:kms:${REGION}:${ACCOUNT}:key/f-key`,
    );
    assert.deepEqual(only(registrations, "aws:sns/topicSubscription:TopicSubscription").inputs, {
      topic: `arn:aws:sns:${REGION}:${ACCOUNT}:f-alarms`,
      protocol: "email",
      endpoint: "ops@example.com",
    });
  });
});

describe("components: AuditTrail", () => {
  const trailOf = async (audited: Audited[]) => {
    const { registrations } = await register(() => new AuditTrail("audit", { audited }));
    return only(registrations, "awsx:cloudtrail:Trail").inputs;
  };

  it("keeps the data events of just the given functions, tables and buckets", async () => {
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
    const { advancedEventSelectors } = await trailOf([
      { functionArns: ["arn:f"], tableArns: [], bucketArns: [] },
    ]);
    assert.equal((advancedEventSelectors as unknown[]).length, 1);
  });

  it("makes no trail where there is nothing to audit", async () => {
    const { registrations } = await register(() => new AuditTrail("audit", { audited: [] }));
    assert.deepEqual(
      registrations.map(({ type }) => type),
      ["sfn-workflows:index:AuditTrail"],
    );
  });
});
