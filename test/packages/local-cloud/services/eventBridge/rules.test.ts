import assert from "node:assert/strict";
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  PutPermissionCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
  RemovePermissionCommand,
  RemoveTargetsCommand,
  TagResourceCommand,
  type Target,
  UntagResourceCommand,
} from "@aws-sdk/client-eventbridge";
import { ACCOUNT, arn, type Bench, connect, MACHINE, START, startBench } from "./support";

const PATTERN = '{"source":["shop"]}';
const QUEUE = arn("sqs", "q");

describe("EventBridge: rules and event buses", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.close());

  const send: Bench["client"]["send"] = (...args: unknown[]) =>
    (bench.client.send as (...args: unknown[]) => never)(...args);

  it("describes and lists rules, separately for each bus", async () => {
    await send(new CreateEventBusCommand({ Name: "shop", Description: "orders" }));
    assert.equal(await bench.rule("a", { EventPattern: PATTERN, Description: "d" }), arn("events", "rule/a"));
    await bench.rule("b", {
      ScheduleExpression: "rate(1 minute)",
      State: "DISABLED",
      RoleArn: "arn:aws:iam::1:role/r",
    });
    assert.equal(
      await bench.rule("a", { EventPattern: PATTERN, EventBusName: arn("events", "event-bus/shop") }),
      arn("events", "rule/shop/a"),
    );
    const a = {
      Name: "a",
      Arn: arn("events", "rule/a"),
      EventBusName: "default",
      State: "ENABLED",
      Description: "d",
      EventPattern: PATTERN,
    };
    const { $metadata: _, ...described } = await send(new DescribeRuleCommand({ Name: "a" }));
    assert.deepEqual(described, { ...a, CreatedBy: ACCOUNT });
    const { Rules } = await send(new ListRulesCommand({}));
    assert.deepEqual(Rules, [
      a,
      {
        Name: "b",
        Arn: arn("events", "rule/b"),
        EventBusName: "default",
        State: "DISABLED",
        ScheduleExpression: "rate(1 minute)",
        RoleArn: "arn:aws:iam::1:role/r",
      },
    ]);
    const prefixed = await send(new ListRulesCommand({ NamePrefix: "b" }));
    assert.deepEqual(
      prefixed.Rules?.map(({ Name }) => Name),
      ["b"],
    );
    const page = await send(new ListRulesCommand({ Limit: 1 }));
    assert.deepEqual(
      page.Rules?.map(({ Name }) => Name),
      ["a"],
    );
    const rest = await send(new ListRulesCommand({ Limit: 1, NextToken: page.NextToken }));
    assert.deepEqual([rest.Rules?.map(({ Name }) => Name), rest.NextToken], [["b"], undefined]);
    await assert.rejects(send(new ListRulesCommand({ NextToken: "x" })), {
      message: "Parameter NextToken is not valid.",
    });
  });

  it("changes a rule in place: its targets stay", async () => {
    await bench.rule("a", { EventPattern: PATTERN, Description: "d" });
    await bench.target("a", { Arn: QUEUE });
    await bench.rule("a", { EventPattern: '{"source":["x"]}' });
    const { EventPattern, Description } = await send(new DescribeRuleCommand({ Name: "a" }));
    assert.deepEqual([EventPattern, Description], ['{"source":["x"]}', undefined]);
    const { Targets } = await send(new ListTargetsByRuleCommand({ Rule: "a" }));
    assert.deepEqual(Targets, [{ Id: "t", Arn: QUEUE }]);
  });

  /** The texts are recorded from AWS. */
  for (const [input, name, message] of [
    [{}, "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified."],
    [
      { ScheduleExpression: "rate(3 minute)" },
      "ValidationException",
      "Parameter ScheduleExpression is not valid.",
    ],
    [
      { ScheduleExpression: "rate(1 minutes)" },
      "ValidationException",
      "Parameter ScheduleExpression is not valid.",
    ],
    [
      { ScheduleExpression: "cron(7 20 * * 1-7 *)" },
      "ValidationException",
      "Parameter ScheduleExpression is not valid.",
    ],
    [
      { ScheduleExpression: "at(2030-01-01T00:00:00)" },
      "ValidationException",
      "Parameter ScheduleExpression is not valid.",
    ],
    [
      { ScheduleExpression: "rate(1 minute)", EventBusName: "shop" },
      "ValidationException",
      "ScheduleExpression is supported only on the default event bus.",
    ],
    [
      { EventPattern: PATTERN, EventBusName: "none" },
      "ResourceNotFoundException",
      "Event bus none does not exist.",
    ],
    [
      { EventPattern: '{"a":5}' },
      "InvalidEventPatternException",
      'Event pattern is not valid. Reason: "a" must be an object or an array',
    ],
    [{ EventPattern: PATTERN, Name: "a b" }, "ValidationException", /at 'name' failed to satisfy constraint/],
    [
      { EventPattern: PATTERN, State: "ON" },
      "ValidationException",
      /at 'state' .*enum value set: \[ENABLED, DISABLED/,
    ],
  ] as [Partial<PutRuleCommandInput>, string, string | RegExp][]) {
    it(`rejects the rule ${JSON.stringify(input)}`, async () => {
      await send(new CreateEventBusCommand({ Name: "shop" }));
      await assert.rejects(send(new PutRuleCommand({ Name: "r", ...input })), { name, message });
      assert.deepEqual((await send(new ListRulesCommand({}))).Rules, []);
    });
  }

  it("deletes a rule without targets, and no rule as well", async () => {
    await bench.rule("a");
    await bench.target("a", { Arn: QUEUE });
    await assert.rejects(send(new DeleteRuleCommand({ Name: "a" })), {
      name: "ValidationException",
      message: "Rule can't be deleted since it has targets.",
    });
    await send(new RemoveTargetsCommand({ Rule: "a", Ids: ["t", "unknown"] }));
    await send(new DeleteRuleCommand({ Name: "a" }));
    await send(new DeleteRuleCommand({ Name: "a" }));
    for (const command of [new DescribeRuleCommand({ Name: "a" }), new DisableRuleCommand({ Name: "a" })]) {
      await assert.rejects(send(command as DescribeRuleCommand), {
        name: "ResourceNotFoundException",
        message: "Rule a does not exist on EventBus default.",
      });
    }
  });

  it("lists targets as they were put, and rules by target", async () => {
    await bench.rule("a");
    await bench.rule("b");
    const target: Target = {
      Id: "1",
      Arn: MACHINE,
      RoleArn: "arn:aws:iam::123456789012:role/r",
      InputTransformer: { InputPathsMap: { a: "$.detail" }, InputTemplate: "<a>" },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 },
      DeadLetterConfig: { Arn: QUEUE },
    };
    const answer = await send(
      new PutTargetsCommand({ Rule: "a", Targets: [target, { Id: "2", Arn: QUEUE }] }),
    );
    assert.deepEqual([answer.FailedEntryCount, answer.FailedEntries], [0, []]);
    await bench.target("b", { Arn: QUEUE });
    const { Targets } = await send(new ListTargetsByRuleCommand({ Rule: "a" }));
    assert.deepEqual(Targets, [target, { Id: "2", Arn: QUEUE }]);
    const { RuleNames } = await send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE }));
    assert.deepEqual(RuleNames, ["a", "b"]);
  });

  for (const [target, name, message] of [
    [
      { Id: "!@#$@!#$" },
      "ValidationException",
      /Value '!@#\$@!#\$' at 'targets\.1\.member\.id' .*regular expression pattern/,
    ],
    [
      { Id: "x".repeat(65) },
      "ValidationException",
      /at 'targets\.1\.member\.id' .*have length less than or equal to 64/,
    ],
    [
      { Arn: "queue" },
      "ValidationException",
      "Parameter Arn is not valid. Reason: Provided Arn is not in correct format.",
    ],
    [{ Arn: MACHINE }, "ValidationException", `RoleArn is required for target ${MACHINE}.`],
    [
      { Input: "{}", InputPath: "$.detail" },
      "ValidationException",
      "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
    ],
    [{ Input: "{" }, "ValidationException", "JSON syntax error in input for target t."],
    [
      { InputTransformer: { InputTemplate: '"<x>"' } },
      "ValidationException",
      "InputTemplate for target t contains invalid placeholder x.",
    ],
    [
      { RetryPolicy: { MaximumRetryAttempts: 186 } },
      "ValidationException",
      /maximumRetryAttempts.*less than or equal to 185/,
    ],
    [
      { RetryPolicy: { MaximumEventAgeInSeconds: 59 } },
      "ValidationException",
      /maximumEventAgeInSeconds.*greater than or equal to 60/,
    ],
    [
      { Arn: arn("ecs", "cluster/c") },
      "ValidationException",
      /^The target arn:aws:ecs:.* cannot be called on this machine; allowed: resources of events, lambda, logs, sns, sqs, states$/,
    ],
  ] as [Partial<Target>, string, string | RegExp][]) {
    it(`rejects the target ${JSON.stringify(target).slice(0, 80)}, and those beside it`, async () => {
      await bench.rule("a");
      const Targets = [
        { Id: "t", Arn: QUEUE, ...target },
        { Id: "good", Arn: QUEUE },
      ];
      await assert.rejects(send(new PutTargetsCommand({ Rule: "a", Targets })), { name, message });
      assert.deepEqual((await send(new ListTargetsByRuleCommand({ Rule: "a" }))).Targets, []);
    });
  }

  it("rejects a sixth target", async () => {
    await bench.rule("a");
    const Targets = ["1", "2", "3", "4", "5"].map((Id) => ({ Id, Arn: QUEUE }));
    await send(new PutTargetsCommand({ Rule: "a", Targets }));
    await send(new PutTargetsCommand({ Rule: "a", Targets: [{ Id: "5", Arn: arn("sqs", "other") }] }));
    await assert.rejects(bench.target("a", { Id: "6", Arn: QUEUE }), {
      name: "LimitExceededException",
      message: "The requested resource exceeds the maximum number allowed.",
    });
  });

  it("creates, lists and deletes event buses; there is always a default one", async () => {
    const created = await send(
      new CreateEventBusCommand({ Name: "a/b.c", Tags: [{ Key: "k", Value: "v" }] }),
    );
    assert.equal(created.EventBusArn, arn("events", "event-bus/a/b.c"));
    await assert.rejects(send(new CreateEventBusCommand({ Name: "a/b.c" })), {
      name: "ResourceAlreadyExistsException",
      message: "Event bus a/b.c already exists.",
    });
    const { EventBuses } = await send(new ListEventBusesCommand({}));
    const dates = { CreationTime: new Date(START), LastModifiedTime: new Date(START) };
    assert.deepEqual(EventBuses, [
      { Name: "a/b.c", Arn: created.EventBusArn, ...dates },
      { Name: "default", Arn: arn("events", "event-bus/default"), ...dates },
    ]);
    const { Tags } = await send(new ListTagsForResourceCommand({ ResourceARN: created.EventBusArn }));
    assert.deepEqual(Tags, [{ Key: "k", Value: "v" }]);
    await bench.rule("r", { EventPattern: PATTERN, EventBusName: "a/b.c" });
    await assert.rejects(send(new DeleteEventBusCommand({ Name: "a/b.c" })), {
      name: "ValidationException",
      message: /has rules/,
    });
    await send(new DeleteRuleCommand({ Name: "r", EventBusName: "a/b.c" }));
    await send(new DeleteEventBusCommand({ Name: "a/b.c" }));
    await assert.rejects(send(new DescribeEventBusCommand({ Name: "a/b.c" })), {
      name: "ResourceNotFoundException",
      message: "Event bus a/b.c does not exist.",
    });
    await assert.rejects(send(new DeleteEventBusCommand({ Name: "default" })), {
      message: "Cannot delete event bus default.",
    });
    await assert.rejects(send(new CreateEventBusCommand({ Name: "a b" })), { message: /at 'name'/ });
  });

  it("keeps a bus's policy, by statement or as a whole", async () => {
    const policy = async () => {
      const { Policy } = await send(new DescribeEventBusCommand({}));
      return Policy === undefined ? undefined : JSON.parse(Policy);
    };
    const Resource = arn("events", "event-bus/default");
    const account = { StatementId: "one", Principal: "111122223333", Action: "events:PutEvents" };
    await send(new PutPermissionCommand(account));
    await send(new PutPermissionCommand({ ...account, StatementId: "all", Principal: "*" }));
    assert.deepEqual(await policy(), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111122223333:root" },
          Action: "events:PutEvents",
          Resource,
        },
        { Sid: "all", Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource },
      ],
    });
    await send(new RemovePermissionCommand({ StatementId: "one" }));
    assert.deepEqual((await policy()).Statement.length, 1);
    await assert.rejects(send(new RemovePermissionCommand({ StatementId: "one" })), {
      name: "ResourceNotFoundException",
      message: "Statement with the provided id does not exist.",
    });
    await send(new RemovePermissionCommand({ RemoveAllPermissions: true }));
    assert.equal(await policy(), undefined);
    const document = {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "events:ListRules",
          Resource: "*",
        },
      ],
    };
    await send(new PutPermissionCommand({ Policy: JSON.stringify(document) }));
    assert.deepEqual(await policy(), document);
    await assert.rejects(send(new PutPermissionCommand({ Policy: "{" })), {
      message: /^Parameter Policy is not valid/,
    });
    await assert.rejects(send(new PutPermissionCommand({ StatementId: "x" })), {
      message: /must be specified/,
    });
    await assert.rejects(send(new PutPermissionCommand({ ...account, EventBusName: "none" })), {
      message: "Event bus none does not exist.",
    });
  });

  it("tags rules", async () => {
    const ResourceARN = await bench.rule("a", { EventPattern: PATTERN, Tags: [{ Key: "a", Value: "1" }] });
    await send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "b", Value: "2" }] }));
    await send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    assert.deepEqual((await send(new ListTagsForResourceCommand({ ResourceARN }))).Tags, [
      { Key: "b", Value: "2" },
    ]);
    await assert.rejects(send(new ListTagsForResourceCommand({ ResourceARN: arn("events", "rule/none") })), {
      name: "ResourceNotFoundException",
    });
  });

  it("needs the permission for the rule, and for the roles that are passed", async () => {
    const role = bench.role("admin", "events:*", "*");
    const principal = { service: "events.amazonaws.com" };
    const { credentials } = bench.cloud.assumeRole(role, { principal, sessionName: "s" });
    const client = connect(bench.cloud.endpoint, credentials);
    await client.send(new PutRuleCommand({ Name: "a", EventPattern: PATTERN }));
    const Targets = [{ Id: "1", Arn: MACHINE, RoleArn: role }];
    await assert.rejects(client.send(new PutTargetsCommand({ Rule: "a", Targets })), {
      name: "AccessDeniedException",
      message: /iam:PassRole on resource: arn:aws:iam::123456789012:role\/admin/,
    });
    client.destroy();
  });

  it("rejects wrong types and missing members", async () => {
    const call = (operation: string, input: object) =>
      bench.cloud.call(bench.cloud.administrator, "events", operation, input);
    await assert.rejects(call("PutTargets", { Rule: "a" }), {
      code: "ValidationException",
      message: /Targets/,
    });
    await assert.rejects(call("PutTargets", { Rule: "a", Targets: [{ Id: "1" }] }), {
      message: /Targets\.1\.Arn/,
    });
    await assert.rejects(call("PutEvents", { Entries: [{ Detail: {} }] }), {
      code: "SerializationException",
    });
    await assert.rejects(call("PutEvents", { Entries: [null] }), { code: "SerializationException" });
    await assert.rejects(call("PutRule", {}), { code: "ValidationException", message: /Name/ });
  });
});
