import * as pulumi from "@pulumi/pulumi";
import type { ApiAuthorization, Rollout } from "./components";
import { minutesOf } from "./components/shared/rollout";
import { WORKFLOW_NAMES, type WorkflowName } from "./workflows";

/** The blocks that `pipelineOrder` may name. */
export const BLOCK_NAMES = ["A", "B", "C", "trim", "review"] as const;
export type BlockName = (typeof BLOCK_NAMES)[number];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** The default quotas of an account: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
const MAX_RATE = 10_000;
const MAX_BURST = 5_000;

const AUTHORIZATIONS = ["API_KEY", "AWS_IAM"] as const;

/** The longest time between two steps of a rollout, and the longest rollout. */
const LONGEST_ROLLOUT_MINUTES = 2_100;

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
  /** The address that alarms are e-mailed to. */
  alarmEmail?: string;
  customerManagedKey: boolean;
  auditTrail: boolean;
  apiAuthorization: ApiAuthorization;
  apiGatewayAccountLogging: boolean;
  /** The address that accepted orders are e-mailed to. */
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

/** The configuration of a stack in one namespace. */
export interface ConfigSource {
  /** The namespace: the project's name. */
  name: string;
  /** The keys that are set, without the namespace. */
  keys: string[];
  /** A key's text in the configuration, or undefined if it is not set. */
  get(key: string): string | undefined;
}

/** The running program's configuration. */
function stackConfig(): ConfigSource {
  const config = new pulumi.Config();
  const prefix = `${config.name}:`;
  return {
    name: config.name,
    keys: Object.keys(pulumi.runtime.allConfig())
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length)),
    get: (key) => config.get(key),
  };
}

/**
 * Reads and checks the whole configuration of the stack, before any resource is registered.
 *
 * @throws pulumi.RunError that lists every invalid key with its value and what is allowed, and every unknown key.
 */
export function readSettings(source: ConfigSource = stackConfig()): Settings {
  const problems: string[] = [];
  const known = new Set<string>();
  const read = <T>(key: Key, allowed: string, parse: (text: string) => T | undefined): T => {
    known.add(key);
    const text = source.get(key);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) {
      problems.push(
        `${source.name}:${key} is ${text === undefined ? "not set" : `'${text}'`}; allowed: ${allowed}`,
      );
    }
    return value as T;
  };
  const email = (key: Key) => {
    known.add(key);
    return source.get(key) ? read(key, "an e-mail address, or nothing", parseEmail) : undefined;
  };
  const whole = (key: Key, most: number) =>
    read(key, `a whole number from 1 to ${most}`, (text) =>
      /^[1-9]\d{0,4}$/.test(text) && Number(text) <= most ? Number(text) : undefined,
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
    rollout: rolloutOf(
      read("rolloutType", ROLLOUTS.join(", "), (text) => ROLLOUTS.find((type) => type === text)),
      whole("rolloutPercentage", 99),
      whole("rolloutIntervalMinutes", LONGEST_ROLLOUT_MINUTES),
    ),
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
    orderRateLimit: whole("orderRateLimit", MAX_RATE),
    orderBurstLimit: whole("orderBurstLimit", MAX_BURST),
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
  problems.push(...rolloutProblems(settings, source.name));
  problems.push(
    ...source.keys
      .filter((key) => !known.has(key))
      .map(
        (key) =>
          `${source.name}:${key} is not a key; ${suggestion(key, known)}keys are ${[...known].join(", ")}`,
      ),
  );
  if (problems.length > 0) {
    throw new pulumi.RunError(
      `the configuration of stack '${pulumi.getStack()}' is wrong:\n${problems.map((each) => `  ${each}`).join("\n")}`,
    );
  }
  return settings;
}

/** A JSON list of known names, at least one. */
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

/** A plain address, `local@host.domain`: https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
const parseEmail = (text: string) =>
  /^[\w.!#$%&'*+/=?^`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]+$/.test(text) ? text : undefined;

const rolloutOf = (type: Rollout["type"], percentage: number, intervalMinutes: number): Rollout =>
  type === "ALL_AT_ONCE" ? { type } : { type, percentage, intervalMinutes };

function rolloutProblems({ rollout, liveAlias }: Settings, namespace: string): string[] {
  if (!rollout.type || rollout.type === "ALL_AT_ONCE") return [];
  const problems: string[] = [];
  if (liveAlias === false) {
    problems.push(`${namespace}:rolloutType is '${rollout.type}', but ${namespace}:liveAlias is false`);
  }
  const minutes = minutesOf(rollout);
  if (minutes > LONGEST_ROLLOUT_MINUTES) {
    problems.push(
      `${namespace}:rolloutPercentage is '${rollout.percentage}' and ${namespace}:rolloutIntervalMinutes is ` +
        `'${rollout.intervalMinutes}', which makes ${minutes} minutes; allowed: ${LONGEST_ROLLOUT_MINUTES}`,
    );
  }
  return problems;
}

/** Suggests the known key that is most similar to the given one, if only a few letters differ. */
function suggestion(given: string, known: Iterable<string>): string {
  const [nearest] = [...known]
    .map((key) => ({ key, distance: editDistance(given.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= MAX_DISTANCE ? `did you mean ${nearest.key}? ` : "";
}

const MAX_DISTANCE = 3;

/** The Levenshtein distance: how many letters must be inserted, deleted or replaced to turn one word into the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const change = row[column - 1]! + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(change, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
