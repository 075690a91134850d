import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { type ConfigSource, readSettings } from "../config";

const valid: Record<string, string> = {
  workflows: '["pipeline","orders"]',
  pipelineOrder: '["A","B","C"]',
  logLevel: "ERROR",
  includeExecutionData: "false",
  logRetentionInDays: "30",
  liveAlias: "false",
  rolloutType: "ALL_AT_ONCE",
  rolloutPercentage: "10",
  rolloutIntervalMinutes: "5",
  dashboards: "false",
  protect: "false",
  alarms: "true",
  alarmEmail: "",
  customerManagedKey: "false",
  auditTrail: "false",
  apiAuthorization: "AWS_IAM",
  apiGatewayAccountLogging: "true",
  orderNotificationEmail: "",
  orderRateLimit: "50",
  orderBurstLimit: "100",
  bookingHoldSeconds: "900",
  graphqlIntrospection: "false",
  messengerDeliverToQueue: "true",
  messengerKeepRunning: "false",
};

const source = (changes: Record<string, string | undefined>): ConfigSource => {
  const values: Record<string, string | undefined> = { ...valid, ...changes };
  return { name: "sfn-workflows", get: ((key: string) => values[key]) as ConfigSource["get"] };
};

describe("config", () => {
  it("reads every key", () => {
    assert.deepEqual(
      readSettings(source({ alarmEmail: "ops@example.com", pipelineOrder: '["C","A","A"]' })),
      {
        workflows: ["pipeline", "orders"],
        pipelineOrder: ["C", "A", "A"],
        logLevel: "ERROR",
        includeExecutionData: false,
        logRetentionInDays: 30,
        liveAlias: false,
        rollout: { type: "ALL_AT_ONCE", percentage: 10, intervalMinutes: 5 },
        dashboards: false,
        protect: false,
        alarms: true,
        alarmEmail: "ops@example.com",
        customerManagedKey: false,
        auditTrail: false,
        apiAuthorization: "AWS_IAM",
        apiGatewayAccountLogging: true,
        orderNotificationEmail: undefined,
        orderRateLimit: 50,
        orderBurstLimit: 100,
        bookingHoldSeconds: 900,
        graphqlIntrospection: false,
        messengerDeliverToQueue: true,
        messengerKeepRunning: false,
      },
    );
  });

  it("takes an empty alarmEmail as none", () => {
    assert.equal(readSettings(source({})).alarmEmail, undefined);
  });

  const bad: [key: string, value: string | undefined, message: RegExp][] = [
    ["workflows", "[]", /workflows is '\[\]'; allowed: a list of one or more of pipeline, booking/],
    ["workflows", '["pipelines"]', /workflows is '\["pipelines"\]'/],
    [
      "pipelineOrder",
      '["A","X"]',
      /sfn-workflows:pipelineOrder is '\["A","X"\]'; allowed: .*A, B, C, trim, review/,
    ],
    ["pipelineOrder", "[]", /pipelineOrder is '\[\]'; allowed: a list of one or more/],
    ["pipelineOrder", "A-B-C", /pipelineOrder is 'A-B-C'/],
    ["pipelineOrder", '"A"', /pipelineOrder is '"A"'/],
    ["pipelineOrder", undefined, /pipelineOrder is not set; allowed: a list/],
    ["logLevel", "error", /logLevel is 'error'; allowed: ALL, ERROR, FATAL, OFF/],
    ["includeExecutionData", "yes", /includeExecutionData is 'yes'; allowed: true, false/],
    ["logRetentionInDays", "31", /logRetentionInDays is '31'; allowed: 1, 3, 5, 7, 14, 30/],
    ["liveAlias", "1", /liveAlias is '1'; allowed: true, false/],
    ["protect", "", /protect is ''; allowed: true, false/],
    ["alarms", "on", /alarms is 'on'; allowed: true, false/],
    ["alarmEmail", "ops", /alarmEmail is 'ops'; allowed: an e-mail address/],
    ["apiAuthorization", "NONE", /apiAuthorization is 'NONE'; allowed: API_KEY, AWS_IAM/],
    ["apiGatewayAccountLogging", "x", /apiGatewayAccountLogging is 'x'; allowed: true, false/],
    ["orderNotificationEmail", "me", /orderNotificationEmail is 'me'; allowed: an e-mail address/],
    ["orderRateLimit", "0", /orderRateLimit is '0'; allowed: a whole number from 1 to 10000/],
    ["orderRateLimit", "10001", /orderRateLimit is '10001'/],
    ["orderBurstLimit", "many", /orderBurstLimit is 'many'; allowed: a whole number from 1 to 5000/],
    ["bookingHoldSeconds", "0", /bookingHoldSeconds is '0'; allowed: a whole number from 1 to 86400/],
    ["bookingHoldSeconds", "86401", /bookingHoldSeconds is '86401'/],
    ["bookingHoldSeconds", "1.5", /bookingHoldSeconds is '1.5'/],
    ["graphqlIntrospection", "on", /graphqlIntrospection is 'on'; allowed: true, false/],
    ["messengerDeliverToQueue", "sqs", /messengerDeliverToQueue is 'sqs'; allowed: true, false/],
    ["messengerKeepRunning", "5", /messengerKeepRunning is '5'; allowed: true, false/],
    ["auditTrail", "all", /auditTrail is 'all'; allowed: true, false/],
    ["customerManagedKey", "arn:aws:kms", /customerManagedKey is 'arn:aws:kms'; allowed: true, false/],
  ];
  for (const [key, value, message] of bad) {
    it(`refuses ${key} = ${value}`, () => {
      assert.throws(() => readSettings(source({ [key]: value })), message);
    });
  }

  it("refuses an alarm address where there are no alarms", () => {
    assert.throws(
      () => readSettings(source({ alarms: "false", alarmEmail: "ops@example.com" })),
      /alarmEmail is 'ops@example.com', but sfn-workflows:alarms is false/,
    );
  });

  it("says everything that is wrong at once", () => {
    assert.throws(
      () => readSettings(source({ logLevel: "x", protect: "x" })),
      /logLevel is 'x'[\s\S]*protect is 'x'/,
    );
  });

  it("is declared in Pulumi.yaml, every key with type, default and description", () => {
    const project = fs.readFileSync(path.join(__dirname, "../Pulumi.yaml"), "utf8");
    for (const key of Object.keys(valid)) {
      assert.match(
        project,
        new RegExp(
          `^  ${key}:\\n    type: \\w+\\n(    items:\\n      type: string\\n)?    default: .+\\n    description: .+`,
          "m",
        ),
      );
    }
  });
});
