import assert from "node:assert/strict";
import { TaskFailure } from "../../../../../../packages/asl/engine";
import { AwsError } from "../../../../../../packages/local-cloud/aws/service";
import { fakeEnvironment, refused, withoutMetadata } from "./support";

const failure = (error: string | undefined, cause?: string | RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof TaskFailure, String(thrown));
  assert.equal(thrown.error, error);
  if (cause instanceof RegExp) assert.match(thrown.cause ?? "", cause);
  else assert.equal(thrown.cause, cause);
  return true;
};

describe("lambda:invoke", () => {
  const invoke = "arn:aws:states:::lambda:invoke";

  it("sends the payload as JSON and reads the answer", async () => {
    const { run, calls } = fakeEnvironment(() => ({
      StatusCode: 200,
      Payload: '{"a":1}',
      ExecutedVersion: "7",
    }));
    const result = await run(invoke, { FunctionName: "f", Payload: { x: [1] }, Qualifier: "live" });
    assert.deepEqual(calls[0]?.input, { FunctionName: "f", Payload: '{"x":[1]}', Qualifier: "live" });
    assert.deepEqual(withoutMetadata(result), { ExecutedVersion: "7", Payload: { a: 1 }, StatusCode: 200 });
    const { SdkHttpMetadata, SdkResponseMetadata } = result as Record<string, { [key: string]: unknown }>;
    assert.equal(SdkHttpMetadata?.HttpStatusCode, 200);
    assert.deepEqual(SdkResponseMetadata, { RequestId: "id" });
  });

  it("sends text as it is", async () => {
    const { run, calls } = fakeEnvironment(() => ({ Payload: Buffer.from('"Hello"') }));
    const result = await run(invoke, { FunctionName: "f", Payload: '"Hello"' });
    assert.deepEqual(calls[0]?.input, { FunctionName: "f", Payload: '"Hello"' });
    assert.equal((result as { Payload: string }).Payload, "Hello");
  });

  it("fails with the function's error type and its whole answer", async () => {
    const Payload = '{"errorType":"Sour","errorMessage":"milk"}';
    const { run } = fakeEnvironment(() => ({ Payload, FunctionError: "Unhandled" }));
    await assert.rejects(run(invoke, { FunctionName: "f" }), failure("Sour", Payload));
  });

  it("fails with Lambda.Unknown where the function gave no error type", async () => {
    const { run } = fakeEnvironment(() => ({ Payload: "null", FunctionError: "Unhandled" }));
    await assert.rejects(
      run(invoke, { FunctionName: "f" }),
      failure("Lambda.Unknown", /Returned payload: null$/),
    );
  });

  it("runs a function by its ARN: the event in, the value out", async () => {
    const { run, calls } = fakeEnvironment(() => ({ Payload: "[2]" }));
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    assert.deepEqual(await run(arn, { a: 1 }), [2]);
    assert.deepEqual(calls[0], {
      caller: "own",
      service: "lambda",
      operation: "Invoke",
      input: { FunctionName: arn, Payload: '{"a":1}' },
    });
  });
});

describe("the errors of services", () => {
  const network = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  const cases: [string, Error, string, string | RegExp][] = [
    [
      "lambda:invoke",
      refused("TooManyRequestsException", "Rate Exceeded.", 429),
      "Lambda.TooManyRequestsException",
      "Rate Exceeded. (Service: AWSLambda; Status Code: 429; Error Code: TooManyRequestsException; Request ID: id; Proxy: null)",
    ],
    ["lambda:invoke", refused("ServiceException", "Oops", 500), "Lambda.ServiceException", /Oops/],
    [
      "lambda:invoke",
      refused("AccessDeniedException", "User: x", 403),
      "Lambda.AWSLambdaException",
      /^User: x/,
    ],
    [
      "lambda:invoke",
      network,
      "Lambda.SdkClientException",
      "Unable to execute HTTP request: connect ECONNREFUSED",
    ],
    [
      "sqs:sendMessage",
      refused("AccessDenied", "no", 403),
      "SQS.AmazonSQSException",
      /Error Code: AccessDenied/,
    ],
    [
      "sqs:sendMessage",
      refused("AWS.SimpleQueueService.NonExistentQueue", "no"),
      "SQS.QueueDoesNotExistException",
      /^no/,
    ],
    ["sns:publish", refused("AuthorizationError", "no", 403), "SNS.AuthorizationErrorException", /^no/],
    [
      "dynamodb:putItem",
      refused("ConditionalCheckFailedException", "no"),
      "DynamoDB.ConditionalCheckFailedException",
      /AmazonDynamoDBv2/,
    ],
    ["dynamodb:putItem", refused("ValidationException", "bad"), "DynamoDB.AmazonDynamoDBException", /^bad/],
    [
      "aws-sdk:dynamodb:putItem",
      refused("ConditionalCheckFailedException", "no"),
      "DynamoDb.ConditionalCheckFailedException",
      "no (Service: DynamoDb, Status Code: 400, Request ID: id)",
    ],
    ["aws-sdk:dynamodb:putItem", refused("AccessDeniedException", "no"), "DynamoDb.DynamoDbException", /^no/],
    ["aws-sdk:s3:getObject", refused("NoSuchKey", "no", 404), "S3.NoSuchKeyException", /Status Code: 404/],
    ["aws-sdk:sfn:startExecution", refused("ValidationException", "no"), "Sfn.ValidationException", /^no/],
    [
      "states:startExecution",
      refused("ExecutionAlreadyExists", "no"),
      "StepFunctions.ExecutionAlreadyExistsException",
      /AWSStepFunctions/,
    ],
    [
      "states:startExecution.sync:2",
      refused("AccessDeniedException", "no"),
      "StepFunctions.AWSStepFunctionsException",
      /^no/,
    ],
  ];
  for (const [resource, error, name, cause] of cases) {
    it(`${resource}: ${error instanceof AwsError ? error.code : error.message} is ${name}`, async () => {
      const { run } = fakeEnvironment(() => error);
      await assert.rejects(run(`arn:aws:states:::${resource}`, { FunctionName: "f" }), failure(name, cause));
    });
  }

  it("lets errors through that are not a service's", async () => {
    const bug = new TypeError("undefined is not a function");
    const { run } = fakeEnvironment(() => bug);
    await assert.rejects(run("arn:aws:states:::sqs:sendMessage", {}), bug);
  });

  it("fails with States.Permissions where the role cannot be assumed", async () => {
    const { run } = fakeEnvironment(() => ({}), {
      assume: () => {
        throw refused("AccessDenied", "not trusted", 403);
      },
    });
    await assert.rejects(
      run("arn:aws:states:::sqs:sendMessage", {}),
      failure("States.Permissions", "not trusted"),
    );
  });
});

describe("other integrations", () => {
  it("turns objects into text where the API takes text", async () => {
    const { run, calls, environment } = fakeEnvironment(() => ({ MessageId: "1", FailedEntryCount: 0 }));
    const result = await run("arn:aws:states:::sqs:sendMessage", {
      QueueUrl: "q",
      MessageBody: { a: 1 },
      DelaySeconds: null,
    });
    assert.deepEqual(withoutMetadata(result), { MessageId: "1", FailedEntryCount: 0 });
    await run("arn:aws:states:::sns:publish", { TopicArn: "t", Message: "text" });
    await run("arn:aws:states:::events:putEvents", { Entries: [{ Detail: { a: 1 }, Resources: ["r"] }] });
    assert.deepEqual(
      calls.map(({ input }) => input),
      [
        { QueueUrl: "q", MessageBody: '{"a":1}' },
        { TopicArn: "t", Message: "text" },
        {
          Entries: [
            { Detail: '{"a":1}', Resources: ["r", environment.executionArn, environment.stateMachineArn] },
          ],
        },
      ],
    );
  });

  it("fails where EventBridge took not every event", async () => {
    const output = { Entries: [{ ErrorCode: "MalformedDetail" }], FailedEntryCount: 1 };
    const { run } = fakeEnvironment(() => output);
    await assert.rejects(
      run("arn:aws:states:::events:putEvents", { Entries: [] }),
      failure("EventBridge.FailedEntry", JSON.stringify(output)),
    );
  });

  it("calls any operation of any API, members in PascalCase, dates in ISO 8601", async () => {
    const { run, calls } = fakeEnvironment(({ service }) =>
      service === "states"
        ? { executionArn: "e", startDate: new Date(0), billingDetails: { billedDurationInMilliseconds: 100 } }
        : { Body: Buffer.from("text"), Count: 1, Nothing: undefined },
    );
    assert.deepEqual(
      await run("arn:aws:states:::aws-sdk:sfn:startSyncExecution", { StateMachineArn: "m", Input: "{}" }),
      {
        ExecutionArn: "e",
        StartDate: "1970-01-01T00:00:00.000Z",
        BillingDetails: { BilledDurationInMilliseconds: 100 },
      },
    );
    assert.deepEqual(await run("arn:aws:states:::aws-sdk:s3:getObject", { Bucket: "b" }), {
      Body: "text",
      Count: 1,
    });
    await run("arn:aws:states:::aws-sdk:eventbridge:putEvents", {});
    assert.deepEqual(
      calls.map(({ service, operation, input }) => [service, operation, input]),
      [
        ["states", "StartSyncExecution", { stateMachineArn: "m", input: "{}" }],
        ["s3", "GetObject", { Bucket: "b" }],
        ["events", "PutEvents", {}],
      ],
    );
  });

  for (const [action, member, sent] of [
    ["sfn:startExecution", "Input", "input"],
    ["sfn:sendTaskSuccess", "Output", "output"],
    ["lambda:invoke", "Payload", "Payload"],
    ["sqs:sendMessage", "MessageBody", "MessageBody"],
    ["sns:publish", "Message", "Message"],
  ] as const)
    it(`sends an object as its JSON where the SDK integration takes a text: ${member} of ${action}`, async () => {
      const { run, calls } = fakeEnvironment(() => ({}));
      await run(`arn:aws:states:::aws-sdk:${action}`, { [member]: { a: 1 } });
      await run(`arn:aws:states:::aws-sdk:${action}`, { [member]: "text" });
      assert.deepEqual(
        calls.map(({ input }) => input),
        [{ [sent]: '{"a":1}' }, { [sent]: "text" }],
      );
    });

  it("invokes a function without a Payload if it is null, and returns the log that is asked for", async () => {
    const output = { Payload: Buffer.from("1"), StatusCode: 200, LogResult: "bG9n" };
    const { run, calls } = fakeEnvironment(() => output);
    const parameters = { FunctionName: "f", Payload: null, LogType: "Tail" };
    const result = await run("arn:aws:states:::lambda:invoke", parameters);
    assert.deepEqual(calls[0]?.input, { FunctionName: "f", LogType: "Tail" });
    assert.equal((result as { LogResult?: string }).LogResult, "bG9n");
  });

  it("calls as the role that Credentials name", async () => {
    const { run, calls } = fakeEnvironment(() => ({}));
    await run("arn:aws:states:::aws-sdk:s3:listBuckets", {}, { credentials: { RoleArn: "other" } });
    assert.equal(calls[0]?.caller, "other");
  });

  for (const resource of [
    "arn:aws:states:::glue:startJobRun.sync",
    "arn:aws:states:::dynamodb:getItem.waitForTaskToken",
    "x",
  ]) {
    it(`does not support ${resource}`, async () => {
      const { run } = fakeEnvironment(() => ({}));
      await assert.rejects(run(resource, {}), failure("States.Runtime", /is not supported by the local run/));
    });
  }
});

describe(".waitForTaskToken", () => {
  const resource = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
  const waiting = (environment: ReturnType<typeof fakeEnvironment>["environment"], token = "token") => {
    const task = environment.tokens.find(token);
    assert.ok(task && task !== "closed");
    return task;
  };

  it("takes an answer that is faster than the call's own", async () => {
    const fake = fakeEnvironment(() => {
      waiting(fake.environment).succeed("fast");
      return { MessageId: "1" };
    });
    assert.equal(await fake.run(resource, { MessageBody: "m" }), "fast");
    assert.equal(fake.submitted.length, 1);
    assert.equal(fake.environment.tokens.find("token"), "closed");
  });

  it("gives the token up when the call fails", async () => {
    const { run, environment } = fakeEnvironment(() => refused("OverLimit", "no"));
    await assert.rejects(run(resource, { MessageBody: "m" }), failure("SQS.OverLimitException", /^no/));
    assert.equal(environment.tokens.find("token"), "closed");
  });

  it("gives the token up when the attempt is aborted", async () => {
    const { run, environment, abort } = fakeEnvironment(() => ({}));
    const result = run(resource, { MessageBody: "m" });
    abort.abort();
    await assert.rejects(result, failure("States.Timeout", /aborted/));
    assert.equal(environment.tokens.find("token"), "closed");
  });

  it("reports heartbeats, and a failure without a name", async () => {
    let beats = 0;
    const { run, environment } = fakeEnvironment(() => ({}));
    const result = run(resource, { MessageBody: "m" }, { heartbeat: () => beats++ });
    waiting(environment).heartbeat();
    waiting(environment).fail();
    await assert.rejects(result, failure(undefined, undefined));
    assert.equal(beats, 1);
  });
});

describe("states:startExecution.sync", () => {
  it("stops what it started if it is aborted in the meantime", async () => {
    const fake = fakeEnvironment(
      ({ operation }) => {
        if (operation === "StartExecution") fake.abort.abort();
        return { executionArn: "child", startDate: new Date(0) };
      },
      { executionEnded: () => new Promise(() => {}) },
    );
    await assert.rejects(
      fake.run("arn:aws:states:::states:startExecution.sync", { StateMachineArn: "m" }),
      failure("States.Timeout", /requested to stop 'child'/),
    );
    assert.deepEqual(
      fake.calls.map(({ operation, input }) => [operation, input]),
      [
        ["StartExecution", { stateMachineArn: "m" }],
        ["StopExecution", { executionArn: "child" }],
      ],
    );
  });

  it("leaves alone what had ended when it was given up", async () => {
    const fake = fakeEnvironment(() => ({ executionArn: "child", status: "SUCCEEDED", output: "1" }));
    const result = await fake.run("arn:aws:states:::states:startExecution.sync:2", { StateMachineArn: "m" });
    assert.equal((result as { Output: number }).Output, 1);
    fake.abort.abort();
    assert.deepEqual(
      fake.calls.map(({ operation }) => operation),
      ["StartExecution", "DescribeExecution"],
    );
  });
});
