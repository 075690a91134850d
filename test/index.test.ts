import assert from "node:assert/strict";
import * as path from "node:path";
import { evaluate } from "../local/evaluate/evaluate";
import type { Resource } from "../local/evaluate/evaluation";
import { USUAL_CONFIG } from "../local/scenarios/scenario";
import { evaluatedWith } from "./local/stack";

const resources = async (stack: "dev" | "prod") => (await evaluatedWith(stack, USUAL_CONFIG)).resources;

const ofType = (all: Resource[], type: string) => all.filter((each) => each.type === type);
const countsOf = (all: Resource[]) => {
  const counts: Record<string, number> = {};
  for (const { type } of all) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
};

describe("the program", function () {
  this.timeout(60_000);

  it("differs between dev and prod in alarms, aliases, keys, the schedule of the pump and the audit trail alone", async () => {
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
    const queues = ofType(await resources("dev"), "aws:sqs/queue:Queue").length / 2;
    assert.deepEqual(more, {
      "aws:apigateway/apiKey:ApiKey": -1,
      "aws:apigateway/usagePlan:UsagePlan": -1,
      "aws:apigateway/usagePlanKey:UsagePlanKey": -1,
      "aws:appsync/apiKey:ApiKey": -1,
      "aws:cloudtrail/trail:Trail": 1,
      "aws:cloudwatch/metricAlarm:MetricAlarm": 4 * machines + 2 * functions + queues,
      "aws:iam/role:Role": 1,
      "aws:iam/rolePolicy:RolePolicy": 1,
      "aws:kms/key:Key": 1,
      "aws:lambda/alias:Alias": functions,
      "aws:s3/bucket:Bucket": 1,
      "aws:s3/bucketPolicy:BucketPolicy": 1,
      "aws:scheduler/schedule:Schedule": 1,
      "aws:sfn/alias:Alias": machines,
      "aws:sns/topic:Topic": 1,
      "awsx:cloudtrail:Trail": 1,
      "sfn-workflows:index:AuditTrail": 1,
    });
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
