import { constraint } from "../../aws/constraints";
import type { NextTime } from "../scheduleExpression";
import { parseCron, parseRate } from "../scheduleExpression";
import { limitExceeded, ruleNotFound, validation } from "./errors";
import { type EventPattern, parseEventPattern } from "./pattern/eventPattern";
import { checkTarget, type Target } from "./target";

export interface Rule {
  name: string;
  arn: string;
  busName: string;
  state: RuleState;
  description?: string;
  roleArn?: string;
  /** As it was given. */
  eventPattern?: string;
  matches?: EventPattern;
  scheduleExpression?: string;
  /** When the schedule is next due. */
  next?: NextTime;
  /** By id. */
  targets: Map<string, Target>;
  tags: Map<string, string>;
}

/** The event bus of rules. */
export interface RuleOwner {
  name: string;
  arn: string;
  rules: Map<string, Rule>;
}

export type RuleState = (typeof RULE_STATES)[number];

const RULE_STATES = ["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"] as const;

/** {@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html} */
const MAX_TARGETS = 5;

/** The input of `PutRule`, whose types have been checked. */
export interface RuleInput {
  Name?: string;
  Description?: string;
  EventPattern?: string;
  ScheduleExpression?: string;
  State?: string;
  RoleArn?: string;
}

/** Creates a rule, or changes it: its targets and tags stay. */
export function putRule(bus: RuleOwner, input: RuleInput, now: number): Rule {
  const { Name: name = "", Description, EventPattern, ScheduleExpression, RoleArn } = input;
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name)) {
    throw constraint(name, "name", "satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
  }
  if (!EventPattern && !ScheduleExpression) {
    throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  }
  if (ScheduleExpression && bus.name !== "default") {
    throw validation("ScheduleExpression is supported only on the default event bus.");
  }
  const before = bus.rules.get(name);
  const rule: Rule = {
    name,
    arn: ruleArn(bus, name),
    busName: bus.name,
    state: readState(input.State),
    ...(Description && { description: Description }),
    ...(RoleArn && { roleArn: RoleArn }),
    ...(EventPattern && { eventPattern: EventPattern, matches: parseEventPattern(EventPattern) }),
    ...(ScheduleExpression && {
      scheduleExpression: ScheduleExpression,
      next: readSchedule(ScheduleExpression, now),
    }),
    targets: before?.targets ?? new Map(),
    tags: before?.tags ?? new Map(),
  };
  bus.rules.set(name, rule);
  return rule;
}

/** Throws `ResourceNotFoundException`. */
export function getRule(bus: RuleOwner, name: string): Rule {
  const rule = bus.rules.get(name);
  if (!rule) throw ruleNotFound(name, bus.name);
  return rule;
}

/** Adds targets, or replaces those with the same ids: all of them or none. */
export function putTargets(rule: Rule, targets: Target[]): void {
  for (const [index, target] of targets.entries()) checkTarget(target, index);
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]);
  if (ids.size > MAX_TARGETS) throw limitExceeded();
  for (const target of targets) rule.targets.set(target.Id, target);
}

/** `arn:aws:events:us-east-1:123456789012:rule/BUS/NAME`, without the bus if that is the default one. */
export function ruleArn({ arn, name: busName }: Pick<RuleOwner, "arn" | "name">, name: string): string {
  return `${arn.split(":event-bus/")[0]}:rule/${busName === "default" ? "" : `${busName}/`}${name}`;
}

function readState(given: string | undefined): RuleState {
  const state = RULE_STATES.find((each) => each === (given ?? "ENABLED"));
  if (!state) throw constraint(given, "state", `satisfy enum value set: [${RULE_STATES.join(", ")}]`);
  return state;
}

/** Rules take `rate(1 minute)` and `rate(2 minutes)`, but neither `rate(1 minutes)` nor `rate(2 minute)`. */
const RATE = /^rate\((?:1 (?:minute|hour|day)|(?!1 )\d+ (?:minutes|hours|days))\)$/;

function readSchedule(text: string, now: number): NextTime {
  const next = RATE.test(text) ? parseRate(text, now) : parseCron(text, "UTC");
  if (!next) throw validation("Parameter ScheduleExpression is not valid.");
  return next;
}
