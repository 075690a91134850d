import assert from "node:assert/strict";
import type { Requirement } from "../../../../../../packages/local-cloud/aws/service";
import { ACCOUNT, allow, executionArn, fakeService, machineArn, type TestCloud, testCloud } from "../support";

const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const OTHER = `arn:aws:iam::${ACCOUNT}:role/other`;

describe("what a state machine's role must allow", () => {
  let test: TestCloud;
  const callers: string[] = [];
  const requirement = (): Requirement[] => [{ action: "lambda:InvokeFunction", resource: FUNCTION }];

  before(async () => {
    const invoke = (_input: unknown, caller: { arn: string }) => {
      callers.push(caller.arn);
      return { StatusCode: 200, Payload: '"done"' };
    };
    test = await testCloud({ services: [fakeService("lambda", { Invoke: invoke }, requirement)] });
  });
  after(() => test.close());

  const run = async (name: string, roleArn: string, extra: object = {}) => {
    const Resource = "arn:aws:states:::lambda:invoke";
    await test.create(
      name,
      {
        StartAt: "Call",
        States: {
          Call: { Type: "Task", Resource, Parameters: { FunctionName: FUNCTION }, End: true, ...extra },
        },
      },
      { roleArn },
    );
    await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "e" });
    const execution = test.service.execution(executionArn(name, "e"));
    await execution?.ended;
    const result = execution?.result;
    assert.ok(result);
    return result.status === "SUCCEEDED"
      ? { error: undefined, cause: "" }
      : { error: result.error, cause: result.cause ?? "" };
  };
  const trust = (Principal: object, Condition: object = {}) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", Condition }],
  });

  it("is every call: the error names role, action and resource", async () => {
    const allowed = test.putRole("allowed", [allow("lambda:InvokeFunction", FUNCTION)]);
    assert.equal((await run("allowed", allowed)).error, undefined);
    assert.match(callers.at(-1) ?? "", /^arn:aws:sts::\d+:assumed-role\/allowed\//);
    const refused = test.putRole("refused", [allow("lambda:InvokeFunction", `${FUNCTION}2`)]);
    const { error, cause } = await run("refused", refused);
    assert.equal(error, "Lambda.AWSLambdaException");
    for (const part of ["role/refused", "lambda:InvokeFunction", FUNCTION])
      assert.ok(cause.includes(part), cause);
  });

  it("is checked with every call: a changed policy takes effect at once", async () => {
    const role = test.putRole("changed", [allow("lambda:InvokeFunction", FUNCTION)]);
    assert.equal((await run("changed", role)).error, undefined);
    test.putRole("changed", []);
    await test.call("StartExecution", { stateMachineArn: machineArn("changed"), name: "again" });
    const execution = test.service.execution(executionArn("changed", "again"));
    await execution?.ended;
    assert.equal(execution?.status, "FAILED");
  });

  it("fails with States.Permissions once the role no longer trusts Step Functions", async () => {
    const role = test.putRole("untrusting", [allow("*")]);
    await run("untrusting", role);
    test.putRole("untrusting", [allow("*")], trust({ Service: "lambda.amazonaws.com" }));
    await test.call("StartExecution", { stateMachineArn: machineArn("untrusting"), name: "again" });
    const execution = test.service.execution(executionArn("untrusting", "again"));
    await execution?.ended;
    assert.ok(execution?.result?.status === "FAILED");
    assert.equal(execution.result.error, "States.Permissions");
    assert.match(execution.result.cause ?? "", /role\/untrusting/);
  });

  describe("with Credentials", () => {
    const Credentials = { RoleArn: OTHER };
    const mayAssume = allow("sts:AssumeRole", OTHER);

    it("calls as the other role, if both allow it", async () => {
      const caller = test.putRole("caller", [mayAssume]);
      test.putRole("other", [allow("lambda:InvokeFunction", FUNCTION)], trust({ AWS: caller }));
      assert.deepEqual(await run("credentials", caller, { Credentials }), { error: undefined, cause: "" });
      assert.match(callers.at(-1) ?? "", /assumed-role\/other\//);
    });

    it("fails where the role may not assume the other, or the other does not trust it", async () => {
      const poor = test.putRole("poor", [allow("sqs:SendMessage")]);
      test.putRole(
        "other",
        [allow("*")],
        trust({ AWS: poor }, { StringEquals: { "aws:PrincipalTag/none": "x" } }),
      );
      assert.equal((await run("poor", poor, { Credentials })).error, "States.Permissions");
      const stranger = test.putRole("stranger", [mayAssume]);
      const { error, cause } = await run("stranger", stranger, { Credentials });
      assert.equal(error, "States.Permissions");
      assert.match(cause, /sts:AssumeRole/);
    });
  });
});
