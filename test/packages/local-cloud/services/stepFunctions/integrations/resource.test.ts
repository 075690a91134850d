import assert from "node:assert/strict";
import { parseResource } from "../../../../../../packages/local-cloud/services/stepFunctions/integrations/resource";

describe("a Task's Resource", () => {
  const cases: [string, ReturnType<typeof parseResource>][] = [
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
    it(resource, () => assert.deepEqual(parseResource(resource), expected));
  }
});
