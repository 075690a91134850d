import assert from "node:assert/strict";
import { CloudClock, ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import {
  type AssumeRoleRequest,
  AwsError,
  type Caller,
  type Cloud,
} from "../../../../../packages/local-cloud/aws/service";
import { type Schedule, Schedules } from "../../../../../packages/local-cloud/services/scheduler/schedules";

const MINUTE = 60_000;
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:m";
const ROLE = "arn:aws:iam::123456789012:role/r";

const schedule = (changes: Partial<Schedule> = {}, target: Partial<Schedule["target"]> = {}): Schedule => ({
  arn: "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s",
  groupName: "default",
  scheduleExpression: "rate(5 minutes)",
  state: "ENABLED",
  ...changes,
  target: { arn: MACHINE, roleArn: ROLE, ...target },
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

describe("local: schedules", () => {
  let clock: ManualClock;
  let cloud: FakeCloud;
  let schedules: Schedules;
  let start: number;

  beforeEach(() => {
    clock = new ManualClock();
    cloud = new FakeCloud(clock);
    schedules = new Schedules({ cloud, clock });
    start = clock.now();
  });

  const times = () => cloud.calls.map(({ time }) => (time - start) / MINUTE);

  it("starts the state machine at each scheduled time, with the role and the schedule's group", async () => {
    schedules.put(schedule({}, { input: '{"at":"<aws.scheduler.scheduled-time>"}' }));
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
      sourceArn: "arn:aws:scheduler:us-east-1:123456789012:schedule-group/default",
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
      schedules.put(schedule({ scheduleExpression: expression }));
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
    it(`rejects ${expression}`, () => {
      assert.throws(() => schedules.put(schedule({ scheduleExpression: expression })), {
        code: "ValidationException",
        message: /^Invalid Schedule Expression .*rate\(N minutes\|hours\|days\)/,
      });
    });
  }

  it("runs a cron expression and a time in the schedule's zone", async () => {
    const zone = { scheduleExpressionTimezone: "Europe/Berlin" };
    schedules.put(schedule({ scheduleExpression: "cron(30 1 * * ? *)", ...zone }));
    schedules.put(schedule({ arn: "other", scheduleExpression: "at(2025-01-01T01:45:00)", ...zone }));
    await clock.advance(25 * 60 * MINUTE);
    assert.deepEqual(times(), [30, 45, 30 + 24 * 60]);
    assert.throws(() => schedules.put(schedule({ scheduleExpressionTimezone: "Mars/Olympus" })), {
      code: "ValidationException",
      message: "Invalid Schedule Expression Timezone Mars/Olympus; allowed: names such as Europe/Berlin",
    });
  });

  it("rejects other targets", () => {
    for (const arn of [
      "arn:aws:ecs:us-east-1:123456789012:cluster/c",
      "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
    ]) {
      assert.throws(() => schedules.put(schedule({}, { arn })), {
        code: "ValidationException",
        message: `The target ${arn} cannot be called on this machine; allowed: resources of events, lambda, sns, sqs, states`,
      });
    }
    const arn = "arn:aws:events:us-east-1:123456789012:event-bus/b";
    assert.throws(() => schedules.put(schedule({}, { arn })), /EventBridgeParameters is required/);
    schedules.put(schedule({}, { arn: `${MACHINE}:live` }));
  });

  it("calls functions, queues, topics and event buses", async () => {
    const put = (resource: string, target: Partial<Schedule["target"]> = {}) =>
      schedules.put(schedule({ arn: resource }, { arn: `arn:aws:${resource}`, input: '{"a":1}', ...target }));
    put("lambda:us-east-1:123456789012:function:f");
    put("sqs:us-east-1:123456789012:q.fifo", { messageGroupId: "g" });
    put("sns:us-east-1:123456789012:t");
    const event = { source: "s", detailType: "d" };
    put("events:us-east-1:123456789012:event-bus/b", { eventbridgeParameters: event });
    await clock.advance(5 * MINUTE);
    assert.deepEqual(
      cloud.calls.map(({ operation, input }) => [operation, input]),
      [
        [
          "Invoke",
          {
            FunctionName: "arn:aws:lambda:us-east-1:123456789012:function:f",
            InvocationType: "Event",
            Payload: '{"a":1}',
          },
        ],
        ["SendMessage", { QueueUrl: "/123456789012/q.fifo", MessageBody: '{"a":1}', MessageGroupId: "g" }],
        ["Publish", { TopicArn: "arn:aws:sns:us-east-1:123456789012:t", Message: '{"a":1}' }],
        [
          "PutEvents",
          {
            Entries: [
              {
                EventBusName: "arn:aws:events:us-east-1:123456789012:event-bus/b",
                Source: "s",
                DetailType: "d",
                Detail: '{"a":1}',
              },
            ],
          },
        ],
      ],
    );
  });

  it("calls nothing before its start and after its end", async () => {
    const startDate = start + 7 * MINUTE;
    schedules.put(schedule({ startDate, endDate: startDate + 10 * MINUTE }));
    await clock.advance(60 * MINUTE);
    assert.deepEqual(times(), [7, 12, 17]);
  });

  it("rejects a role that does not trust it", () => {
    cloud.trusted = false;
    assert.throws(() => schedules.put(schedule()), {
      code: "ValidationException",
      message: /must allow AWS EventBridge Scheduler to assume the role. not trusted/,
    });
  });

  it("retries with increasing delays, and keeps to its times", async () => {
    cloud.refusals = 3;
    schedules.put(schedule());
    await clock.advance(11 * MINUTE);
    assert.deepEqual(
      cloud.calls.map(({ time }) => (time - start) / 1000),
      [300, 301, 303, 307, 600],
    );
  });

  it("gives up after the maximum number of attempts or the maximum age", async () => {
    cloud.refusals = 100;
    schedules.put(schedule({ scheduleExpression: "at(2025-01-01T00:01:00)" }, { maximumRetryAttempts: 2 }));
    await clock.advance(60 * MINUTE);
    assert.equal(cloud.calls.length, 3);
    schedules.put(
      schedule({ scheduleExpression: "at(2025-01-01T02:00:00)" }, { maximumEventAgeInSeconds: 60 }),
    );
    await clock.advance(120 * MINUTE);
    assert.equal(cloud.calls.length, 3 + 6);
  });

  it("stops when it is deleted, changed, disabled or closed", async () => {
    cloud.refusals = 1;
    schedules.put(schedule());
    await clock.advance(5 * MINUTE);
    schedules.put(schedule({ scheduleExpression: "rate(10 minutes)" }));
    await clock.advance(11 * MINUTE);
    assert.deepEqual(times(), [5, 15]);
    schedules.put(schedule({ state: "DISABLED" }));
    await clock.advance(60 * MINUTE);
    schedules.put(schedule());
    schedules.delete(schedule().arn);
    await clock.advance(60 * MINUTE);
    schedules.put(schedule());
    schedules.close();
    await clock.advance(60 * MINUTE);
    assert.equal(cloud.calls.length, 2);
  });

  it("does not make the clock skip time, and runs on time when time is skipped for something else", async () => {
    const skipping = new CloudClock({ kind: "skip" });
    const own = new FakeCloud(skipping);
    const racing = new Schedules({ cloud: own, clock: skipping });
    const since = skipping.now();
    racing.put(schedule());
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    assert.ok(skipping.now() - since < MINUTE);
    await new Promise<void>((resolve) => skipping.after(12 * MINUTE, resolve));
    assert.deepEqual(
      own.calls.map(({ time }) => Math.round((time - since) / MINUTE)),
      [5, 10],
    );
    racing.close();
    skipping.close();
  });
});
