import assert from "node:assert/strict";
import { resource, TestDeployment } from "./deploymentSupport";

const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:m";

const trust = (sourceArn: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
      },
    ],
  });

const role = (sourceArn = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/default") =>
  resource(
    "aws:iam/role:Role",
    "r",
    { name: "r", assumeRolePolicy: trust(sourceArn) },
    { arn: "arn:aws:iam::123456789012:role/r" },
  );

const schedule = (inputs: object = {}, target: object = {}) =>
  resource(
    "aws:scheduler/schedule:Schedule",
    "s",
    {
      name: "s",
      scheduleExpression: "rate(5 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
      ...inputs,
      target: { arn: MACHINE, roleArn: "arn:aws:iam::123456789012:role/r", ...target },
    },
    { arn: "arn:aws:scheduler:us-east-1:123456789012:schedule/default/s", groupName: "default" },
  );

describe("local: schedules in a deployment", () => {
  let test: TestDeployment;

  beforeEach(async () => {
    test = await TestDeployment.start();
  });
  afterEach(() => test.close());

  const pass = async (minutes: number) => {
    const { clock } = test.services;
    await clock.skipWhile(new Promise<void>((resolve) => clock.after(minutes * 60_000, resolve)));
    await clock.whenIdle();
  };

  it("are created, updated and deleted", async () => {
    const attempts = () => test.services.cloud.iam.refusals.length;
    const once = { retryPolicy: { maximumRetryAttempts: 0 } };
    await test.apply(role(), schedule({}, once));
    await pass(6);
    // The role allows nothing: each attempt is a refusal.
    assert.equal(attempts(), 1);
    await test.apply(role(), schedule({ scheduleExpression: "rate(1 minute)" }, once));
    await pass(3.5);
    assert.equal(attempts(), 4);
    await test.apply(role());
    await pass(30);
    assert.equal(attempts(), 4);
  });

  it("need a role that trusts the schedule's group", async () => {
    const other = role("arn:aws:scheduler:us-east-1:123456789012:schedule-group/other");
    await assert.rejects(
      test.apply(other, schedule()),
      /Schedule 's' could not be created: ValidationException: The execution role you provide must allow/,
    );
  });

  const call = (operation: string, input: object) => {
    const { cloud } = test.services;
    return cloud.call(cloud.administrator, "scheduler", operation, input);
  };

  it("stay beside those that were created by the API", async () => {
    await test.apply(role(), schedule());
    const { Target } = await call("GetSchedule", { Name: "s" });
    const FlexibleTimeWindow = { Mode: "OFF" };
    const ScheduleExpression = "rate(1 day)";
    await call("CreateSchedule", { Name: "own", ScheduleExpression, FlexibleTimeWindow, Target });
    await call("DeleteSchedule", { Name: "s" });
    await test.apply(role(), schedule({ scheduleExpression: "rate(2 days)" }));
    const { Schedules } = await call("ListSchedules", {});
    assert.deepEqual(
      (Schedules as { Name: string }[]).map(({ Name }) => Name),
      ["own", "s"],
    );
  });

  it("are in a group of the program, and left out without it", async () => {
    const group = resource("aws:scheduler/scheduleGroup:ScheduleGroup", "g", { name: "g" });
    const inGroup = schedule({ groupName: "g" });
    const outputs = { arn: "arn:aws:scheduler:us-east-1:123456789012:schedule/g/s", groupName: "g" };
    const trusted = role("arn:aws:scheduler:us-east-1:123456789012:schedule-group/g");
    const grouped = { ...inGroup, outputs: { ...inGroup.outputs, ...outputs } };
    const { notes } = await test.apply(trusted, grouped);
    assert.match(String(notes), /'s' is left out: it needs schedule group g/);
    await test.apply(group, trusted, grouped);
    assert.equal((await call("GetSchedule", { Name: "s", GroupName: "g" })).GroupName, "g");
    await test.apply(trusted);
    await assert.rejects(call("GetScheduleGroup", { Name: "g" }), /does not exist/);
  });

  it("leave out and name what cannot run here", async () => {
    const { unsupported } = await test.apply(
      role(),
      schedule({}, { arn: "arn:aws:ecs:us-east-1:1:cluster/c" }),
    );
    assert.deepEqual(unsupported, ["aws:scheduler/schedule:Schedule (target ecs)"]);
    await pass(6);
    assert.deepEqual(test.services.cloud.iam.refusals, []);
    const changed = await test.apply(role(), schedule({ endDate: "2100-01-01T00:00:00Z" }));
    assert.deepEqual(changed.unsupported, []);
    await pass(6);
    assert.ok(test.services.cloud.iam.refusals.length > 0);
  });

  for (const [inputs, target, message] of [
    [{ scheduleExpression: "cron(0 12 * * * *)" }, {}, /Invalid Schedule Expression/],
    [{ startDate: "soon" }, {}, /startDate is 'soon'; allowed: a time such as/],
    [{ scheduleExpressionTimezone: "Mars/Olympus" }, {}, /Invalid Schedule Expression Timezone Mars/],
  ] as const) {
    it(`refuse what cannot run here: ${message.source}`, async () => {
      await assert.rejects(test.apply(role(), schedule(inputs, target)), message);
    });
  }
});
