import { type Operation, resourceChanges } from "./changes";
import { countStates, machinesOf } from "./definition";
import { type LeastRun, leastRuns } from "./leastRuns";
import { describeRoles, type RoleDescription } from "./roles";
import type { SavedResource, Snapshot } from "./snapshot";
import { type StandingCost, standingCosts } from "./standingCost";
import { describeChange } from "./valueDiff";

/** What identifies a resource; `custom` is false for a component. */
type Named = Pick<SavedResource, "urn" | "type" | "name" | "custom">;

/** A preview as JSON. */
export interface PreviewValue {
  project: string;
  stack: string;
  resources: Named[];
  /** What changes against an earlier evaluation; absent without one. */
  changes?: (Named & { operation: Operation; properties: string[]; warnings: string[] })[];
  roles: RoleDescription[];
  /** The number of states is absent where the definition is not known before the deployment. */
  stateMachines: { urn: string; name: string; type: string; states?: number }[];
  /** US dollars a month. */
  standingCosts: StandingCost[];
  leastRuns: Omit<LeastRun, "aliases">[];
}

export function previewValue(now: Snapshot, before?: Snapshot): PreviewValue {
  const { project, stack, resources } = now;
  return {
    project,
    stack,
    resources: resources.map(named),
    ...(before && {
      changes: resourceChanges(before, now).map(({ operation, resource, properties, warnings }) => ({
        ...named(resource),
        operation,
        properties: properties.map(describeChange),
        warnings,
      })),
    }),
    roles: describeRoles(now),
    stateMachines: machinesOf(now).map(({ resource: { urn, name }, type, definition }) => ({
      urn,
      name,
      type,
      ...(definition && { states: countStates(definition) }),
    })),
    standingCosts: standingCosts(now),
    leastRuns: leastRuns(now).map(({ aliases: _, ...run }) => run),
  };
}

const named = ({ urn, type, name, custom }: SavedResource): Named => ({ urn, type, name, custom });
