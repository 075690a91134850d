import assert from "node:assert/strict";
import { CloudClock, ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import type { DeadLetter } from "../../../../../packages/local-cloud/aws/deadLetter";
import {
  type AssumeRoleRequest,
  AwsError,
  type Caller,
  type Cloud,
} from "../../../../../packages/local-cloud/aws/service";
import type {
  ScheduleInput,
  ScheduleTarget,
} from "../../../../../packages/local-cloud/services/scheduler/schedule";
import { SchedulerService } from "../../../../../packages/local-cloud/services/scheduler/scheduler";
import { observe } from "../../models/hook";

const MINUTE = 60_000;
const ACCOUNT = "us-east-1:123456789012";
const MACHINE = `arn:aws:states:${ACCOUNT}:stateMachine:m`;
const ROLE = "arn:aws:iam::123456789012:role/r";
const QUEUE = `arn:aws:sqs:${ACCOUNT}:dead`;

type Changes = Partial<ScheduleInput>;

const schedule = (changes: Changes = {}, target: Partial<ScheduleTarget> = {}): ScheduleInput => ({
  Name: "s",
  ScheduleExpression: "rate(5 minutes)",
  FlexibleTimeWindow: { Mode: "OFF" },
  ...changes,
  Target: { Arn: MACHINE, RoleArn: ROLE, ...target },
});

/** A cloud that records calls, and rejects a given number of them. */
class FakeCloud implements Cloud {
  readonly accountId = "123456789012";
  readonly region = "us-east-1";
  readonly endpoint = "";
  readonly calls: { caller: string; operation: string; input: unknown; time: number }[] = [];
  readonly assumed: AssumeRoleRequest[] = [];
  refusals = 0;
  trusted = true;

  constructor(private readonly clock: { now(): number }) {}

  async call(caller: Caller, _service: string, operation: string, input: object) {
    this.calls.push({ caller: String(caller.roleArn), operation, input, time: this.clock.now() });
    if (this.refusals-- > 0) throw new AwsError("AccessDeniedException", "refused");
    return {};
  }

  authorize(): void {}

  assumeRole(roleArn: string, request: AssumeRoleRequest) {
    if (!this.trusted) throw new AwsError("AccessDenied", "not trusted", 403);
    this.assumed.push(request);
    return {
      caller: { arn: roleArn, accountId: this.accountId, roleArn },
      credentials: { accessKeyId: "", secretAccessKey: "", sessionToken: "" },
    };
  }
}

const CALLER = { arn: "arn:aws:iam::123456789012:user/local", accountId: "123456789012" };

describe("EventBridge Scheduler", () => {
  let clock: ManualClock;
  let cloud: FakeCloud;
  let scheduler: SchedulerService;
  let deadLetters: DeadLetter[];
  let start: number;

  beforeEach(() => {
    clock = new ManualClock();
    cloud = new FakeCloud(clock);
    deadLetters = [];
    scheduler = serviceOf(cloud, clock);
    start = clock.now();
  });
  afterEach(() => scheduler.close());

  function serviceOf(own: FakeCloud, time: ManualClock | CloudClock): SchedulerService {
    const onDeadLetter = (deadLetter: DeadLetter) => void deadLetters.push(deadLetter);
    const service = new SchedulerService({ cloud: own, clock: time, random: () => 0.5, onDeadLetter });
    observe(service);
    return service;
  }

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = async (operation: string, given: object = {}): Promise<any> => {
    const input = { ...given };
    scheduler.requirements({ operation, input });
    return scheduler.invoke({ operation, input }, CALLER);
  };
  const create = (changes: Changes = {}, target: Partial<ScheduleTarget> = {}) =>
    call("CreateSchedule", schedule(changes, target));
  const times = () => cloud.calls.map(({ time }) => (time - start) / MINUTE);
  const names = async (input: object = {}) =>
    (await call("ListSchedules", input)).Schedules.map(({ Name }: { Name: string }) => Name);

  it("starts the state machine at each scheduled time, with the role and the schedule's group", async () => {
    await create({}, { Input: '{"at":"<aws.scheduler.scheduled-time>"}' });
    await clock.advance(16 * MINUTE);
    assert.deepEqual(times(), [5, 10, 15]);
    assert.deepEqual(cloud.calls[0], {
      caller: ROLE,
      operation: "StartExecution",
      input: { stateMachineArn: MACHINE, input: '{"at":"2025-01-01T00:05:00Z"}' },
      time: start + 5 * MINUTE,
    });
    const { sessionName, ...request } = cloud.assumed.at(-1)!;
    assert.match(sessionName, /^[0-9a-f]{32}$/);
    assert.deepEqual(request, {
      principal: { service: "scheduler.amazonaws.com" },
      sourceArn: `arn:aws:scheduler:${ACCOUNT}:schedule-group/default`,
      sourceAccount: "123456789012",
    });
  });

  for (const [expression, until, expected] of [
    ["rate(1 minute)", 2, [1, 2]],
    ["rate(2 hours)", 300, [120, 240]],
    ["rate(1 day)", 1500, [1440]],
    ["at(2025-01-01T00:07:00)", 1500, [7]],
    ["at(2024-01-01T00:07:00)", 1500, []],
  ] as const) {
    it(`runs ${expression}`, async () => {
      await create({ ScheduleExpression: expression });
      await clock.advance(until * MINUTE);
      assert.deepEqual(times(), expected);
    });
  }

  for (const expression of [
    "rate(0 minutes)",
    "rate(5 seconds)",
    "cron(0 12 * * * *)",
    "at(noon)",
    "at(2025-99-01T00:00:00)",
  ]) {
    it(`rejects ${expression}`, async () => {
      await assert.rejects(create({ ScheduleExpression: expression }), {
        code: "ValidationException",
        message: /^Invalid Schedule Expression .*rate\(N minutes\|hours\|days\)/,
      });
    });
  }

  it("runs a cron expression and a time in the schedule's zone", async () => {
    const zone = { ScheduleExpressionTimezone: "Europe/Berlin" };
    await create({ ScheduleExpression: "cron(30 1 * * ? *)", ...zone });
    await create({ Name: "other", ScheduleExpression: "at(2025-01-01T01:45:00)", ...zone });
    await clock.advance(25 * 60 * MINUTE);
    assert.deepEqual(times(), [30, 45, 30 + 24 * 60]);
    await assert.rejects(create({ Name: "mars", ScheduleExpressionTimezone: "Mars/Olympus" }), {
      code: "ValidationException",
      message: "Invalid Schedule Expression Timezone Mars/Olympus; allowed: names such as Europe/Berlin",
    });
  });

  it("rejects other targets", async () => {
    for (const Arn of [
      "arn:aws:ecs:us-east-1:123456789012:cluster/c",
      "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
    ]) {
      await assert.rejects(create({}, { Arn }), {
        code: "ValidationException",
        message: `The target ${Arn} cannot be called on this machine; allowed: resources of events, lambda, sns, sqs, states`,
      });
    }
    const Arn = `arn:aws:events:${ACCOUNT}:event-bus/b`;
    await assert.rejects(create({}, { Arn }), /EventBridgeParameters is required/);
    await create({}, { Arn: `${MACHINE}:live` });
  });

  it("calls functions, queues, topics and event buses", async () => {
    const put = (resource: string, target: Partial<ScheduleTarget> = {}) =>
      create({ Name: resource.split(":")[0]! }, { Arn: `arn:aws:${resource}`, Input: '{"a":1}', ...target });
    await put(`lambda:${ACCOUNT}:function:f`);
    await put(`sqs:${ACCOUNT}:q.fifo`, { SqsParameters: { MessageGroupId: "g" } });
    await put(`sns:${ACCOUNT}:t`);
    const event = { Source: "s", DetailType: "d" };
    await put(`events:${ACCOUNT}:event-bus/b`, { EventBridgeParameters: event });
    await clock.advance(5 * MINUTE);
    assert.deepEqual(
      cloud.calls.map(({ operation, input }) => [operation, input]),
      [
        [
          "Invoke",
          {
            FunctionName: `arn:aws:lambda:${ACCOUNT}:function:f`,
            InvocationType: "Event",
            Payload: '{"a":1}',
          },
        ],
        ["SendMessage", { QueueUrl: "/123456789012/q.fifo", MessageBody: '{"a":1}', MessageGroupId: "g" }],
        ["Publish", { TopicArn: `arn:aws:sns:${ACCOUNT}:t`, Message: '{"a":1}' }],
        [
          "PutEvents",
          {
            Entries: [{ EventBusName: `arn:aws:events:${ACCOUNT}:event-bus/b`, ...event, Detail: '{"a":1}' }],
          },
        ],
      ],
    );
  });

  it("calls nothing before its start and after its end", async () => {
    const StartDate = new Date(start + 7 * MINUTE);
    await create({ StartDate, EndDate: (StartDate.getTime() + 10 * MINUTE) / 1000 });
    await clock.advance(60 * MINUTE);
    assert.deepEqual(times(), [7, 12, 17]);
    await assert.rejects(
      create({ Name: "t", StartDate, EndDate: StartDate }),
      /must come after the StartDate/,
    );
    await assert.rejects(
      create({ Name: "t", StartDate: "soon" }),
      /startDate is 'soon'; allowed: a time such as/,
    );
  });

  it("calls within a flexible window", async () => {
    await create({ FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 4 } });
    await clock.advance(13 * MINUTE);
    assert.deepEqual(times(), [7, 12]);
    await assert.rejects(create({ Name: "t", FlexibleTimeWindow: { Mode: "FLEXIBLE" } }), /is required for/);
    await assert.rejects(
      create({ Name: "t", FlexibleTimeWindow: { Mode: "OFF", MaximumWindowInMinutes: 4 } }),
      /only supported for schedules with FLEXIBLE mode/,
    );
  });

  it("rejects a role that does not trust it", async () => {
    cloud.trusted = false;
    await assert.rejects(create(), {
      code: "ValidationException",
      message: /must allow AWS EventBridge Scheduler to assume the role. not trusted/,
    });
  });

  it("retries with increasing delays, and keeps to its times", async () => {
    cloud.refusals = 3;
    await create();
    await clock.advance(11 * MINUTE);
    assert.deepEqual(
      cloud.calls.map(({ time }) => (time - start) / 1000),
      [300, 301, 303, 307, 600],
    );
  });

  it("gives up after the maximum number of attempts or the maximum age", async () => {
    cloud.refusals = 100;
    const once = (Name: string, minute: string, RetryPolicy: ScheduleTarget["RetryPolicy"]) =>
      create({ Name, ScheduleExpression: `at(2025-01-01T${minute}:00)` }, { RetryPolicy: RetryPolicy! });
    await once("few", "00:01", { MaximumRetryAttempts: 2 });
    await clock.advance(60 * MINUTE);
    assert.equal(cloud.calls.length, 3);
    await once("young", "02:00", { MaximumEventAgeInSeconds: 60 });
    await clock.advance(120 * MINUTE);
    assert.equal(cloud.calls.length, 3 + 6);
  });

  it("sends what failed to its dead-letter queue, as its role", async () => {
    cloud.refusals = 2;
    const target = {
      Input: '{"a":1}',
      DeadLetterConfig: { Arn: QUEUE },
      RetryPolicy: { MaximumRetryAttempts: 1 },
    };
    const { ScheduleArn } = await create({ ScheduleExpression: "at(2025-01-01T00:01:00)" }, target);
    await clock.advance(2 * MINUTE);
    const { caller, operation, input } = cloud.calls.at(-1)!;
    const { MessageAttributes, ...message } = input as {
      MessageAttributes: Record<string, { StringValue: string }>;
    };
    assert.deepEqual([caller, operation], [ROLE, "SendMessage"]);
    assert.deepEqual(message, { QueueUrl: "/123456789012/dead", MessageBody: '{"a":1}' });
    const { EXECUTION_ID, ...attributes } = Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    );
    assert.ok(EXECUTION_ID);
    assert.deepEqual(attributes, {
      ERROR_CODE: "AccessDeniedException",
      ERROR_MESSAGE: "refused",
      EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: "1",
      SCHEDULED_TIME: "2025-01-01T00:01:00Z",
      SCHEDULE_ARN: ScheduleArn,
      TARGET_ARN: MACHINE,
    });
    assert.deepEqual(deadLetters, [{ service: "scheduler", sourceArn: ScheduleArn, targetArn: QUEUE }]);
    await assert.rejects(
      create({ Name: "t" }, { DeadLetterConfig: { Arn: `${QUEUE}.fifo` } }),
      /deadLetterConfig.arn/,
    );
  });

  it("deletes itself after its last call, and otherwise stays", async () => {
    cloud.refusals = 1;
    const once = { ScheduleExpression: "at(2025-01-01T00:01:00)" };
    await create({ ...once, ActionAfterCompletion: "DELETE" });
    await create({ ...once, Name: "stays" });
    await create({ Name: "disabled", State: "DISABLED", ActionAfterCompletion: "DELETE" });
    await clock.advance(MINUTE);
    assert.deepEqual(await names(), ["disabled", "s", "stays"]);
    await clock.advance(MINUTE);
    assert.deepEqual(await names(), ["disabled", "stays"]);
  });

  it("stops when it is deleted, changed, disabled or closed", async () => {
    cloud.refusals = 1;
    const update = (changes: Changes = {}) => call("UpdateSchedule", schedule(changes));
    await create();
    await clock.advance(5 * MINUTE);
    await update({ ScheduleExpression: "rate(10 minutes)" });
    await clock.advance(11 * MINUTE);
    assert.deepEqual(times(), [5, 15]);
    await update({ State: "DISABLED" });
    await clock.advance(60 * MINUTE);
    await update();
    await call("DeleteSchedule", { Name: "s" });
    await clock.advance(60 * MINUTE);
    await create();
    await scheduler.close();
    await clock.advance(60 * MINUTE);
    assert.equal(cloud.calls.length, 2);
  });

  it("does not make the clock skip time, and runs on time when time is skipped for something else", async () => {
    const skipping = new CloudClock({ kind: "skip" });
    const own = new FakeCloud(skipping);
    const racing = serviceOf(own, skipping);
    const since = skipping.now();
    await racing.invoke({ operation: "CreateSchedule", input: { ...schedule() } }, CALLER);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    assert.ok(skipping.now() - since < MINUTE);
    await new Promise<void>((resolve) => skipping.after(12 * MINUTE, resolve));
    assert.deepEqual(
      own.calls.map(({ time }) => Math.round((time - since) / MINUTE)),
      [5, 10],
    );
    await racing.close();
    skipping.close();
  });

  describe("its API", () => {
    it("returns a schedule as it was given, with the defaults", async () => {
      await create({ Description: "d", StartDate: start / 1000 });
      await clock.advance(MINUTE);
      await call("UpdateSchedule", schedule({ State: "DISABLED" }));
      assert.deepEqual(await call("GetSchedule", { Name: "s" }), {
        Arn: `arn:aws:scheduler:${ACCOUNT}:schedule/default/s`,
        Name: "s",
        GroupName: "default",
        CreationDate: new Date(start),
        LastModificationDate: new Date(start + MINUTE),
        ScheduleExpression: "rate(5 minutes)",
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        State: "DISABLED",
        ActionAfterCompletion: "NONE",
        Target: {
          Arn: MACHINE,
          RoleArn: ROLE,
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      });
    });

    it("refuses a second schedule of a name, but not the same request twice", async () => {
      await create({ ClientToken: "once" });
      await create({ ClientToken: "once" });
      await assert.rejects(create({ ClientToken: "twice" }), { code: "ConflictException", status: 409 });
      await assert.rejects(create(), /Schedule s already exists/);
    });

    it("keeps schedules in groups, which are deleted with them", async () => {
      await assert.rejects(create({ GroupName: "g" }), {
        code: "ResourceNotFoundException",
        message: "Schedule group g does not exist.",
        status: 404,
      });
      await call("CreateScheduleGroup", { Name: "g", Tags: [{ Key: "team", Value: "a" }] });
      await assert.rejects(call("CreateScheduleGroup", { Name: "g" }), { code: "ConflictException" });
      await create({ GroupName: "g" });
      await create({ Name: "other" });
      assert.deepEqual(await names({ GroupName: "g" }), ["s"]);
      await call("DeleteScheduleGroup", { Name: "g" });
      assert.deepEqual(await names(), ["other"]);
      await clock.advance(5 * MINUTE);
      assert.equal(cloud.calls.length, 1);
      await assert.rejects(call("DeleteScheduleGroup", { Name: "default" }), { code: "ValidationException" });
    });

    it("lists in pages, by prefix and by state", async () => {
      for (const Name of ["a1", "a2", "a3", "b"]) await create({ Name });
      await create({ Name: "off", State: "DISABLED" });
      assert.deepEqual(await names({ NamePrefix: "a" }), ["a1", "a2", "a3"]);
      assert.deepEqual(await names({ State: "DISABLED" }), ["off"]);
      const { NextToken } = await call("ListSchedules", { MaxResults: "2" });
      await call("DeleteSchedule", { Name: "a2" });
      assert.deepEqual(await names({ NextToken, MaxResults: 1 }), ["a3"]);
      await assert.rejects(call("ListSchedules", { NextToken: "2" }), { code: "ValidationException" });
    });

    const cases: [what: string, operation: string, input: object, message: RegExp][] = [
      ["a missing schedule", "GetSchedule", { Name: "none" }, /Schedule none does not exist/],
      ["a name", "CreateSchedule", schedule({ Name: "a b" }), /'a b' at 'name' .* pattern/],
      ["a state", "CreateSchedule", schedule({ State: "ON" }), /enum value set: \[ENABLED, DISABLED\]/],
      ["no target", "CreateSchedule", { ...schedule(), Target: null }, /must contain the parameter Target/],
      ["a role", "CreateSchedule", schedule({}, { RoleArn: "r" }), /target.roleArn/],
      [
        "retries",
        "UpdateSchedule",
        schedule({}, { RetryPolicy: { MaximumRetryAttempts: 186 } }),
        /185|exist/,
      ],
      ["an operation", "PauseSchedule", {}, /PauseSchedule is not served; served are CreateSchedule/],
      ["an ARN of tags", "ListTagsForResource", { ResourceArn: "arn" }, /arn does not exist/],
    ];
    for (const [what, operation, input, message] of cases) {
      it(`refuses ${what}`, () => assert.rejects(call(operation, input), { name: "AwsError", message }));
    }

    it("requires that the role may be passed, and what deletes schedules", () => {
      const needs = (operation: string, input: object) =>
        scheduler
          .requirements({ operation, input: { ...input } })
          .map(({ action, resource, context }) => [action, resource.split(":").slice(5).join(":"), context]);
      assert.deepEqual(needs("CreateSchedule", schedule()), [
        ["scheduler:CreateSchedule", "schedule/default/s", undefined],
        ["iam:PassRole", "role/r", { "iam:PassedToService": "scheduler.amazonaws.com" }],
      ]);
      assert.deepEqual(needs("DeleteScheduleGroup", { Name: "g" }), [
        ["scheduler:DeleteScheduleGroup", "schedule-group/g", undefined],
        ["scheduler:DeleteSchedule", "schedule/g/*", undefined],
      ]);
    });

    it("reads requests and writes responses as the API's clients do", async () => {
      const request = (method: string, target: string, body: object = {}) => {
        const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
        return scheduler.decode({
          method,
          path: pathname,
          query: searchParams,
          headers: {},
          body: Buffer.from(JSON.stringify(body)),
        });
      };
      assert.deepEqual(request("GET", "/schedules?ScheduleGroup=g&MaxResults=5"), {
        operation: "ListSchedules",
        input: { GroupName: "g", MaxResults: "5" },
      });
      const arn = `arn:aws:scheduler:${ACCOUNT}:schedule-group/default`;
      assert.deepEqual(request("DELETE", `/tags/${encodeURIComponent(arn)}?TagKeys=a&TagKeys=b`), {
        operation: "UntagResource",
        input: { ResourceArn: arn, TagKeys: ["a", "b"] },
      });
      await create();
      const output = await call("GetSchedule", { Name: "s" });
      const { body } = scheduler.encode(output, { operation: "GetSchedule", input: {} });
      assert.equal(JSON.parse(String(body)).CreationDate, start / 1000);
    });
  });
});
