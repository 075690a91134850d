import type { PolicyStatement } from "../states";
import { type Access, type AccessTable, NAMES } from "./access";

/** Where a stack lives. */
export interface Place {
  partition: string;
  region: string;
  accountId: string;
}

/** The statements for a table: for everything in it, or only for reading. Actions on the same resources are grouped. */
export function statementsOf(table: AccessTable, kind: "read" | "write", place: Place): PolicyStatement[] {
  const groups = new Map<string, { access: Access; actions: Set<string> }>();
  for (const access of Object.values(table).flat()) {
    const actions = kind === "read" ? (access.read ?? []) : [...(access.read ?? []), ...(access.write ?? [])];
    if (actions.length === 0) continue;
    const key = JSON.stringify([access.on, access.when]);
    const group = groups.get(key) ?? { access, actions: new Set() };
    for (const action of actions) group.actions.add(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ access: { on, when }, actions }) => ({
    Effect: "Allow",
    Action: [...actions].sort(),
    Resource: on.flatMap((pattern) => expand(pattern, place)),
    ...(when && { Condition: expandCondition(when, place) }),
  }));
}

/** A pattern of the table as ARNs: for this account and region, once for each name. */
function expand(pattern: string, { partition, region, accountId }: Place): string[] {
  const here = pattern
    .replaceAll("{partition}", partition)
    .replaceAll("{region}", region)
    .replaceAll("{account}", accountId);
  return here.includes("{name}") ? NAMES.map((name) => here.replaceAll("{name}", `${name}-*`)) : [here];
}

const expandCondition = (when: NonNullable<Access["when"]>, place: Place) =>
  mapValues(when, (keys) =>
    mapValues(keys, (given) => (Array.isArray(given) ? given.flatMap((each) => expand(each, place)) : given)),
  );

const mapValues = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
