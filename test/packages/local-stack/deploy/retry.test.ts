import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import type { Resource } from "../../../../packages/local-stack/program/evaluation";
import { resource, TestDeployment } from "./deploymentSupport";

const ACCOUNT = "123456789012";
const REGION = "us-east-1";
const MACHINE_ARN = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:m`;

const needing = (given: Resource, ...needed: Resource[]): Resource => ({
  ...given,
  dependencies: needed.map(({ urn }) => urn),
});

const role = (name: string, service: string) =>
  resource(
    "aws:iam/role:Role",
    name,
    {
      name,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
      },
    },
    { arn: `arn:aws:iam::${ACCOUNT}:role/${name}` },
  );

const policy = (roleName: string, ...actions: string[]) =>
  resource("aws:iam/rolePolicy:RolePolicy", `${roleName}-policy`, {
    name: "p",
    role: roleName,
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
    },
  });

const RUNNER = role("runner", "states.amazonaws.com");
const WORKER = role("worker", "lambda.amazonaws.com");
const TRACING = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSampling*"];

/** A machine that needs tracing permissions to be created. */
const machine = needing(
  resource(
    "aws:sfn/stateMachine:StateMachine",
    "m",
    {
      name: "m",
      roleArn: RUNNER.outputs.arn,
      definition: '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}',
      tracingConfiguration: { enabled: true },
    },
    { arn: MACHINE_ARN },
  ),
  RUNNER,
);

const lambda = (name: string, inputs: object = {}) =>
  needing(
    resource(
      "aws:lambda/function:Function",
      name,
      {
        name,
        role: WORKER.outputs.arn,
        code: new asset.AssetArchive({ "index.js": new asset.StringAsset("exports.handler = () => {};") }),
        ...inputs,
      },
      { arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}` },
    ),
    WORKER,
  );

describe("a resource that AWS refuses for a permission that comes later", () => {
  let running: TestDeployment;
  beforeEach(async () => {
    running = await TestDeployment.start();
  });
  afterEach(() => running.close());

  const refusals = () => running.services.cloud.iam.refusals;
  const nameOf = (urn: string) => urn.split("::").at(-1);

  it("is created after the policies of its role that do not depend on it", async () => {
    const { created } = await running.apply(machine, RUNNER, policy("runner", ...TRACING));
    assert.deepEqual(created.map(nameOf), ["runner", "runner-policy", "m"]);
    assert.deepEqual(refusals(), []);
  });

  it("is tried again once what the policy depends on is there, and so is what needs it; no refusal is recorded", async () => {
    const f = lambda("z");
    const alias = needing(
      resource("aws:cloudwatch/logGroup:LogGroup", "needs-machine", { name: "needs-machine" }),
      machine,
    );
    const heard: unknown[] = [];
    running.services.cloud.iam.onRefusal((refusal) => heard.push(refusal));
    const { created } = await running.apply(
      machine,
      alias,
      f,
      RUNNER,
      WORKER,
      needing(policy("runner", ...TRACING), f),
    );
    assert.deepEqual(created.map(nameOf), ["runner", "worker", "z", "runner-policy", "m", "needs-machine"]);
    assert.deepEqual([refusals(), heard], [[], []]);
  });

  it("fails with its own error, once nothing changes any more, and the rest is created", async () => {
    const f = lambda("z");
    const other = { ...lambda("other", { tracingConfig: { mode: "Active" } }) };
    await assert.rejects(running.apply(machine, other, f, RUNNER, WORKER), {
      name: "DeploymentError",
      message:
        /^aws:sfn\/stateMachine:StateMachine 'm' could not be created: AccessDeniedException: .*xray:PutTraceSegments/,
    });
    assert.deepEqual(
      refusals().map(({ via, action }) => [via, action]),
      [
        ["states:CreateStateMachine", "xray:PutTraceSegments"],
        ["CreateFunction", "xray:PutTraceSegments"],
      ],
    );
    const { created, unchanged } = await running.apply(
      machine,
      other,
      f,
      RUNNER,
      WORKER,
      policy("runner", ...TRACING),
      policy("worker", ...TRACING),
    );
    assert.deepEqual(created.map(nameOf), ["runner-policy", "worker-policy", "m", "other"]);
    assert.deepEqual(unchanged.map(nameOf), ["runner", "worker", "z"]);
  });

  it("is not tried again for another error", async () => {
    const broken = { ...machine, inputs: { ...machine.inputs, definition: "{}" } };
    const group = needing(resource("aws:cloudwatch/logGroup:LogGroup", "g", { name: "g" }), broken);
    await assert.rejects(
      running.apply(RUNNER, policy("runner", ...TRACING), broken, group),
      /InvalidDefinition/,
    );
  });

  it("is a changed function or event source mapping, but not a changed state machine", async () => {
    const queue = resource(
      "aws:sqs/queue:Queue",
      "q",
      { name: "q", visibilityTimeoutSeconds: 30 },
      { arn: `arn:aws:sqs:${REGION}:${ACCOUNT}:q` },
    );
    const f = lambda("f");
    const mapping = (batchSize: number) =>
      needing(
        resource("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
          eventSourceArn: queue.outputs.arn,
          functionName: "f",
          batchSize,
        }),
        f,
        queue,
      );
    const polling = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    await running.apply(WORKER, f, queue, mapping(1), policy("worker", ...polling));
    const late = lambda("late");
    const worker = { ...policy("worker", ...polling, ...TRACING), dependencies: [late.urn] };
    const { updated } = await running.apply(
      WORKER,
      lambda("f", { tracingConfig: { mode: "Active" } }),
      queue,
      mapping(2),
      worker,
      late,
    );
    assert.deepEqual(updated.map(nameOf), ["worker-policy", "f", "mapping"]);
    assert.deepEqual(refusals(), []);

    const plain = { ...machine, inputs: { ...machine.inputs, tracingConfiguration: undefined } };
    await running.apply(WORKER, f, queue, RUNNER, plain);
    const permitted = needing(policy("runner", ...TRACING), late);
    await assert.rejects(
      running.apply(WORKER, f, queue, RUNNER, machine, permitted, late),
      /'m' could not be updated: AccessDeniedException/,
    );
  });

  it("is recorded once in the audit mode, if the permission does not come", async () => {
    running.services.cloud.iam.mode = "audit";
    const f = lambda("z");
    await running.apply(machine, f, RUNNER, WORKER, needing(policy("runner", ...TRACING), f));
    assert.deepEqual(refusals(), []);
    const other = { ...lambda("other", { tracingConfig: { mode: "Active" } }) };
    await running.apply(other, machine, f, RUNNER, WORKER, needing(policy("runner", ...TRACING), f));
    assert.deepEqual(
      refusals().map(({ action, enforced }) => [action, enforced]),
      [
        ["xray:PutTraceSegments", false],
        ["xray:PutTelemetryRecords", false],
      ],
    );
  });
});
