import { costOf, type Usage } from "./prices";
import type { Snapshot } from "./snapshot";

/** US dollars for a million runs. */
export interface RunCost {
  /** Transitions, requests and audited data events: the same in every run of the same path. */
  requests: number;
  /** The time of functions and Express executions, which differs between AWS and this machine. */
  durations: number;
}

const DURATIONS: (keyof Usage)[] = ["lambdaGbSecond", "expressGbSecond"];

/** What a trail of data events adds for each use of what it covers, by the `resources.type` of its selectors. */
const DATA_EVENTS: Record<string, (keyof Usage)[]> = {
  "AWS::Lambda::Function": ["lambdaRequest"],
  "AWS::DynamoDB::Table": ["dynamodbWrite", "dynamodbRead"],
  "AWS::S3::Object": ["s3Put", "s3Get"],
};

/** The part of a run's usage that is the same every time, plus the audited data events. */
export function requestsOf(usage: Usage, snapshot: Snapshot): Usage {
  const requests = Object.entries(usage).filter(([item]) => !DURATIONS.includes(item as keyof Usage));
  const events = auditedItems(snapshot).reduce((sum, item) => sum + (usage[item] ?? 0), 0);
  return { ...Object.fromEntries(requests), ...(events > 0 && { cloudTrailDataEvent: events }) };
}

export function runCost(usage: Usage, snapshot: Snapshot): RunCost {
  const durations = Object.entries(usage).filter(([item]) => DURATIONS.includes(item as keyof Usage));
  return {
    requests: costOf(requestsOf(usage, snapshot)) * 1_000_000,
    durations: costOf(Object.fromEntries(durations)) * 1_000_000,
  };
}

function auditedItems({ resources }: Snapshot): (keyof Usage)[] {
  const trails = resources.filter(({ type }) => type === "aws:cloudtrail/trail:Trail");
  const selectors = JSON.stringify(trails.map(({ inputs }) => inputs.advancedEventSelectors ?? []));
  return Object.entries(DATA_EVENTS).flatMap(([type, items]) =>
    selectors.includes(JSON.stringify(type)) ? items : [],
  );
}
