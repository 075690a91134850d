import assert from "node:assert/strict";
import { resource, TestDeployment } from "./deploymentSupport";

const ARN = "arn:aws:states:us-east-1:123456789012:activity:approval";
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
const ROLE = "arn:aws:iam::123456789012:role/r";

const activity = (inputs: object = {}) =>
  resource("aws:sfn/activity:Activity", "approval", { name: "approval", ...inputs }, { arn: ARN });

const role = resource("aws:iam/role:Role", "r", {
  name: "r",
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
});

const machine = (inputs: object = {}) => ({
  ...resource(
    "aws:sfn/stateMachine:StateMachine",
    "m",
    {
      name: "m",
      roleArn: ROLE,
      definition: JSON.stringify({
        StartAt: "Approve",
        States: { Approve: { Type: "Task", Resource: ARN, TimeoutSeconds: 300, End: true } },
      }),
      ...inputs,
    },
    { arn: MACHINE },
  ),
  dependencies: [activity().urn, role.urn],
});

describe("a deployed activity", () => {
  let running: TestDeployment;
  beforeEach(async () => {
    running = await TestDeployment.start();
  });
  afterEach(() => running.close());

  const states = (operation: string, input: object) => running.call("states", operation, input);
  const tags = async (resourceArn: string) => (await states("ListTagsForResource", { resourceArn })).tags;

  it("gives its tasks to a worker, with a role that allows nothing", async () => {
    await running.apply(machine(), activity({ encryptionConfiguration: { type: "AWS_OWNED_KEY" } }), role);
    const started = await states("StartExecution", { stateMachineArn: MACHINE, input: '{"amount":5}' });
    const { taskToken, input } = await states("GetActivityTask", { activityArn: ARN, workerName: "w" });
    assert.equal(input, '{"amount":5}');
    await states("SendTaskSuccess", { taskToken, output: '"approved"' });
    const execution = running.services.stepFunctions.execution(String(started.executionArn))!;
    await execution.ended;
    assert.deepEqual(execution.result, { status: "SUCCEEDED", output: "approved" });
    assert.deepEqual(running.services.cloud.iam.refusals, []);
  });

  it("keeps its tasks when its tags change, and is replaced when its key does", async () => {
    const created = async () => (await states("DescribeActivity", { activityArn: ARN })).creationDate;
    await running.apply(activity({ tags: { a: "1", b: "2" } }));
    const first = await created();
    await running.apply(activity({ tags: { b: "3", c: "4" } }));
    assert.deepEqual(await tags(ARN), [
      { key: "b", value: "3" },
      { key: "c", value: "4" },
    ]);
    assert.equal(await created(), first);
    const kmsKeyId = "arn:aws:kms:us-east-1:123456789012:key/7";
    await running.apply(
      activity({ encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId } }),
    );
    const { encryptionConfiguration } = await states("DescribeActivity", { activityArn: ARN });
    assert.equal((encryptionConfiguration as { kmsKeyId: string }).kmsKeyId, kmsKeyId);
    assert.deepEqual(await tags(ARN), []);
  });

  it("is gone when the program no longer has it", async () => {
    await running.apply(activity());
    await running.apply();
    await assert.rejects(states("DescribeActivity", { activityArn: ARN }), { code: "ActivityDoesNotExist" });
  });

  it("is tagged like a state machine, whose tags change too", async () => {
    await running.apply(activity(), role, machine({ tags: { a: "1" } }));
    await running.apply(activity(), role, machine({ tags: { b: "2" } }));
    assert.deepEqual(await tags(MACHINE), [{ key: "b", value: "2" }]);
  });
});
