import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { eventually } from "../../testCloud";
import { createFunction, invoke, type LambdaSetup, startLambda } from "./lambdaTest";

const COUNTING =
  "exports.handler = async (e, c) => { console.log('try', c.awsRequestId); throw new Error('no') }";

describe("Lambda: asynchronous invocations", () => {
  let setup: LambdaSetup<ManualClock>;
  beforeEach(async () => {
    setup = await startLambda(new ManualClock());
  });
  afterEach(() => setup.close());

  const messagesOf = (group: string) =>
    setup.logs.hasLogGroup(group) ? setup.logs.events(group).map(({ message }) => message) : [];
  const tries = (name: string) =>
    messagesOf(`/aws/lambda/${name}`).filter((message) => message.includes("try")).length;
  const ends = (name: string) =>
    messagesOf(`/aws/lambda/${name}`).filter((message) => message.startsWith("REPORT")).length;

  const receive = async (queue: string) => {
    const { Messages = [] } = await setup.cloud.call(setup.cloud.administrator, "sqs", "ReceiveMessage", {
      QueueUrl: `${setup.cloud.endpoint}/123456789012/${queue}`,
      MessageAttributeNames: ["All"],
    });
    return Messages as { Body: string; MessageAttributes?: Record<string, { StringValue: string }> }[];
  };

  const received = async (queue: string) => {
    for (let end = performance.now() + 10_000; performance.now() < end; ) {
      const [message] = await receive(queue);
      if (message) return message;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`No message in ${queue}`);
  };

  it("returns 202 before the function has run", async () => {
    await createFunction(setup, "event", "exports.handler = async () => console.log('ran')");
    const answer = await invoke(setup, "event", { a: 1 }, { InvocationType: "Event" });
    assert.deepEqual(answer, { StatusCode: 202, result: undefined });
    await eventually(() => ends("event") === 1);
  });

  it("retries after one and after two more minutes on the clock, with the same request id", async () => {
    await createFunction(setup, "retried", COUNTING);
    await invoke(setup, "retried", {}, { InvocationType: "Event" });
    await eventually(() => ends("retried") === 1 && setup.clock.nextDue !== undefined);
    assert.equal(setup.clock.nextDue! - setup.clock.now(), 60_000);
    await setup.clock.advance(60_000);
    await eventually(() => ends("retried") === 2 && setup.clock.nextDue !== undefined);
    assert.equal(setup.clock.nextDue! - setup.clock.now(), 120_000);
    await setup.clock.advance(120_000);
    await eventually(() => ends("retried") === 3);
    await setup.clock.advance(3_600_000);
    assert.equal(tries("retried"), 3);
    const ids = messagesOf("/aws/lambda/retried")
      .filter((m) => m.includes("try"))
      .map((m) => m.split("\t")[1]);
    assert.equal(new Set(ids).size, 1);
  });

  it("sends what failed to the dead-letter queue, with the error", async () => {
    const { queueArn } = await setup.sqs.createQueue("dead");
    await createFunction(setup, "failing", COUNTING, { DeadLetterConfig: { TargetArn: queueArn } });
    setup.lambda.functions.putFunctionEventInvokeConfig("failing", { MaximumRetryAttempts: 0 });
    await invoke(setup, "failing", { order: 7 }, { InvocationType: "Event" });
    const { Body, MessageAttributes } = await received("dead");
    assert.deepEqual(JSON.parse(Body), { order: 7 });
    assert.equal(MessageAttributes?.ErrorMessage?.StringValue, "no");
    assert.equal(MessageAttributes?.ErrorCode?.StringValue, "200");
  });

  it("notifies the destinations", async () => {
    const { queueArn: success } = await setup.sqs.createQueue("success");
    const { queueArn: failure } = await setup.sqs.createQueue("failure");
    await createFunction(
      setup,
      "with-destinations",
      "exports.handler = async (e) => { if (e.bad) throw new Error('bad'); return 'good' }",
    );
    setup.lambda.functions.putFunctionEventInvokeConfig("with-destinations", {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: success }, OnFailure: { Destination: failure } },
    });
    await invoke(setup, "with-destinations", {}, { InvocationType: "Event" });
    await invoke(setup, "with-destinations", { bad: true }, { InvocationType: "Event" });
    const good = JSON.parse((await received("success")).Body);
    assert.equal(good.requestContext.condition, "Success");
    assert.equal(good.responsePayload, "good");
    assert.equal(
      good.requestContext.functionArn,
      "arn:aws:lambda:us-east-1:123456789012:function:with-destinations:$LATEST",
    );
    const bad = JSON.parse((await received("failure")).Body);
    assert.equal(bad.requestContext.condition, "RetriesExhausted");
    assert.equal(bad.requestContext.approximateInvokeCount, 1);
    assert.deepEqual(bad.requestPayload, { bad: true });
    assert.equal(bad.responseContext.functionError, "Unhandled");
    assert.equal(bad.responsePayload.errorMessage, "bad");
  });

  it("retries a throttled event until it is too old", async () => {
    const { queueArn } = await setup.sqs.createQueue("dead");
    await createFunction(setup, "throttled", COUNTING, { DeadLetterConfig: { TargetArn: queueArn } });
    setup.lambda.functions.putFunctionConcurrency("throttled", 0);
    setup.lambda.functions.putFunctionEventInvokeConfig("throttled", { MaximumEventAgeInSeconds: 60 });
    await invoke(setup, "throttled", {}, { InvocationType: "Event" });
    await setup.clock.advance(60_000);
    assert.equal((await received("dead")).MessageAttributes?.ErrorMessage?.StringValue, "Rate Exceeded.");
    assert.equal(setup.clock.nextDue, undefined);
    assert.equal(tries("throttled"), 0);
  });

  it("drops the events of a function that is deleted", async () => {
    await createFunction(setup, "gone", COUNTING);
    await invoke(setup, "gone", {}, { InvocationType: "Event" });
    await eventually(() => ends("gone") === 1 && setup.clock.nextDue !== undefined);
    await setup.lambda.functions.deleteFunction("gone");
    await setup.clock.advance(60_000);
    assert.equal(setup.clock.nextDue, undefined);
  });
});

describe("Lambda: requests", () => {
  let setup: LambdaSetup;
  before(async () => {
    setup = await startLambda();
    await createFunction(
      setup,
      "f",
      "exports.handler = async (event, context) => ({ event, client: context.clientContext })",
    );
  });
  after(() => setup.close());

  const raw = (Payload: unknown, input: object = {}) =>
    setup.cloud.call(setup.cloud.administrator, "lambda", "Invoke", { FunctionName: "f", Payload, ...input });

  it("treats no payload as an empty event", async () => {
    assert.deepEqual(JSON.parse(String((await raw(undefined)).Payload)), { event: {} });
    assert.deepEqual(JSON.parse(String((await raw(Buffer.alloc(0))).Payload)), { event: {} });
  });

  it("only checks a dry run", async () => {
    assert.deepEqual(await raw("{}", { InvocationType: "DryRun" }), { StatusCode: 204 });
  });

  it("passes the client's context on", async () => {
    const ClientContext = Buffer.from(JSON.stringify({ custom: { a: 1 } })).toString("base64");
    const { Payload } = await raw("1", { ClientContext });
    assert.deepEqual(JSON.parse(String(Payload)), { event: 1, client: { custom: { a: 1 } } });
  });

  const REFUSED: [string, unknown, object, string, number, RegExp][] = [
    [
      "a payload that is not JSON",
      "{a",
      {},
      "InvalidRequestContentException",
      400,
      /^Could not parse request body into json: Could not parse payload into json: /,
    ],
    [
      "a synchronous payload of more than 6 MB",
      `"${"x".repeat(6_291_456)}"`,
      {},
      "RequestTooLargeException",
      413,
      /^Request must be smaller than 6291456 bytes for the InvokeFunction operation$/,
    ],
    [
      "an asynchronous payload of more than 1 MB",
      `"${"x".repeat(1_048_576)}"`,
      { InvocationType: "Event" },
      "RequestTooLargeException",
      413,
      /^Request must be smaller than 1048576 bytes for the InvokeAsync operation$/,
    ],
    [
      "an unknown invocation type",
      "{}",
      { InvocationType: "Later" },
      "ValidationException",
      400,
      /\[Event, RequestResponse, DryRun\]/,
    ],
    [
      "two qualifiers",
      "{}",
      { FunctionName: "f:1", Qualifier: "2" },
      "ValidationException",
      400,
      /derived qualifier/,
    ],
    ["a name that is none", "{}", { FunctionName: "a b" }, "ValidationException", 400, /'functionName'/],
  ];
  for (const [title, payload, input, code, status, message] of REFUSED) {
    it(`rejects ${title}`, () => assert.rejects(raw(payload, input), { code, status, message }));
  }

  it("speaks Lambda's protocol", async () => {
    const fetchInvoke = (name: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${setup.cloud.endpoint}/2015-03-31/functions/${name}/invocations`, {
        method: "POST",
        body,
        headers: {
          authorization: "AWS4-HMAC-SHA256 Credential=a/20250101/us-east-1/lambda/aws4_request",
          ...headers,
        },
      });
    const ok = await fetchInvoke(encodeURIComponent("f:$LATEST"), '{"a":1}', { "x-amz-log-type": "Tail" });
    assert.equal(ok.status, 200);
    assert.equal(ok.headers.get("x-amz-executed-version"), "$LATEST");
    assert.equal(ok.headers.get("x-amz-function-error"), null);
    assert.match(Buffer.from(ok.headers.get("x-amz-log-result")!, "base64").toString(), /^START RequestId: /);
    assert.deepEqual(await ok.json(), { event: { a: 1 } });
    const accepted = await fetchInvoke("f", "{}", { "x-amz-invocation-type": "Event" });
    assert.deepEqual([accepted.status, await accepted.text()], [202, ""]);
    const missing = await fetchInvoke("missing", "{}");
    assert.equal(missing.status, 404);
    assert.equal(missing.headers.get("x-amzn-errortype"), "ResourceNotFoundException");
    await createFunction(setup, "bad", "exports.handler = async () => { throw new Error('x') }");
    assert.equal((await fetchInvoke("bad", "{}")).headers.get("x-amz-function-error"), "Unhandled");
  });
});

describe("Lambda: logs", () => {
  let setup: LambdaSetup;
  before(async () => {
    setup = await startLambda();
  });
  after(() => setup.close());

  it("writes what a function prints, one event a message, between Lambda's own lines", async () => {
    await createFunction(
      setup,
      "printing",
      "exports.handler = async () => { console.log('two\\nlines', { a: 1 }); console.error('bad'); process.stdout.write('raw\\n') }",
    );
    await invoke(setup, "printing");
    const [start, log, error, raw, end, report] = setup.logs
      .events("/aws/lambda/printing")
      .map(({ message }) => message);
    assert.match(start!, /^START RequestId: \S{36} Version: \$LATEST\n$/);
    assert.match(log!, /^\d{4}-\S+Z\t\S{36}\tINFO\ttwo\nlines \{ a: 1 \}\n$/);
    assert.match(error!, /\tERROR\tbad\n$/);
    assert.equal(raw, "raw\n");
    assert.match(end!, /^END RequestId: \S{36}\n$/);
    assert.match(
      report!,
      /^REPORT RequestId: \S{36}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
    );
    await invoke(setup, "printing");
    assert.ok(!setup.logs.events("/aws/lambda/printing").at(-1)!.message.includes("Init Duration"));
  });

  it("writes JSON where the function asks for it", async () => {
    await createFunction(
      setup,
      "json",
      "exports.handler = async (e) => { console.info({ a: 1 }); console.warn('n', 2); if (e.bad) throw new Error('bad') }",
      { LoggingConfig: { LogFormat: "JSON" } },
    );
    await invoke(setup, "json", { bad: true });
    const events = setup.logs.events("/aws/lambda/json").map(({ message }) => JSON.parse(message));
    assert.deepEqual(
      events.map(({ type, level, message }) => type ?? [level, message.errorMessage ?? message]),
      ["platform.start", ["INFO", { a: 1 }], ["WARN", "n 2"], ["ERROR", "bad"], "platform.report"],
    );
    assert.equal(events.at(-1).record.status, "error");
    assert.equal(events[1].requestId, events[0].record.requestId);
  });

  it("loses the log without the role's permission, and nothing else", async () => {
    for (const action of ["logs:CreateLogStream", "logs:PutLogEvents"]) {
      const name = action.slice(5);
      setup.cloud.denied.add(action);
      await createFunction(setup, name, "exports.handler = async () => console.log('lost')");
      assert.equal((await invoke(setup, name)).FunctionError, undefined);
      setup.cloud.denied.clear();
      const [refusal = ""] = setup.cloud.refusals.splice(0);
      assert.ok(
        refusal.startsWith(
          `${action} arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/${name}:log-stream:`,
        ),
        refusal,
      );
    }
  });

  it("continues after its log group has been deleted", async () => {
    await createFunction(setup, "again", "exports.handler = async () => {}");
    await invoke(setup, "again");
    setup.logs.deleteLogGroup("/aws/lambda/again");
    await invoke(setup, "again");
    assert.equal(setup.logs.events("/aws/lambda/again").length, 3);
  });

  it("writes to the group the function names", async () => {
    setup.logs.createLogGroup("own");
    await createFunction(setup, "elsewhere", "exports.handler = async () => {}", {
      LoggingConfig: { LogGroup: "own" },
    });
    await invoke(setup, "elsewhere");
    assert.equal(setup.logs.events("own").length, 3);
    assert.ok(!setup.logs.hasLogGroup("/aws/lambda/elsewhere"));
  });
});
