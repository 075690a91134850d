import * as pulumi from "@pulumi/pulumi";
import type { ApiAuthorization, Rollout } from "./components";

/** The blocks that `pipelineOrder` may name. */
export const BLOCK_NAMES = ["A", "B", "C", "trim", "review"] as const;
export type BlockName = (typeof BLOCK_NAMES)[number];

/** The workflows that `workflows` may name. */
export const WORKFLOW_NAMES = ["pipeline", "booking", "orders", "messenger"] as const;
export type WorkflowName = (typeof WORKFLOW_NAMES)[number];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** What an account may have: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
const LARGEST_RATE = 10_000;
const LARGEST_BURST = 5_000;

const AUTHORIZATIONS = ["API_KEY", "AWS_IAM"] as const;

const ROLLOUTS = ["ALL_AT_ONCE", "CANARY", "LINEAR"] as const;

const LOG_LEVELS = ["ALL", "ERROR", "FATAL", "OFF"] as const;

/** The stack's configuration, checked. `Pulumi.yaml` describes each key. */
export interface Settings {
  workflows: WorkflowName[];
  pipelineOrder: BlockName[];
  logLevel: (typeof LOG_LEVELS)[number];
  includeExecutionData: boolean;
  logRetentionInDays: number;
  liveAlias: boolean;
  /** Of the keys `rolloutType`, `rolloutPercentage` and `rolloutIntervalMinutes`. */
  rollout: Rollout;
  dashboards: boolean;
  protect: boolean;
  alarms: boolean;
  /** Where alarms are mailed to. */
  alarmEmail?: string;
  customerManagedKey: boolean;
  auditTrail: boolean;
  apiAuthorization: ApiAuthorization;
  apiGatewayAccountLogging: boolean;
  /** Where accepted orders are mailed to. */
  orderNotificationEmail?: string;
  orderRateLimit: number;
  orderBurstLimit: number;
  bookingHoldSeconds: number;
  graphqlIntrospection: boolean;
  messengerDeliverToQueue: boolean;
  messengerKeepRunning: boolean;
}

type Key =
  | Exclude<keyof Settings, "rollout">
  | "rolloutType"
  | "rolloutPercentage"
  | "rolloutIntervalMinutes";

/** Gives a key's text as it stands in the configuration, or undefined where it is not set: `pulumi.Config`'s own `get`. */
export type ConfigSource = Pick<pulumi.Config, "get" | "name">;

/**
 * Reads and checks the stack's configuration, all of it before any resource.
 *
 * @throws pulumi.RunError that names every bad key, its value and what is allowed.
 */
export function readSettings(source: ConfigSource = new pulumi.Config()): Settings {
  const problems: string[] = [];
  const read = <T>(key: Key, allowed: string, parse: (text: string) => T | undefined): T => {
    const text = source.get(key);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) {
      problems.push(
        `${source.name}:${key} is ${text === undefined ? "not set" : `'${text}'`}; allowed: ${allowed}`,
      );
    }
    return value as T;
  };
  const email = (key: Key) => (source.get(key) ? read(key, "an e-mail address", parseEmail) : undefined);
  const whole = (key: Key, most: number) =>
    read(key, `a whole number from 1 to ${most}`, (text) =>
      /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= most ? Number(text) : undefined,
    );
  const flag = (key: Key) =>
    read(key, "true, false", (text) => (text === "true" ? true : text === "false" ? false : undefined));

  const settings: Settings = {
    workflows: read("workflows", `a list of one or more of ${WORKFLOW_NAMES.join(", ")}`, (text) =>
      parseNames(text, WORKFLOW_NAMES),
    ),
    pipelineOrder: read(
      "pipelineOrder",
      `a list of one or more of ${BLOCK_NAMES.join(", ")}, in any order`,
      (text) => parseNames(text, BLOCK_NAMES),
    ),
    logLevel: read("logLevel", LOG_LEVELS.join(", "), (text) => LOG_LEVELS.find((level) => level === text)),
    includeExecutionData: flag("includeExecutionData"),
    logRetentionInDays: read("logRetentionInDays", RETENTION_DAYS.join(", "), (text) =>
      RETENTION_DAYS.find((days) => String(days) === text),
    ),
    liveAlias: flag("liveAlias"),
    rollout: {
      type: read("rolloutType", ROLLOUTS.join(", "), (text) => ROLLOUTS.find((type) => type === text)),
      percentage: whole("rolloutPercentage", 99),
      intervalMinutes: whole("rolloutIntervalMinutes", 2_100),
    },
    dashboards: flag("dashboards"),
    protect: flag("protect"),
    alarms: flag("alarms"),
    alarmEmail: email("alarmEmail"),
    customerManagedKey: flag("customerManagedKey"),
    auditTrail: flag("auditTrail"),
    apiAuthorization: read("apiAuthorization", AUTHORIZATIONS.join(", "), (text) =>
      AUTHORIZATIONS.find((authorization) => authorization === text),
    ),
    apiGatewayAccountLogging: flag("apiGatewayAccountLogging"),
    orderNotificationEmail: email("orderNotificationEmail"),
    orderRateLimit: whole("orderRateLimit", LARGEST_RATE),
    orderBurstLimit: whole("orderBurstLimit", LARGEST_BURST),
    bookingHoldSeconds: whole("bookingHoldSeconds", 86_400),
    graphqlIntrospection: flag("graphqlIntrospection"),
    messengerDeliverToQueue: flag("messengerDeliverToQueue"),
    messengerKeepRunning: flag("messengerKeepRunning"),
  };
  if (settings.alarmEmail && settings.alarms === false) {
    problems.push(
      `${source.name}:alarmEmail is '${settings.alarmEmail}', but ${source.name}:alarms is false`,
    );
  }
  const { type } = settings.rollout;
  if (type && type !== "ALL_AT_ONCE" && settings.liveAlias === false) {
    problems.push(`${source.name}:rolloutType is '${type}', but ${source.name}:liveAlias is false`);
  }
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `the configuration of stack '${pulumi.getStack()}' is wrong:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
  }
  return settings;
}

/** A JSON list of known names, one at least. */
function parseNames<Name extends string>(text: string, known: readonly Name[]): Name[] | undefined {
  let names: unknown;
  try {
    names = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isKnown = (name: unknown): name is Name => known.some((each) => each === name);
  return Array.isArray(names) && names.length > 0 && names.every(isKnown) ? names : undefined;
}

const parseEmail = (text: string) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text : undefined);
