import assert from "node:assert/strict";
import {
  integrationName,
  invokesFunction,
  isCallback,
  isIntegration,
  parseTaskResource,
} from "../../../packages/asl";

describe("a Task's Resource", () => {
  const cases: [string, ReturnType<typeof parseTaskResource>][] = [
    [
      "arn:aws:states:::lambda:invoke",
      { kind: "optimized", service: "lambda", action: "invoke", pattern: "requestResponse" },
    ],
    [
      "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      { kind: "optimized", service: "sqs", action: "sendMessage", pattern: "waitForTaskToken" },
    ],
    [
      "arn:aws:states:::states:startExecution.sync",
      { kind: "optimized", service: "states", action: "startExecution", pattern: "sync" },
    ],
    [
      "arn:aws:states:::states:startExecution.sync:2",
      { kind: "optimized", service: "states", action: "startExecution", pattern: "sync:2" },
    ],
    [
      "arn:aws:states:::aws-sdk:dynamodb:query",
      { kind: "sdk", service: "dynamodb", action: "query", pattern: "requestResponse" },
    ],
    [
      "arn:aws-us-gov:states:::aws-sdk:sfn:startExecution.waitForTaskToken",
      { kind: "sdk", service: "sfn", action: "startExecution", pattern: "waitForTaskToken" },
    ],
    [
      "arn:aws:lambda:us-east-1:123456789012:function:f:live",
      { kind: "function", arn: "arn:aws:lambda:us-east-1:123456789012:function:f:live" },
    ],
    [
      "arn:aws:states:us-east-1:123456789012:activity:a",
      { kind: "activity", arn: "arn:aws:states:us-east-1:123456789012:activity:a" },
    ],
    ["arn:aws:states:::lambda:invoke.sync:3", undefined],
    ["lambda:invoke", undefined],
  ];
  for (const [resource, expected] of cases) {
    it(resource, () => assert.deepEqual(parseTaskResource(resource), expected));
  }

  for (const value of [
    undefined,
    5,
    {},
    "arn:aws:s3:::bucket",
    "arn:aws:lambda:us-east-1:123456789012:layer:x",
  ]) {
    it(`${JSON.stringify(value)} names nothing to call`, () =>
      assert.equal(parseTaskResource(value), undefined));
  }

  it("has the name of its integration", () => {
    for (const name of ["sqs:sendMessage", "aws-sdk:sqs:sendMessage"]) {
      const resource = parseTaskResource(`arn:aws:states:::${name}.waitForTaskToken`);
      assert.ok(isIntegration(resource));
      assert.equal(integrationName(resource), name);
    }
  });

  it("is recognized as the invocation of a function and as a callback", () => {
    const read = (name: string) => parseTaskResource(`arn:aws:states:::${name}`);
    const functionArn = parseTaskResource("arn:aws:lambda:us-east-1:123456789012:function:f");
    const invocations = [functionArn, read("lambda:invoke"), read("aws-sdk:lambda:invoke")];
    assert.deepEqual(invocations.map(invokesFunction), [true, true, true]);
    assert.deepEqual([read("sqs:sendMessage"), undefined].map(invokesFunction), [false, false]);
    assert.equal(isCallback(read("sqs:sendMessage.waitForTaskToken")), true);
    assert.equal(isCallback(functionArn), false);
  });
});
