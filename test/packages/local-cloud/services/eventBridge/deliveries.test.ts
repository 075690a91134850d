import assert from "node:assert/strict";
import { CreateEventBusCommand, DisableRuleCommand, EnableRuleCommand } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../../../../packages/local-cloud/aws/service";
import { ACCOUNT, arn, type Bench, FUNCTION, MACHINE, START, startBench } from "./support";

const MINUTE = 60_000;

describe("EventBridge: deliveries", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const outcome = () => bench.deliveries.map(({ status, error }) => [status, error]);
  const refusals = () => bench.cloud.iam.refusals.map(({ action }) => action);

  it("start a state machine with the target's role", async () => {
    await bench.rule("r");
    const RoleArn = bench.role("starter", "states:StartExecution", MACHINE);
    const InputTransformer = { InputPathsMap: { id: "$.detail.id" }, InputTemplate: '{"order": <id>}' };
    await bench.target("r", { Arn: MACHINE, RoleArn, InputTransformer });
    await bench.put({ Detail: '{"id": 5}' }, { Source: "other" });
    await bench.delivered(1);
    assert.deepEqual(bench.machines.calls, [{ stateMachineArn: MACHINE, input: '{"order": 5}' }]);
    const [{ ruleArn, targetId, targetArn, attempts }] = bench.deliveries as [Bench["deliveries"][0]];
    assert.deepEqual([ruleArn, targetId, targetArn, attempts], [arn("events", "rule/r"), "t", MACHINE, 1]);
  });

  it("are refused, and recorded, if the role does not allow or does not trust", async () => {
    await bench.rule("r");
    const lacking = bench.role("lacking", "states:StartExecution", arn("states", "stateMachine:other"));
    const untrusting = bench.role("untrusting", "*", "*", "lambda.amazonaws.com");
    await bench.target("r", { Id: "a", Arn: MACHINE, RoleArn: lacking });
    await bench.target("r", { Id: "b", Arn: MACHINE, RoleArn: untrusting });
    await bench.put({});
    await bench.delivered(2);
    assert.deepEqual(bench.machines.calls, []);
    assert.deepEqual(refusals().sort(), ["states:StartExecution", "sts:AssumeRole"]);
    for (const [status, error] of outcome()) {
      assert.equal(status, "failed");
      assert.match(String(error), /^AccessDenied/);
    }
  });

  it("reach functions, queues and topics if their own policies allow the rule", async () => {
    const ruleArn = await bench.rule("r");
    const { queueArn } = await bench.sqs.createQueue("q", {});
    const fifo = (
      await bench.sqs.createQueue("q.fifo", { FifoQueue: "true", ContentBasedDeduplication: "true" })
    ).queueArn;
    await bench.cloud.call(bench.cloud.administrator, "sns", "CreateTopic", { Name: "topic" });
    const topic = arn("sns", "topic");
    await bench.target("r", { Id: "f", Arn: FUNCTION, Input: '{"constant": true}' });
    await bench.target("r", { Id: "q", Arn: queueArn, InputPath: "$.detail" });
    await bench.target("r", { Id: "fifo", Arn: fifo, SqsParameters: { MessageGroupId: "g" } });
    await bench.target("r", {
      Id: "s",
      Arn: topic,
      InputTransformer: { InputTemplate: '"<aws.events.rule-name>"' },
    });

    await bench.put({ Detail: '{"n":1}' });
    await bench.delivered(4);
    assert.deepEqual(
      outcome().map(([status]) => status),
      ["failed", "failed", "failed", "failed"],
    );
    assert.deepEqual(refusals().sort(), [
      "lambda:InvokeFunction",
      "sns:Publish",
      "sqs:SendMessage",
      "sqs:SendMessage",
    ]);

    bench.allow(FUNCTION, "lambda:InvokeFunction", ruleArn);
    bench.allow(queueArn, "sqs:SendMessage", ruleArn);
    bench.allow(fifo, "sqs:SendMessage", ruleArn);
    bench.allow(topic, "sns:Publish", ruleArn);
    await bench.put({ Detail: '{"n":2}' });
    await bench.delivered(8);
    assert.deepEqual(bench.functions.calls, [
      { FunctionName: FUNCTION, InvocationType: "Event", Payload: '{"constant": true}' },
    ]);
    assert.deepEqual(
      (await bench.receive(queueArn)).map(({ Body }) => Body),
      ['{"n":2}'],
    );
    assert.equal(JSON.parse((await bench.receive(fifo))[0]!.Body).detail.n, 2);
    assert.deepEqual(
      bench.sns.publications.map(({ message }) => message.text),
      ['"r"'],
    );
  });

  it("reach log groups if the account's policy for logs allows it", async () => {
    await bench.rule("r");
    bench.logs.createLogGroup("/aws/events/orders");
    const group = arn("logs", "log-group:/aws/events/orders");
    await bench.target("r", { Arn: group });
    await bench.put({});
    await bench.delivered(1);
    assert.deepEqual(refusals(), ["logs:CreateLogStream"]);
    bench.cloud.iam.registry.putResourcePolicy(`arn:aws:logs:us-east-1:${ACCOUNT}`, {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: arn("logs", "log-group:/aws/events/*:*"),
        },
      ],
    });
    await bench.put({});
    await bench.delivered(2);
    const [logged] = bench.logs.events("/aws/events/orders");
    assert.equal(JSON.parse(logged!.message).source, "shop");
  });

  it("reach another event bus, but not a third one", async () => {
    for (const Name of ["second", "third"]) await bench.client.send(new CreateEventBusCommand({ Name }));
    const EventPattern = '{"source":["shop"]}';
    await bench.rule("r");
    await bench.rule("r2", { EventBusName: "second", EventPattern });
    await bench.rule("r3", { EventBusName: "third", EventPattern });
    const RoleArn = bench.role("sender", "*", "*");
    await bench.target("r", { Arn: arn("events", "event-bus/second"), RoleArn });
    await bench.target("r2", { Id: "m", Arn: MACHINE, RoleArn }, "second");
    await bench.target("r2", { Id: "third", Arn: arn("events", "event-bus/third"), RoleArn }, "second");
    await bench.target("r3", { Arn: MACHINE, RoleArn }, "third");
    const { Entries } = await bench.put({});
    await bench.delivered(3);
    assert.deepEqual(bench.deliveries.map(({ targetId, status }) => `${targetId} ${status}`).sort(), [
      "m delivered",
      "t delivered",
      "third failed",
    ]);
    assert.equal(JSON.parse(String(bench.machines.calls[0]!.input)).id, Entries![0]!.EventId);
    assert.equal(bench.machines.calls.length, 1);
  });

  it("need the permission for the other event bus", async () => {
    await bench.client.send(new CreateEventBusCommand({ Name: "second" }));
    const ruleArn = await bench.rule("r");
    const second = arn("events", "event-bus/second");
    await bench.target("r", { Arn: second });
    await bench.put({});
    await bench.delivered(1);
    assert.deepEqual(refusals(), ["events:PutEvents"]);
    bench.allow(second, "events:PutEvents", ruleArn);
    await bench.put({});
    await bench.delivered(2);
    assert.equal(bench.deliveries[1]!.status, "delivered");
  });

  it("are retried with growing delays, until the target accepts", async () => {
    const ruleArn = await bench.rule("r");
    bench.allow(FUNCTION, "lambda:InvokeFunction", ruleArn);
    await bench.target("r", { Arn: FUNCTION });
    const throttled = () => new AwsError("TooManyRequestsException", "Rate Exceeded.", 429);
    bench.functions.failures.push(throttled(), new AwsError("ServiceException", "down", 500), throttled());
    await bench.put({});
    for (const [seconds, calls] of [
      [0, 1],
      [1, 2],
      [2, 3],
      [3.9, 3],
      [0.1, 4],
    ] as const) {
      await bench.clock.advance(seconds * 1000);
      assert.equal(bench.functions.calls.length, calls);
    }
    await bench.delivered(1);
    assert.equal(bench.deliveries[0]!.attempts, 4);
  });

  for (const [title, RetryPolicy, minutes, attempts, condition] of [
    ["attempts", { MaximumRetryAttempts: 2 }, 1, 3, "MaximumRetryAttempts"],
    ["time", { MaximumEventAgeInSeconds: 60 }, 2, 6, "MaximumEventAgeInSeconds"],
    ["retries", { MaximumRetryAttempts: 0 }, 0, 1, "MaximumRetryAttempts"],
  ] as const) {
    it(`end in the dead-letter queue when there are no more ${title}`, async () => {
      const ruleArn = await bench.rule("r");
      const { queueArn } = await bench.sqs.createQueue("dead", {});
      bench.allow(FUNCTION, "lambda:InvokeFunction", ruleArn);
      bench.allow(queueArn, "sqs:SendMessage", ruleArn);
      await bench.target("r", {
        Arn: FUNCTION,
        InputPath: "$.detail",
        RetryPolicy,
        DeadLetterConfig: { Arn: queueArn },
      });
      for (let count = 0; count < 10; count++) {
        bench.functions.failures.push(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
      }
      const { Entries } = await bench.put({});
      await bench.clock.advance(minutes * MINUTE);
      await bench.delivered(1);
      assert.deepEqual(outcome(), [["deadLetter", "TooManyRequestsException: Rate Exceeded."]]);
      const [message] = await bench.receive(queueArn);
      assert.equal(JSON.parse(message!.Body).id, Entries![0]!.EventId);
      const attributes = Object.entries(message!.MessageAttributes!).map(([name, { StringValue }]) => [
        name,
        StringValue,
      ]);
      assert.deepEqual(Object.fromEntries(attributes), {
        RULE_ARN: ruleArn,
        TARGET_ARN: FUNCTION,
        ERROR_CODE: "THROTTLING",
        ERROR_MESSAGE: "Rate Exceeded.",
        RETRY_ATTEMPTS: String(attempts - 1),
        EXHAUSTED_RETRY_CONDITION: condition,
      });
    });
  }

  it("are not retried for what a retry cannot fix, and report a refusal of the dead-letter queue too", async () => {
    await bench.rule("r");
    const { queueArn } = await bench.sqs.createQueue("dead", {});
    await bench.target("r", { Arn: FUNCTION, DeadLetterConfig: { Arn: queueArn } });
    await bench.put({});
    await bench.delivered(1);
    const [[status, error]] = outcome() as [[string, string]];
    assert.equal(status, "failed");
    assert.match(error, /lambda:InvokeFunction.*; dead-letter queue: AccessDenied.*sqs:SendMessage/s);
  });

  it("follow schedules by the clock, as long as the rule is enabled", async () => {
    const rate = await bench.rule("rate", { ScheduleExpression: "rate(5 minutes)" });
    await bench.rule("cron", { ScheduleExpression: "cron(0 4 * * ? *)" });
    const RoleArn = bench.role("starter", "states:StartExecution", MACHINE);
    await bench.target("rate", { Arn: MACHINE, RoleArn });
    await bench.target("cron", { Arn: MACHINE, RoleArn, Input: '"at four"' });
    await bench.clock.advance(11 * MINUTE);
    await bench.delivered(2);
    const { id, ...event } = bench.deliveries[0]!.event;
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(event, {
      version: "0",
      "detail-type": "Scheduled Event",
      source: "aws.events",
      account: ACCOUNT,
      time: new Date(START + 5 * MINUTE).toISOString().replace(".000", ""),
      region: "us-east-1",
      resources: [rate],
      detail: {},
    });
    await bench.client.send(new DisableRuleCommand({ Name: "rate" }));
    await bench.clock.advance(60 * MINUTE);
    await bench.delivered(3);
    assert.equal(bench.machines.calls[2]!.input, '"at four"');
    await bench.client.send(new EnableRuleCommand({ Name: "rate" }));
    await bench.clock.advance(5 * MINUTE);
    await bench.delivered(4);
  });

  it("are dropped while all is quiet, those that wait for a retry included, and made again afterwards", async () => {
    const ruleArn = await bench.rule("r");
    bench.allow(FUNCTION, "lambda:InvokeFunction", ruleArn);
    await bench.target("r", { Arn: FUNCTION });
    bench.functions.failures.push(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
    await bench.put({});
    await bench.clock.advance(0);
    await bench.events.quiet(async () => {
      await bench.put({});
      await bench.clock.advance(60 * MINUTE);
    });
    assert.equal(bench.functions.calls.length, 1);
    await bench.put({});
    await bench.delivered(1);
    assert.equal(bench.functions.calls.length, 2);
  });

  it("of a disabled rule are not made", async () => {
    await bench.rule("r");
    await bench.target("r", { Arn: FUNCTION });
    await bench.client.send(new DisableRuleCommand({ Name: "r" }));
    await bench.put({});
    await bench.delivered(0);
  });
});
