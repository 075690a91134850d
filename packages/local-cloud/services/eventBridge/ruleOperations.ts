import { validation } from "./errors";
import type { EventBuses } from "./eventBuses";
import type { Input } from "./inputs";
import { page } from "./page";
import { getRule, putRule, putTargets, type Rule } from "./rule";
import type { RuleSchedules } from "./ruleSchedules";
import { putTags, type Tag } from "./tags";
import type { Target } from "./target";

export interface RuleServices {
  buses: EventBuses;
  schedules: RuleSchedules;
  accountId: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The operations on rules and their targets. */
export function ruleOperations({ buses, schedules, accountId, now }: RuleServices) {
  const busOf = ({ EventBusName }: Input) => buses.get(String(EventBusName ?? "default"));
  const ruleOf = (input: Input) => getRule(busOf(input), String(input.Rule ?? input.Name));
  const setState = (input: Input, state: Rule["state"]) => {
    const rule = ruleOf(input);
    rule.state = state;
    schedules.put(rule);
    return {};
  };
  return {
    PutRule(input: Input) {
      const rule = putRule(busOf(input), input, now());
      putTags(rule, (input.Tags ?? []) as Tag[]);
      schedules.put(rule);
      return { RuleArn: rule.arn };
    },
    DeleteRule(input: Input) {
      const bus = busOf(input);
      const rule = bus.rules.get(String(input.Name));
      if (!rule) return {};
      if (rule.targets.size > 0) throw validation("Rule can't be deleted since it has targets.");
      bus.rules.delete(rule.name);
      schedules.delete(rule.arn);
      return {};
    },
    DescribeRule: (input: Input) => ({ ...describe(ruleOf(input)), CreatedBy: accountId }),
    EnableRule: (input: Input) => setState(input, "ENABLED"),
    DisableRule: (input: Input) => setState(input, "DISABLED"),
    ListRules(input: Input) {
      const prefix = String(input.NamePrefix ?? "");
      const found = sorted(busOf(input).rules).filter(({ name }) => name.startsWith(prefix));
      const { items, next } = page(found, ({ name }) => name, input);
      return { Rules: items.map(describe), ...next };
    },
    ListRuleNamesByTarget(input: Input) {
      const found = sorted(busOf(input).rules).filter(({ targets }) =>
        [...targets.values()].some(({ Arn }) => Arn === input.TargetArn),
      );
      const { items, next } = page(found, ({ name }) => name, input);
      return { RuleNames: items.map(({ name }) => name), ...next };
    },
    PutTargets(input: Input) {
      putTargets(ruleOf(input), input.Targets as Target[]);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(input: Input) {
      const { targets } = ruleOf(input);
      for (const id of input.Ids as string[]) targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule(input: Input) {
      const { items, next } = page([...ruleOf(input).targets.values()], ({ Id }) => Id, input);
      return { Targets: items, ...next };
    },
  };
}

const sorted = (rules: Map<string, Rule>) => [...rules.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

function describe({
  name,
  arn,
  busName,
  state,
  description,
  eventPattern,
  scheduleExpression,
  roleArn,
}: Rule) {
  return {
    Name: name,
    Arn: arn,
    EventBusName: busName,
    State: state,
    ...(description !== undefined && { Description: description }),
    ...(eventPattern !== undefined && { EventPattern: eventPattern }),
    ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
    ...(roleArn !== undefined && { RoleArn: roleArn }),
  };
}
