import assert from "node:assert/strict";
import { TestStateCommand, type TestStateCommandInput } from "@aws-sdk/client-sfn";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { allow, failsWith, fakeService, ROLE, type TestCloud, testCloud } from "./support";

const INVOKE = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: "f", "Payload.$": "$" },
  ResultPath: "$.charged",
  Retry: [
    { ErrorEquals: ["Lambda.TooManyRequestsException"], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 },
  ],
  Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Refund" }],
  Next: "Ship",
};

describe("TestState", () => {
  let test: TestCloud;
  const clock = new ManualClock();

  before(async () => {
    const lambda = fakeService(
      "lambda",
      { Invoke: () => ({ StatusCode: 200, Payload: '{"paid":true}' }) },
      () => [{ action: "lambda:InvokeFunction", resource: "*" }],
    );
    test = await testCloud({ clock, services: [lambda] });
    test.putRole("idle", [allow("sqs:SendMessage")]);
  });
  after(() => test.close());

  const testState = async (definition: object | string, request: Partial<TestStateCommandInput> = {}) => {
    const text = typeof definition === "string" ? definition : JSON.stringify(definition);
    const { $metadata: _, ...response } = await test.client.send(
      new TestStateCommand({ definition: text, ...request }),
    );
    return response;
  };

  it("returns a state's output, and with DEBUG the data between its steps", async () => {
    const pass = { Type: "Pass", InputPath: "$.a", ResultPath: "$.b", Next: "Then" };
    const request = { input: '{"a":{"c":1}}' };
    assert.deepEqual(await testState(pass, request), {
      status: "SUCCEEDED",
      output: '{"a":{"c":1},"b":{"c":1}}',
      nextState: "Then",
    });
    const { inspectionData } = await testState(pass, { ...request, inspectionLevel: "DEBUG" });
    assert.equal(inspectionData?.afterInputPath, '{"c":1}');
    assert.equal(inspectionData?.input, request.input);
  });

  it("calls the Task's service with the role, whose policies apply", async () => {
    const { output, nextState } = await testState(INVOKE, { input: "{}", roleArn: ROLE });
    assert.deepEqual(JSON.parse(output ?? "").charged.Payload, { paid: true });
    assert.equal(nextState, "Ship");
    const refused = await testState(INVOKE, { roleArn: ROLE.replace("machine", "idle") });
    assert.deepEqual([refused.status, refused.error], ["CAUGHT_ERROR", "Lambda.AWSLambdaException"]);
    assert.match(refused.cause ?? "", /role\/idle|assumed-role\/idle/);
  });

  it("takes a mocked result, checked against the API, and calls nothing", async () => {
    const mock = { result: '{"StatusCode":200,"Payload":"1"}' };
    const { output } = await testState(INVOKE, { mock });
    assert.equal(JSON.parse(output ?? "").charged.Payload, "1");
    const bad = { result: '{"StatusCode":"200"}' };
    await assert.rejects(
      testState(INVOKE, { mock: bad }),
      failsWith(
        "ValidationException",
        "Mock result schema validation error: Field 'StatusCode' must be a number",
      ),
    );
    assert.equal(
      (await testState(INVOKE, { mock: { ...bad, fieldValidationMode: "NONE" } })).status,
      "SUCCEEDED",
    );
  });

  it("shows by a mocked error how it is retried and caught", async () => {
    const mock = { errorOutput: { error: "Lambda.TooManyRequestsException", cause: "Slow down" } };
    const retried = await testState(INVOKE, {
      mock,
      inspectionLevel: "DEBUG",
      stateConfiguration: { retrierRetryCount: 1 },
    });
    assert.equal(retried.status, "RETRIABLE");
    assert.deepEqual(retried.inspectionData?.errorDetails, { retryIndex: 0, retryBackoffIntervalSeconds: 6 });
    const caught = await testState(INVOKE, { mock, stateConfiguration: { retrierRetryCount: 2 } });
    assert.deepEqual([caught.status, caught.nextState], ["CAUGHT_ERROR", "Refund"]);
    assert.deepEqual(JSON.parse(caught.output ?? "").error, {
      Error: "Lambda.TooManyRequestsException",
      Cause: "Slow down",
    });
  });

  it("tests a state of a state machine, with variables and the context object", async () => {
    const machine = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Next: "B" },
        B: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage",
          Arguments: { QueueUrl: "q", MessageBody: "{% $name %}" },
          Output: "{% [$name, $states.context.Execution.Name] %}",
          End: true,
        },
      },
    };
    const { output } = await testState(machine, {
      stateName: "B",
      variables: '{"name":"n"}',
      context: '{"Execution":{"Name":"e"}}',
      mock: { result: '{"MessageId":"1"}' },
    });
    assert.equal(output, '["n","e"]');
  });

  it("fails after five minutes", async () => {
    const waiting = testState({ Type: "Wait", Seconds: 600, End: true });
    const answered = waiting.then(({ status, error }) => [status, error]);
    let settled = false;
    void answered.then(() => {
      settled = true;
    });
    for (let turn = 0; !settled && turn < 1000; turn++) await clock.advance(5000);
    assert.deepEqual(await answered, ["FAILED", "States.Timeout"]);
  });

  const PASS = { Type: "Pass", End: true };
  const callback = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl: "q", MessageBody: { "Token.$": "$$.Task.Token" } },
    End: true,
  };
  const refusals: [string, object | string, Partial<TestStateCommandInput>, string, RegExp][] = [
    ["no JSON", "{", {}, "InvalidDefinition", /valid JSON object/],
    [
      "a field that the state does not have",
      { ...PASS, Foo: 1 },
      {},
      "InvalidDefinition",
      /^Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: .* at \/States\/StateName/,
    ],
    [
      "a state machine that is not valid",
      { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } },
      { stateName: "A" },
      "InvalidDefinition",
      /MISSING_TRANSITION_TARGET/,
    ],
    [
      "a state machine without stateName",
      { StartAt: "A", States: { A: PASS } },
      {},
      "ValidationException",
      /StateName/,
    ],
    ["input that is not JSON", PASS, { input: "{" }, "InvalidExecutionInput", /JSON/],
    ["a context without a mock", PASS, { context: "{}" }, "ValidationException", /mock/],
    ["a Task without role and mock", INVOKE, {}, "ValidationException", /RoleArn must be specified/],
    [
      "a callback without a mock",
      callback,
      { roleArn: ROLE },
      "ValidationException",
      /waitForTaskToken.* mock/,
    ],
    [
      "a result and an error",
      INVOKE,
      { mock: { result: "1", errorOutput: { error: "E" } } },
      "ValidationException",
      /only one of/,
    ],
    [
      "a level that there is not",
      PASS,
      { inspectionLevel: "ALL" as "INFO" },
      "ValidationException",
      /enum value set: \[INFO, DEBUG, TRACE\]/,
    ],
    [
      "a negative retry count",
      INVOKE,
      { mock: { result: "{}" }, stateConfiguration: { retrierRetryCount: -1 } },
      "ValidationException",
      /stateConfiguration.retrierRetryCount/,
    ],
  ];
  for (const [what, definition, request, code, message] of refusals) {
    it(`rejects ${what}`, () => assert.rejects(testState(definition, request), failsWith(code, message)));
  }

  it("needs permission to pass the role, and to reveal secrets", async () => {
    const caller = {
      arn: "arn:aws:sts::123456789012:assumed-role/idle/s",
      accountId: "123456789012",
      roleArn: ROLE.replace("machine", "idle"),
    };
    const call = (input: object) =>
      test.cloud.call(caller, "states", "TestState", { definition: JSON.stringify(PASS), ...input });
    test.putRole("idle", [allow(["states:TestState"])]);
    assert.equal((await call({})).status, "SUCCEEDED");
    await assert.rejects(call({ roleArn: ROLE }), failsWith("AccessDeniedException", /iam:PassRole/));
    await assert.rejects(
      call({ revealSecrets: true }),
      failsWith("AccessDeniedException", /states:RevealSecrets/),
    );
  });
});
