import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "js-yaml";
import { type ConfigSource, readSettings } from "../config";
import { WORKFLOW_NAMES } from "../workflows";

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
  return {
    name: "sfn-workflows",
    keys: Object.keys(values).filter((key) => values[key] !== undefined),
    get: (key) => values[key],
  };
};

interface Declaration {
  type: string;
  items?: { type: string };
  default: unknown;
  description: string;
}

/** What Pulumi.yaml declares, by key. */
const { config: declared } = yaml.load(fs.readFileSync(path.join(__dirname, "../Pulumi.yaml"), "utf8")) as {
  config: Record<string, Declaration>;
};

const FLAG = ["", " ", "TRUE", "True", "yes", "on", "0", "1", "null", " true", "true ", "[true]", '"true"'];

/** Bad values of a list of these names. */
const namesOf = (name: string) => [
  "",
  " ",
  "[]",
  "{}",
  "null",
  "true",
  "1",
  name,
  `"${name}"`,
  `${name},${name}`,
  `["${name}"`,
  `["${name}","unknown"]`,
  `["${name}",""]`,
  `["${name} "]`,
  `[["${name}"]]`,
  `["${name}",1]`,
  `["${name}",null]`,
  `{"0":"${name}"}`,
];

/** Bad values of a choice among names, of which `name` is one. */
const choice = (name: string) => [
  "",
  " ",
  name.toLowerCase(),
  ` ${name}`,
  `${name} `,
  `${name}\n`,
  "UNKNOWN",
  "null",
  "1",
  "true",
  `["${name}"]`,
  `"${name}"`,
];

/** Bad values of a whole number from 1 to `most`. */
const whole = (most: number) => [
  "",
  " ",
  "0",
  "-1",
  "1.5",
  "1e2",
  "0x10",
  "01",
  "+1",
  " 1",
  "1 ",
  "1,000",
  "many",
  "NaN",
  "Infinity",
  "null",
  "true",
  "[1]",
  '"1"',
  String(most + 1),
  "1000000",
];

const EMAIL = [
  " ",
  "ops",
  "ops@",
  "@example.com",
  "ops@example",
  "ops@example.",
  "ops@.com",
  "ops@@example.com",
  "ops@exa mple.com",
  " ops@example.com",
  "ops@example.com ",
  "a@example.com,b@example.com",
  '["ops@example.com"]',
  "Ops <ops@example.com>",
  "mailto:ops@example.com",
];

/** For each key what may be said instead, and values that are wrong, by the way in which. */
const BAD_VALUES: Record<string, { allowed: string; values: string[] }> = {
  workflows: {
    allowed: `a list of one or more of ${WORKFLOW_NAMES.join(", ")}`,
    values: namesOf("pipeline"),
  },
  pipelineOrder: {
    allowed: "a list of one or more of A, B, C, trim, review, in any order",
    values: [...namesOf("A"), "A-B-C", '["a"]'],
  },
  logLevel: { allowed: "ALL, ERROR, FATAL, OFF", values: choice("ERROR") },
  includeExecutionData: { allowed: "true, false", values: FLAG },
  logRetentionInDays: {
    allowed:
      "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    values: [...whole(3653), "2", "31", "364", "30 days"],
  },
  liveAlias: { allowed: "true, false", values: FLAG },
  rolloutType: { allowed: "ALL_AT_ONCE, CANARY, LINEAR", values: choice("CANARY") },
  rolloutPercentage: { allowed: "a whole number from 1 to 99", values: [...whole(99), "10%"] },
  rolloutIntervalMinutes: { allowed: "a whole number from 1 to 2100", values: [...whole(2_100), "5m"] },
  dashboards: { allowed: "true, false", values: FLAG },
  protect: { allowed: "true, false", values: FLAG },
  alarms: { allowed: "true, false", values: FLAG },
  alarmEmail: { allowed: "an e-mail address, or nothing", values: EMAIL },
  customerManagedKey: { allowed: "true, false", values: [...FLAG, "arn:aws:kms:us-east-1:1:key/k"] },
  auditTrail: { allowed: "true, false", values: [...FLAG, "all"] },
  apiAuthorization: { allowed: "API_KEY, AWS_IAM", values: [...choice("API_KEY"), "NONE"] },
  apiGatewayAccountLogging: { allowed: "true, false", values: FLAG },
  orderNotificationEmail: { allowed: "an e-mail address, or nothing", values: EMAIL },
  orderRateLimit: { allowed: "a whole number from 1 to 10000", values: whole(10_000) },
  orderBurstLimit: { allowed: "a whole number from 1 to 5000", values: whole(5_000) },
  bookingHoldSeconds: { allowed: "a whole number from 1 to 86400", values: [...whole(86_400), "PT15M"] },
  graphqlIntrospection: { allowed: "true, false", values: FLAG },
  messengerDeliverToQueue: { allowed: "true, false", values: [...FLAG, "sqs"] },
  messengerKeepRunning: { allowed: "true, false", values: [...FLAG, "rate(5 minutes)"] },
};

/** The problems that reading a configuration reports, each without its indentation. */
function problemsOf(changes: Record<string, string | undefined>): string[] {
  try {
    readSettings(source(changes));
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error), `not an error for users: ${error}`);
    const [first, ...problems] = error.message.split("\n  ");
    assert.match(first!, /^the configuration of stack '.+' is wrong:$/);
    return problems;
  }
  return [];
}

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
        rollout: { type: "ALL_AT_ONCE" },
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

  it("takes an empty address as none", () => {
    for (const empty of ["", undefined]) {
      const settings = readSettings(source({ alarmEmail: empty, orderNotificationEmail: empty }));
      assert.equal(settings.alarmEmail, undefined);
      assert.equal(settings.orderNotificationEmail, undefined);
    }
  });

  it("reads the rollout of the alias", () => {
    const rollout = { liveAlias: "true", rolloutPercentage: "99", rolloutIntervalMinutes: "2100" };
    for (const type of ["CANARY", "LINEAR"]) {
      assert.deepEqual(readSettings(source({ ...rollout, rolloutType: type })).rollout, {
        type,
        percentage: 99,
        intervalMinutes: 2100,
      });
    }
  });

  const limits: [key: string, least: string, most: string][] = [
    ["orderRateLimit", "1", "10000"],
    ["orderBurstLimit", "1", "5000"],
    ["bookingHoldSeconds", "1", "86400"],
    ["logRetentionInDays", "1", "3653"],
    ["rolloutPercentage", "1", "99"],
    ["rolloutIntervalMinutes", "1", "2100"],
  ];
  for (const [key, least, most] of limits) {
    it(`takes ${key} from ${least} to ${most}`, () => {
      for (const value of [least, most]) assert.deepEqual(problemsOf({ [key]: value }), []);
    });
  }

  it("has bad values for every key of Pulumi.yaml, and for no other", () => {
    assert.deepEqual(Object.keys(BAD_VALUES).sort(), Object.keys(declared).sort());
    assert.deepEqual(Object.keys(valid).sort(), Object.keys(declared).sort());
  });

  for (const [key, { allowed, values }] of Object.entries(BAD_VALUES)) {
    it(`refuses bad values of ${key}, naming the key, the value and what is allowed`, () => {
      for (const value of values) {
        assert.deepEqual(problemsOf({ [key]: value }), [
          `sfn-workflows:${key} is '${value}'; allowed: ${allowed}`,
        ]);
      }
    });
  }

  for (const key of Object.keys(valid).filter((each) => !each.endsWith("Email"))) {
    it(`wants ${key} to be set`, () => {
      assert.deepEqual(problemsOf({ [key]: undefined }), [
        `sfn-workflows:${key} is not set; allowed: ${BAD_VALUES[key]!.allowed}`,
      ]);
    });
  }

  it("refuses an alarm address where there are no alarms", () => {
    assert.deepEqual(problemsOf({ alarms: "false", alarmEmail: "ops@example.com" }), [
      "sfn-workflows:alarmEmail is 'ops@example.com', but sfn-workflows:alarms is false",
    ]);
  });

  it("refuses a gradual rollout where there is no alias", () => {
    assert.deepEqual(problemsOf({ rolloutType: "LINEAR" }), [
      "sfn-workflows:rolloutType is 'LINEAR', but sfn-workflows:liveAlias is false",
    ]);
    assert.deepEqual(problemsOf({ rolloutType: "LINEAR", liveAlias: "true" }), []);
  });

  it("refuses a rollout that takes too long", () => {
    const slow = { liveAlias: "true", rolloutPercentage: "5", rolloutIntervalMinutes: "111" };
    assert.deepEqual(problemsOf({ ...slow, rolloutType: "LINEAR" }), [
      "sfn-workflows:rolloutPercentage is '5' and sfn-workflows:rolloutIntervalMinutes is '111', which makes 2109 minutes; allowed: 2100",
    ]);
    assert.deepEqual(problemsOf({ ...slow, rolloutType: "LINEAR", rolloutIntervalMinutes: "110" }), []);
    assert.deepEqual(problemsOf({ ...slow, rolloutType: "CANARY" }), []);
    assert.deepEqual(problemsOf({ ...slow, rolloutType: "ALL_AT_ONCE" }), []);
  });

  const unknown: [key: string, meant: string | undefined][] = [
    ["logLevle", "logLevel"],
    ["loglevel", "logLevel"],
    ["alarm", "alarms"],
    ["pipeline-order", "pipelineOrder"],
    ["rolloutPercent", "rolloutPercentage"],
    ["vpcId", undefined],
    ["", undefined],
  ];
  for (const [key, meant] of unknown) {
    it(`refuses the unknown key '${key}'${meant ? `, which may be meant to be ${meant}` : ""}`, () => {
      assert.deepEqual(problemsOf({ [key]: "x" }), [
        `sfn-workflows:${key} is not a key; ${meant ? `did you mean ${meant}? ` : ""}keys are ${Object.keys(valid).join(", ")}`,
      ]);
    });
  }

  it("reports everything that is wrong in one error", () => {
    const changes = Object.fromEntries(
      Object.entries(BAD_VALUES).map(([key, { values }]) => [key, values.find((each) => each !== "")]),
    );
    const problems = problemsOf({ ...changes, logLevle: "ALL", alarmTopic: "x" });
    assert.deepEqual(
      problems.map((problem) => /^sfn-workflows:(\w+) is/.exec(problem)?.[1]),
      [...Object.keys(BAD_VALUES), "logLevle", "alarmTopic"],
    );
  });

  it("reads the running program's configuration, of its own namespace alone", () => {
    const configuration = (more: Record<string, string>) =>
      Object.fromEntries(
        Object.entries({ ...valid, ...more }).map(([key, value]) => [
          key.includes(":") ? key : `${pulumi.getProject()}:${key}`,
          value,
        ]),
      );
    try {
      pulumi.runtime.setAllConfig(configuration({ "aws:region": "eu-west-1", "sfn-workflow:x": "y" }));
      assert.equal(readSettings().logLevel, "ERROR");
      pulumi.runtime.setAllConfig(configuration({ workflow: "pipeline" }));
      assert.throws(() => readSettings(), /:workflow is not a key; did you mean workflows\?/);
    } finally {
      pulumi.runtime.setAllConfig({});
    }
  });

  it("is declared in Pulumi.yaml, every key with type, default and description", () => {
    for (const [key, { type, items, default: value, description }] of Object.entries(declared)) {
      assert.match(type, /^(string|boolean|integer|array)$/, key);
      assert.equal(items?.type, type === "array" ? "string" : undefined, key);
      assert.notEqual(value, undefined, key);
      assert.match(description, /^[A-Z].+\.$/s, key);
    }
  });

  it("has defaults in Pulumi.yaml that are allowed", () => {
    const defaults = Object.entries(declared).map(([key, { default: value }]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    assert.deepEqual(problemsOf(Object.fromEntries(defaults)), []);
  });
});
