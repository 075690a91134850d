import assert from "node:assert/strict";
import { MessengerWorkflow, type MessengerWorkflowArgs } from "../../components";
import { ACCOUNT, only, REGION, type Registration, register } from "./registrations";

const create = async (args: MessengerWorkflowArgs = {}) =>
  (await register(() => new MessengerWorkflow("m", args))).registrations;

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/m-messages`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:m-machine`;
const queue = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

type States = Record<string, { Next?: string; Default?: string; ItemProcessor?: { States: States } }>;

const definitionOf = (registrations: Registration[]) =>
  JSON.parse(only(registrations, "aws:sfn/stateMachine:StateMachine").inputs.definition as string) as {
    Comment: string;
    States: States;
  };

/** What a role may do beyond logs, traces and keys: action → resources. */
const permissions = (registrations: Registration[], name: string): Record<string, string[]> => {
  const policy = only(registrations, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy as string;
  const statements = JSON.parse(policy).Statement as { Sid: string; Action: string[]; Resource: string[] }[];
  return Object.fromEntries(
    statements
      .filter(({ Sid }) => !/^(WriteLogs|WriteTraces|DeliverLogs|SendTraces|DecryptEnvironment)$/.test(Sid))
      .map(({ Action, Resource }) => [String(Action), Resource]),
  );
};

const types = (registrations: Registration[]) => registrations.map(({ type }) => type);

describe("components: MessengerWorkflow", () => {
  it("stores messages in a table that finds the unsent ones through a sparse index", async () => {
    assert.deepEqual(only(await create(), "aws:dynamodb/table:Table").inputs, {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "user_name",
      rangeKey: "message_id",
      attributes: [
        { name: "user_name", type: "S" },
        { name: "message_id", type: "S" },
        { name: "unsent", type: "S" },
      ],
      globalSecondaryIndexes: [
        { name: "unsent", hashKey: "unsent", rangeKey: "message_id", projectionType: "KEYS_ONLY" },
      ],
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
  });

  it("sends to an ordered queue that deduplicates each user's messages, with a dead-letter queue", async () => {
    const registrations = await create();
    assert.deepEqual(only(registrations, "aws:sqs/queue:Queue", "m-queue").inputs, {
      sqsManagedSseEnabled: true,
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      visibilityTimeoutSeconds: 30,
      messageRetentionSeconds: 1_209_600,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: queue("m-dead-letters.fifo"),
        maxReceiveCount: 3,
      }),
    });
    assert.deepEqual(only(registrations, "aws:sqs/queue:Queue", "m-dead-letters").inputs, {
      sqsManagedSseEnabled: true,
      fifoQueue: true,
      messageRetentionSeconds: 1_209_600,
    });
  });

  it("scans, sends and records, pauses and loops", async () => {
    const { States } = definitionOf(await create());
    assert.deepEqual(
      Object.entries(States).map(([name, { Next, Default }]) => [name, Next ?? Default]),
      [
        ["Is It A Hand-Over ?", "List Running Pumps"],
        ["List Running Pumps", "Is Another Pump Running ?"],
        ["Is Another Pump Running ?", "Scan DynamoDB For Messages"],
        ["Another Pump Runs", undefined],
        ["Scan DynamoDB For Messages", "Send Messages"],
        ["Send Messages", "Pause Then Loop"],
        ["Pause Then Loop", "Scan DynamoDB For Messages"],
        ["Were Messages Skipped ?", "Continue As New"],
        ["Messages Skipped", undefined],
        ["Continue As New", "Handed Over"],
        ["Handed Over", undefined],
      ],
    );
    assert.deepEqual(Object.keys(States["Send Messages"]!.ItemProcessor!.States), [
      "Send",
      "Record Sent",
      "Is The Queue At Fault ?",
      "Stays Unsent",
      "Set Aside",
      "Record Set Aside",
      "No Longer Unsent",
      "Skipped",
    ]);
  });

  it("only marks messages with deliverToQueue off: the rest of the machine is the same", async () => {
    const [sending, marking] = [await create(), await create({ deliverToQueue: false })];
    const [before, after] = [definitionOf(sending), definitionOf(marking)];
    assert.notEqual(before.Comment, after.Comment);
    assert.deepEqual(Object.keys(after.States["Send Messages"]!.ItemProcessor!.States), [
      "Record Sent",
      "No Longer Unsent",
      "Skipped",
    ]);
    delete before.States["Send Messages"];
    delete after.States["Send Messages"];
    assert.deepEqual(after.States, before.States);
    assert.deepEqual(types(marking), types(sending));
    assert.equal(permissions(marking, "m-policy")["sqs:SendMessage"], undefined);
  });

  it("lets each role do its own work and nothing else", async () => {
    const registrations = await create({ keepRunning: true });
    assert.deepEqual(permissions(registrations, "m-scan-policy"), {
      "dynamodb:Query": [`${TABLE}/index/unsent`],
      "dynamodb:BatchGetItem": [TABLE],
    });
    assert.deepEqual(permissions(registrations, "m-policy"), {
      "lambda:InvokeFunction": [`arn:aws:lambda:${REGION}:${ACCOUNT}:function:m-scan-function`],
      "sqs:SendMessage": [queue("m-queue.fifo"), queue("m-dead-letters.fifo")],
      "dynamodb:UpdateItem": [TABLE],
    });
    assert.deepEqual(permissions(registrations, "m-self-policy"), {
      "states:ListExecutions": [MACHINE],
      "states:StartExecution": [MACHINE],
    });
    assert.deepEqual(permissions(registrations, "m-schedule-policy"), { "states:StartExecution": [MACHINE] });
  });

  it("starts a pump every five minutes, only with keepRunning", async () => {
    const registrations = await create({ keepRunning: true, operations: { liveAlias: true } });
    const { target, ...schedule } = only(registrations, "aws:scheduler/schedule:Schedule").inputs;
    assert.deepEqual(schedule, {
      description: "Keeps the pump of m running.",
      scheduleExpression: "rate(5 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
    });
    assert.deepEqual(target, {
      arn: `${MACHINE}:live`,
      roleArn: `arn:aws:iam::${ACCOUNT}:role/m-schedule-role`,
      input: "{}",
    });
    const trust = JSON.parse(
      only(registrations, "aws:iam/role:Role", "m-schedule-role").inputs.assumeRolePolicy as string,
    );
    assert.deepEqual(trust.Statement[0].Principal, { Service: "scheduler.amazonaws.com" });
    assert.equal(
      trust.Statement[0].Condition.ArnLike["aws:SourceArn"],
      `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`,
    );
    assert.equal(types(await create()).includes("aws:scheduler/schedule:Schedule"), false);
  });

  it("is guarded where the stack's operations say so", async () => {
    const registrations = await create({
      operations: { liveAlias: true, protect: true, kmsKeyArn: KEY, alarmTopicArn: "arn:aws:sns:::t" },
    });
    const table = only(registrations, "aws:dynamodb/table:Table").inputs;
    assert.deepEqual(table.pointInTimeRecovery, { enabled: true });
    assert.equal(table.deletionProtectionEnabled, true);
    assert.deepEqual(table.serverSideEncryption, { enabled: true, kmsKeyArn: KEY });
    for (const name of ["m-queue", "m-dead-letters"]) {
      assert.equal(only(registrations, "aws:sqs/queue:Queue", name).inputs.kmsMasterKeyId, KEY);
    }
    const alarm = only(
      registrations,
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "m-dead-letters-alarm",
    ).inputs;
    assert.deepEqual(alarm.dimensions, { QueueName: "m-dead-letters.fifo" });
    const age = only(registrations, "aws:cloudwatch/metricAlarm:MetricAlarm", "m-queue-age-alarm").inputs;
    assert.deepEqual(age.dimensions, { QueueName: "m-queue.fifo" });
    assert.equal(age.metricName, "ApproximateAgeOfOldestMessage");
    assert.equal(age.threshold, 604_800);
  });

  for (const pauseSeconds of [0, 1.5, 3601, Number.NaN]) {
    it(`refuses a pause of ${pauseSeconds} s`, async () => {
      await assert.rejects(create({ pauseSeconds }), {
        message: `MessengerWorkflow 'm': pauseSeconds must be a whole number from 1 to 3600; given: ${pauseSeconds}`,
      });
    });
  }
});
