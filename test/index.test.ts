import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { USUAL_CONFIG } from "../checks/scenarios/scenario";
import { evaluate, marshal, type Resource } from "../packages/local-stack";
import { WORKFLOW_NAMES } from "../workflows";
import { evaluatedWith } from "./packages/local-stack/stack";

const resources = async (stack: "dev" | "prod") => (await evaluatedWith(stack, USUAL_CONFIG)).resources;

const ofType = (all: Resource[], type: string) => all.filter((each) => each.type === type);
const only = (all: Resource[], type: string) => {
  const [one, ...others] = ofType(all, type);
  assert.ok(one && others.length === 0, type);
  return one;
};
const countsOf = (all: Resource[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of all) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

/** The functions of the usual configuration that API Gateway, AppSync or an event source mapping calls. */
const CALLED_BY_SERVICES = [
  "booking-addStepFunction",
  "booking-bookApartment",
  "booking-getApartment",
  "booking-getBooking",
  "booking-getStepFunctions",
  "booking-listApartments",
  "booking-payForApartment",
  "orders-delete-item",
  "orders-get-item",
  "orders-get-object",
  "pipeline-review-worker",
];

describe("the program", function () {
  this.timeout(60_000);

  it("differs between dev and prod in alarms, dashboards, aliases and how they move, keys, the schedule of the pump and the audit trail alone", async () => {
    const dev = countsOf(await resources("dev"));
    const prod = countsOf(await resources("prod"));
    const more = Object.fromEntries(
      Object.keys({ ...dev, ...prod }).flatMap((type) => {
        const difference = (prod[type] ?? 0) - (dev[type] ?? 0);
        return difference === 0 ? [] : [[type, difference]];
      }),
    );
    const machines = dev["aws:sfn/stateMachine:StateMachine"]!;
    const functions = dev["aws:lambda/function:Function"]!;
    const gradual = ofType(await resources("prod"), "aws:codedeploy/deploymentGroup:DeploymentGroup").map(
      ({ parent }) => parent?.split("::").at(-1),
    );
    assert.deepEqual(gradual.sort(), CALLED_BY_SERVICES);
    const queues = ofType(await resources("dev"), "aws:sqs/queue:Queue").length / 2;
    assert.deepEqual(more, {
      "aws:apigateway/apiKey:ApiKey": -1,
      "aws:apigateway/usagePlan:UsagePlan": -1,
      "aws:apigateway/usagePlanKey:UsagePlanKey": -1,
      "aws:appsync/apiKey:ApiKey": -1,
      "aws:cloudformation/stack:Stack": machines + gradual.length,
      "aws:cloudtrail/trail:Trail": 1,
      "aws:cloudwatch/dashboard:Dashboard": WORKFLOW_NAMES.length,
      "aws:cloudwatch/metricAlarm:MetricAlarm":
        4 * machines + 2 * functions + 2 * queues + machines + gradual.length,
      "aws:codedeploy/application:Application": 1,
      "aws:codedeploy/deploymentConfig:DeploymentConfig": 1,
      "aws:codedeploy/deploymentGroup:DeploymentGroup": gradual.length,
      "aws:iam/role:Role": 1 + gradual.length,
      "aws:iam/rolePolicy:RolePolicy": 1 + gradual.length,
      "aws:kms/key:Key": 1,
      "aws:s3/bucket:Bucket": 1,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
      "aws:s3/bucketPolicy:BucketPolicy": 1,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
      "aws:s3/bucketVersioning:BucketVersioning": 1,
      "aws:scheduler/schedule:Schedule": 1,
      "aws:sns/topic:Topic": 1,
      "aws:sns/topicPolicy:TopicPolicy": 1,
      "awsx:cloudtrail:Trail": 1,
      "sfn-workflows:index:AuditTrail": 1,
    });
  });

  it("keeps the account's setting for API Gateway when it is destroyed, and says in a preview whose it is", async () => {
    const retained = (await resources("dev")).filter(({ retainOnDelete }) => retainOnDelete);
    assert.deepEqual(retained.map(({ name }) => name).sort(), [
      "orders-gateway-account",
      "orders-gateway-logs-role",
    ]);
    const config = { workflows: '["orders"]' };
    const directory = path.join(__dirname, "..");
    const { logs } = await evaluate({ directory, stack: "dev", config, preview: true });
    const said = logs.filter(({ message }) => /setting of the whole account/.test(message));
    assert.deepEqual(
      said.map(({ severity }) => severity),
      ["info"],
    );
  });

  it("is the same 35 days later, but for what later deployments leave as it is", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "later-"));
    const later = path.join(folder, "later.cjs");
    writeFileSync(
      later,
      `const Now = Date, by = 35 * 86_400_000;
globalThis.Date = class extends Now {
  constructor(...given) { super(...(given.length > 0 ? given : [Now.now() + by])); }
  static now() { return Now.now() + by; }
};`,
    );
    const options = process.env.NODE_OPTIONS;
    /** As they are sent: with the contents of archives. */
    const sent = ({ inputs, secretInputs, ignoreChanges }: Resource) => {
      const compared = Object.entries(inputs).filter(([name]) => !ignoreChanges.includes(name));
      return marshal(Object.fromEntries(compared), secretInputs);
    };
    try {
      const now = await resources("dev");
      process.env.NODE_OPTIONS = `${options ?? ""} -r ${later}`;
      const then = await evaluate({
        directory: path.join(__dirname, ".."),
        stack: "dev",
        config: USUAL_CONFIG,
      });
      const expiryOf = (all: Resource[]) => only(all, "aws:appsync/apiKey:ApiKey").inputs.expires;
      assert.notEqual(expiryOf(then.resources), expiryOf(now), "the program ran later");
      const before = new Map(now.map((each) => [each.urn, each]));
      assert.deepEqual(then.resources.map(({ urn }) => urn).sort(), [...before.keys()].sort());
      for (const each of then.resources)
        assert.deepEqual(await sent(each), await sent(before.get(each.urn)!), each.urn);
    } finally {
      if (options === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = options;
      rmSync(folder, { recursive: true });
    }
  });

  it("has outputs of the workflows that there are alone", async () => {
    const { logs, outputs } = await evaluatedWith("dev", { workflows: '["messenger"]' });
    assert.deepEqual(
      logs.filter(({ message }) => /undefined/i.test(message)),
      [],
    );
    assert.deepEqual(Object.keys(outputs).sort(), [
      "apiKeys",
      "messengerArn",
      "messengerDeadLetterQueueUrl",
      "messengerQueueUrl",
      "messengerTable",
    ]);
  });

  const logging = { dev: ["ALL", true, 7], prod: ["ERROR", false, 365] } as const;
  for (const stack of ["dev", "prod"] as const) {
    it(`logs in ${stack} as its configuration says`, async () => {
      const [level, data, days] = logging[stack];
      for (const { inputs } of ofType(await resources(stack), "aws:sfn/stateMachine:StateMachine")) {
        const logged = inputs.loggingConfiguration as Record<string, unknown>;
        assert.deepEqual([logged.level, logged.includeExecutionData], [level, data]);
      }
      for (const { inputs } of ofType(await resources(stack), "aws:cloudwatch/logGroup:LogGroup")) {
        assert.equal(inputs.retentionInDays, days);
      }
    });
  }

  it("encrypts with its own key in prod, and protects what holds data", async () => {
    const prod = await resources("prod");
    const [key] = ofType(prod, "aws:kms/key:Key");
    assert.equal(key!.protect, true);
    for (const { inputs } of ofType(prod, "aws:sfn/stateMachine:StateMachine")) {
      const { kmsKeyId } = inputs.encryptionConfiguration as Record<string, unknown>;
      assert.equal(kmsKeyId, key!.outputs.arn);
    }
    for (const { inputs, protect } of ofType(prod, "aws:sqs/queue:Queue")) {
      assert.equal(inputs.kmsMasterKeyId, key!.outputs.arn);
      assert.equal(protect, true);
    }
    for (const { protect } of await resources("dev")) assert.equal(protect, false);
  });

  it("lets CloudTrail write the log files of the trail of prod, and of no other, encrypted", async () => {
    const prod = await resources("prod");
    const [trail] = ofType(prod, "aws:cloudtrail/trail:Trail");
    const { arn, kmsKeyId, s3BucketName } = trail!.outputs;
    assert.equal(kmsKeyId, ofType(prod, "aws:kms/key:Key")[0]!.outputs.arn);
    const policies = ofType(prod, "aws:s3/bucketPolicy:BucketPolicy").filter(
      ({ inputs }) => inputs.bucket === s3BucketName,
    );
    assert.equal(policies.length, 1);
    const { Statement } = JSON.parse(String(policies[0]!.inputs.policy));
    const bucketArn = `arn:aws:s3:::${s3BucketName}`;
    const common = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" } };
    assert.deepEqual(Statement, [
      {
        ...common,
        Sid: "AWSCloudTrailAclCheck",
        Action: ["s3:GetBucketAcl"],
        Resource: [bucketArn],
        Condition: { StringEquals: { "aws:SourceArn": arn } },
      },
      {
        ...common,
        Sid: "AWSCloudTrailWrite",
        Action: ["s3:PutObject"],
        Resource: [`${bucketArn}/AWSLogs/123456789012/*`],
        Condition: {
          StringEquals: { "aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: [bucketArn, `${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("moves every alias of prod in a rollout of ten percent for five minutes, and pins the functions of machines", async () => {
    const prod = await resources("prod");
    for (const { inputs, customTimeouts } of ofType(prod, "aws:cloudformation/stack:Stack")) {
      const { Type, Properties } = JSON.parse(String(inputs.templateBody)).Resources.Live;
      assert.equal(Properties.Name, "live");
      assert.deepEqual(customTimeouts, { create: "35m", update: "35m" });
      if (Type === "AWS::Lambda::Alias") continue;
      const { Percentage, Interval, Alarms, ...preference } = Properties.DeploymentPreference;
      assert.deepEqual([Type, Percentage, Interval], ["AWS::StepFunctions::StateMachineAlias", 10, 5]);
      assert.equal(preference.Type, "CANARY");
      assert.equal(
        ofType(prod, "aws:cloudwatch/metricAlarm:MetricAlarm").filter(
          ({ outputs }) => outputs.name === Alarms[0],
        ).length,
        1,
      );
    }
    const definitions = ofType(prod, "aws:sfn/stateMachine:StateMachine").map(({ inputs }) =>
      String(inputs.definition),
    );
    const pinned = definitions.join().match(/"FunctionName":"[^"]*:function:[\w-]+","Qualifier":"1"/g);
    const calls = definitions.join().match(/"FunctionName":/g);
    assert.equal(pinned?.length, calls?.length);
  });

  it("gives every resource a parent within its component, and no function a managed policy", async () => {
    const all = await resources("dev");
    for (const { type, name, parent } of all) {
      if (type.startsWith("aws:")) assert.match(parent ?? "", /sfn-workflows:index:/, name);
      assert.doesNotMatch(type, /rolePolicyAttachment/);
    }
  });

  it("says what is wrong with its configuration before any resource", async () => {
    await assert.rejects(
      evaluate({
        directory: path.join(__dirname, ".."),
        stack: "dev",
        config: { pipelineOrder: '["A","X"]', logLevel: "LOUD" },
      }),
      {
        name: "EvaluationError",
        message:
          "the configuration of stack 'dev' is wrong:\n" +
          `  sfn-workflows:pipelineOrder is '["A","X"]'; allowed: a list of one or more of A, B, C, trim, review, in any order\n` +
          "  sfn-workflows:logLevel is 'LOUD'; allowed: ALL, ERROR, FATAL, OFF",
      },
    );
  });
});
