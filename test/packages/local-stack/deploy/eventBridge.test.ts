import assert from "node:assert/strict";
import { resource, TestDeployment } from "./deploymentSupport";

const ARN = "arn:aws:events:us-east-1:123456789012";
const QUEUE = "arn:aws:sqs:us-east-1:123456789012:work";

const bus = (inputs: object = {}) =>
  resource("aws:cloudwatch/eventBus:EventBus", "shop", { name: "shop", ...inputs });

const rule = (inputs: Record<string, unknown>, bus = "default", name = "r") =>
  resource("aws:cloudwatch/eventRule:EventRule", "r", { name, ...inputs }, { eventBusName: bus });

const target = (inputs: Record<string, unknown>, bus = "default", targetId = "t", name = targetId) =>
  resource(
    "aws:cloudwatch/eventTarget:EventTarget",
    name,
    { rule: "r", arn: QUEUE, ...inputs },
    { targetId, eventBusName: bus },
  );

const PATTERN = { eventPattern: '{"source":["shop"]}' };

describe("local: EventBridge's resources", () => {
  let test: TestDeployment;
  beforeEach(async () => {
    test = await TestDeployment.start();
  });
  afterEach(() => test.close());

  const describeRule = async (Name = "r", EventBusName = "default") => {
    const { Description, EventPattern, ScheduleExpression, State } = await test.call(
      "events",
      "DescribeRule",
      {
        Name,
        EventBusName,
      },
    );
    return { Description, EventPattern, ScheduleExpression, State };
  };
  const targets = async (EventBusName = "default") =>
    (await test.call("events", "ListTargetsByRule", { Rule: "r", EventBusName })).Targets;
  const names = async (EventBusName = "default") =>
    ((await test.call("events", "ListRules", { EventBusName })).Rules as { Name: string }[]).map(
      ({ Name }) => Name,
    );

  it("are created, changed and deleted", async () => {
    const { unsupported } = await test.apply(bus(), rule(PATTERN, "shop"), target({}, "shop"));
    assert.deepEqual(unsupported, []);
    assert.deepEqual(await targets("shop"), [{ Id: "t", Arn: QUEUE }]);
    await test.apply(
      bus(),
      rule({ ...PATTERN, description: "d", state: "DISABLED" }, "shop"),
      target({ input: "{}" }, "shop"),
    );
    assert.deepEqual(await describeRule("r", "shop"), {
      Description: "d",
      EventPattern: PATTERN.eventPattern,
      ScheduleExpression: undefined,
      State: "DISABLED",
    });
    assert.deepEqual(await targets("shop"), [{ Id: "t", Arn: QUEUE, Input: "{}" }]);
    await test.apply(bus(), rule(PATTERN), target({}));
    assert.deepEqual(await targets(), [{ Id: "t", Arn: QUEUE }]);
    assert.deepEqual([await names("shop"), await names()], [[], ["r"]]);
    await test.apply();
    assert.deepEqual(await names(), []);
    await assert.rejects(test.call("events", "DescribeEventBus", { Name: "shop" }), {
      code: "ResourceNotFoundException",
    });
  });

  it("take the settings of a target to the API's names", async () => {
    await test.apply(
      rule({ scheduleExpression: "rate(1 hour)", isEnabled: false }),
      target({
        arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        roleArn: "arn:aws:iam::123456789012:role/r",
        inputTransformer: { inputPaths: { id: "$.detail.id" }, inputTemplate: '{"order": <id>}' },
        retryPolicy: { maximumRetryAttempts: 3 },
        deadLetterConfig: { arn: QUEUE },
      }),
      target(
        { arn: `${QUEUE}.fifo`, inputPath: "$.detail", sqsTarget: { messageGroupId: "g" } },
        "default",
        "fifo",
      ),
    );
    assert.equal((await describeRule()).State, "DISABLED");
    assert.deepEqual(await targets(), [
      {
        Id: "t",
        Arn: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        RoleArn: "arn:aws:iam::123456789012:role/r",
        InputTransformer: { InputPathsMap: { id: "$.detail.id" }, InputTemplate: '{"order": <id>}' },
        RetryPolicy: { MaximumRetryAttempts: 3 },
        DeadLetterConfig: { Arn: QUEUE },
      },
      { Id: "fifo", Arn: `${QUEUE}.fifo`, InputPath: "$.detail", SqsParameters: { MessageGroupId: "g" } },
    ]);
  });

  it("leave out and name targets that have no form on this machine, and archives; the others run", async () => {
    const { unsupported } = await test.apply(
      rule(PATTERN),
      target({}),
      target(
        { arn: "arn:aws:ecs:us-east-1:123456789012:cluster/c", ecsTarget: { taskDefinitionArn: "x" } },
        "default",
        "ecs",
      ),
      target({ arn: "arn:aws:kinesis:us-east-1:123456789012:stream/s" }, "default", "kinesis"),
      target({ arn: `${ARN}:api-destination/a/1` }, "default", "http"),
      target({ arn: "arn:aws:codebuild:us-east-1:123456789012:project/p" }, "default", "build"),
      resource("aws:cloudwatch/eventArchive:EventArchive", "a", {
        eventSourceArn: `${ARN}:event-bus/default`,
      }),
    );
    assert.deepEqual(unsupported, [
      "aws:cloudwatch/eventArchive:EventArchive",
      "aws:cloudwatch/eventTarget:EventTarget (ECS)",
      "aws:cloudwatch/eventTarget:EventTarget (HTTP)",
      "aws:cloudwatch/eventTarget:EventTarget (Kinesis)",
      "aws:cloudwatch/eventTarget:EventTarget (codebuild)",
    ]);
    assert.deepEqual(await targets(), [{ Id: "t", Arn: QUEUE }]);
    await test.apply();
    assert.deepEqual(await names(), []);
  });

  it("set the policies of event buses", async () => {
    const policy = async (Name: string) => {
      const { Policy } = await test.call("events", "DescribeEventBus", { Name });
      return Policy && JSON.parse(String(Policy));
    };
    const document = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource: `${ARN}:event-bus/shop` },
      ],
    };
    await test.apply(
      bus(),
      resource("aws:cloudwatch/eventBusPolicy:EventBusPolicy", "p", {
        eventBusName: "shop",
        policy: JSON.stringify(document),
      }),
      resource(
        "aws:cloudwatch/eventPermission:EventPermission",
        "e",
        {
          principal: "*",
          statementId: "org",
          condition: { key: "aws:PrincipalOrgID", type: "StringEquals", value: "o-1" },
        },
        { eventBusName: "default", action: "events:PutEvents" },
      ),
    );
    assert.deepEqual(await policy("shop"), document);
    assert.deepEqual(await policy("default"), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "org",
          Effect: "Allow",
          Principal: "*",
          Action: "events:PutEvents",
          Resource: `${ARN}:event-bus/default`,
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } },
        },
      ],
    });
    await test.apply(bus());
    assert.deepEqual([await policy("shop"), await policy("default")], [undefined, undefined]);
  });

  it("let EventBridge write to log groups as the account's policy says", async () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/*:*",
        },
      ],
    };
    const logs = (policyDocument: object) => [
      resource("aws:cloudwatch/logGroup:LogGroup", "g", { name: "/aws/events/all" }),
      resource("aws:cloudwatch/logResourcePolicy:LogResourcePolicy", "p", {
        policyName: "events",
        policyDocument: JSON.stringify(policyDocument),
      }),
      rule(PATTERN),
      target({ arn: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/all" }),
    ];
    const outcomes: string[] = [];
    const put = async (count: number) => {
      await test.call("events", "PutEvents", {
        Entries: [{ Source: "shop", DetailType: "d", Detail: "{}" }],
      });
      while (outcomes.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    test.services.eventBridge.onDelivery(({ status }) => outcomes.push(status));
    await test.apply(...logs(document));
    await put(1);
    await test.apply(...logs({ ...document, Statement: [{ ...document.Statement[0], Effect: "Deny" }] }));
    await put(2);
    assert.deepEqual(outcomes, ["delivered", "failed"]);
    assert.equal(test.services.logs.events("/aws/events/all").length, 1);
  });

  for (const [inputs, message] of [
    [
      { eventPattern: '{"a": 5}' },
      /EventRule 'r' could not be created: InvalidEventPatternException: .*"a" must be/,
    ],
    [
      { scheduleExpression: "cron(0 12 * * * *)" },
      /ValidationException: Parameter ScheduleExpression is not valid/,
    ],
  ] as const) {
    it(`refuse ${JSON.stringify(inputs)}`, async () => {
      await assert.rejects(test.apply(rule(inputs)), message);
    });
  }
});
