import { machinesOf } from "./definition";
import { costOf, type Usage } from "./prices";
import { idleRound, shortestRun } from "./rounds";
import { requestsOf } from "./runCost";
import type { SavedResource, Snapshot } from "./snapshot";

/** Something that costs even if no one uses it. */
export interface StandingCost {
  what: string;
  /** How the amount comes about. */
  basis: string;
  /** US dollars a month; undefined if the program does not determine it. */
  dollars?: number;
}

/** Of 730 hours, as AWS's own calculator has it. */
const SECONDS_A_MONTH = 730 * 3_600;

/** What a stack costs in a month in which no one uses it, as far as its resources determine it; us-east-1, without free tiers. */
export function standingCosts(snapshot: Snapshot): StandingCost[] {
  return [
    ...counted("Customer-managed keys", snapshot, "aws:kms/key:Key", "kmsKeyMonth"),
    ...alarms(snapshot),
    ...counted(
      "Composite alarms",
      snapshot,
      "aws:cloudwatch/compositeAlarm:CompositeAlarm",
      "compositeAlarmMonth",
    ),
    ...counted("Dashboards", snapshot, "aws:cloudwatch/dashboard:Dashboard", "dashboardMonth"),
    ...ofType(snapshot, "aws:scheduler/schedule:Schedule").flatMap((schedule) =>
      scheduled(schedule, snapshot),
    ),
  ];
}

export const total = (costs: StandingCost[]): number =>
  costs.reduce((sum, { dollars = 0 }) => sum + dollars, 0);

const ofType = ({ resources }: Snapshot, type: string): SavedResource[] =>
  resources.filter((resource) => resource.type === type);

function counted(what: string, snapshot: Snapshot, type: string, item: keyof Usage): StandingCost[] {
  const count = ofType(snapshot, type).length;
  return count === 0
    ? []
    : [
        {
          what,
          basis: `${count} × $${costOf({ [item]: 1 }).toFixed(2)}`,
          dollars: costOf({ [item]: count }),
        },
      ];
}

/** An alarm costs by the metrics that it watches; with metric math that is every metric in it. */
function alarms(snapshot: Snapshot): StandingCost[] {
  const usage: Usage = {};
  const all = ofType(snapshot, "aws:cloudwatch/metricAlarm:MetricAlarm");
  for (const { inputs } of all) {
    const queries = Array.isArray(inputs.metricQueries)
      ? (inputs.metricQueries as { metric?: { period?: number } }[])
      : [];
    const metrics = queries.filter(({ metric }) => metric !== undefined);
    const periods = metrics.length > 0 ? metrics.map(({ metric }) => metric?.period) : [inputs.period];
    for (const period of periods) {
      const isHighResolution = typeof period === "number" && period < 60;
      const item = isHighResolution ? "highResolutionAlarmMetricMonth" : "alarmMetricMonth";
      usage[item] = (usage[item] ?? 0) + 1;
    }
  }
  const { alarmMetricMonth: standard = 0, highResolutionAlarmMetricMonth: high = 0 } = usage;
  const price = (item: keyof Usage) => costOf({ [item]: 1 }).toFixed(2);
  const parts = [
    ...(standard > 0 ? [`${standard} × $${price("alarmMetricMonth")}`] : []),
    ...(high > 0 ? [`${high} of high resolution × $${price("highResolutionAlarmMetricMonth")}`] : []),
  ];
  return all.length === 0
    ? []
    : [
        {
          what: "Alarms",
          basis: `the metrics of ${all.length}: ${parts.join(", ")}`,
          dollars: costOf(usage),
        },
      ];
}

/** A schedule, what it starts, and what that continues with. */
function scheduled({ name, inputs }: SavedResource, snapshot: Snapshot): StandingCost[] {
  if (inputs.state === "DISABLED") return [];
  const expression = String(inputs.scheduleExpression);
  const seconds = intervalOf(expression);
  if (seconds === undefined) {
    return [{ what: `Schedule ${name}`, basis: `${expression}: depends on the calendar` }];
  }
  const starts = SECONDS_A_MONTH / seconds;
  const invocations = {
    what: `Schedule ${name}`,
    basis: `${expression}: ${whole(starts)} invocations`,
    dollars: costOf({ schedulerInvocation: starts }),
  };
  return [invocations, ...keptRunning(inputs.target, starts, snapshot)];
}

function keptRunning(target: unknown, starts: number, snapshot: Snapshot): StandingCost[] {
  const arn = String((target as { arn?: unknown } | undefined)?.arn);
  const machine = machinesOf(snapshot).find(
    ({ resource }) =>
      resource.arn !== undefined && (arn === resource.arn || arn.startsWith(`${resource.arn}:`)),
  );
  if (!machine?.definition || machine.type !== "STANDARD") return [];
  const { name } = machine.resource;
  const costs: StandingCost[] = [];
  const run = shortestRun(machine.definition);
  if (run) {
    const { standardTransition = 0 } = run.usage;
    costs.push({
      what: `Starts of ${name}`,
      basis: `${whole(starts)} × ${standardTransition} transitions, the shortest way to an end`,
      dollars: costOf(times(requestsOf(run.usage, snapshot), starts)),
    });
  }
  const round = idleRound(machine.definition);
  if (round) {
    const rounds = SECONDS_A_MONTH / round.seconds;
    const { standardTransition = 0, ...calls } = round.usage;
    const others = Object.values(calls).reduce((sum, amount) => sum + amount, 0);
    costs.push({
      what: `${name}, kept running`,
      basis:
        `a round of ${round.states.map((state) => `'${state}'`).join(", ")} each ${round.seconds} s: ${whole(rounds)} × ` +
        `${standardTransition} transitions and ${others} billed ${others === 1 ? "call" : "calls"}`,
      dollars: costOf(times(requestsOf(round.usage, snapshot), rounds)),
    });
  }
  return costs;
}

const times = (usage: Usage, factor: number): Usage =>
  Object.fromEntries(Object.entries(usage).map(([item, amount]) => [item, amount * factor]));

const UNITS: Record<string, number> = { minute: 60, hour: 3_600, day: 86_400 };

/** The seconds of `rate(5 minutes)`. */
function intervalOf(expression: string): number | undefined {
  const [, count, unit] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return count && unit ? Number(count) * UNITS[unit]! : undefined;
}

const whole = (count: number): string => Math.round(count).toLocaleString("en-US");
