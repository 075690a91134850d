import type { Fields } from "../compile/fields";
import type { Machine } from "../compile/machine";
import { Aborted, asStateFailure, runtimeFailure } from "../errors";
import type { Expression, Scope } from "../query/scope";
import { failureDetails } from "../run/history";
import type { Tolerance } from "../run/host";
import type { Visit } from "../run/visit";
import type { Json, MapRunCheckpoint } from "../types";
import { namesOf } from "./arns";
import { compileItemBatcher } from "./batcher";
import { runChildren } from "./children";
import { compileItemReader } from "./reader";
import { compileResultWriter } from "./writer";

/** A distributed Map ({@link https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html}): each item or batch is an execution of its own. */
export type DistributedMap = (
  visit: Visit,
  scope: Scope,
  items: Json[] | undefined,
  maxConcurrency: number,
) => Promise<Json>;

export function compileDistributed(
  fields: Fields,
  child: Machine,
  selector: Expression | undefined,
): DistributedMap {
  const reader = compileItemReader(fields);
  const batcher = compileItemBatcher(fields);
  const writer = compileResultWriter(fields);
  const label = fields.string("Label") ?? fields.state;
  const count = fields.integer("ToleratedFailureCount");
  const percentage = fields.number("ToleratedFailurePercentage");
  const read = async (visit: Visit, scope: Scope, ownItems: Json[] | undefined) => {
    const items = reader ? await reader(visit, scope) : ownItems!;
    return batcher(await selectItems(items, selector, scope), scope);
  };
  return async (visit, scope, ownItems, maxConcurrency) => {
    const tolerance = checkTolerance({
      count: count && (await count(scope)),
      percentage: percentage && (await percentage(scope)),
    });
    const { inspect } = scope.sources;
    if (tolerance.count !== undefined) inspect?.("toleratedFailureCount", tolerance.count);
    if (tolerance.percentage !== undefined) inspect?.("toleratedFailurePercentage", tolerance.percentage);
    const { standIn } = visit.frame.run;
    if (standIn) return standIn(tolerance);
    const before = visit.mapRunBefore;
    const names = namesOf(visit.context, label, before ? idOf(before) : scope.sources.uuid());
    recordStart(visit, names.mapRunArn, before);
    try {
      const batches = before?.batches ?? (await read(visit, scope, ownItems));
      const children = await runChildren({ visit, child, names, batches, maxConcurrency, tolerance, before });
      const result = await writer(visit, scope, names.mapRunArn, children);
      visit.record("MapRunSucceeded");
      return result;
    } catch (thrown) {
      if (thrown instanceof Aborted) throw thrown;
      const failure = visit.describe(asStateFailure(thrown));
      visit.record("MapRunFailed", () => ({ mapRunFailedEventDetails: failureDetails(failure) }));
      throw thrown;
    }
  };
}

/** The last part of the run's ARN. */
const idOf = ({ mapRunArn }: MapRunCheckpoint) => mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1);

function recordStart(visit: Visit, mapRunArn: string, before: MapRunCheckpoint | undefined): void {
  if (before) {
    const redriveCount = before.redriveCount + 1;
    visit.record("MapRunRedriven", () => ({ mapRunRedrivenEventDetails: { mapRunArn, redriveCount } }));
  } else {
    visit.record("MapRunStarted", () => ({ mapRunStartedEventDetails: { mapRunArn } }));
  }
}

function checkTolerance(tolerance: Tolerance): Tolerance {
  const { count, percentage } = tolerance;
  if (count !== undefined && count < 0) throw runtimeFailure("ToleratedFailureCount cannot be negative.");
  if (percentage !== undefined && (percentage < 0 || percentage > 100)) {
    throw runtimeFailure("ToleratedFailurePercentage must be between 0 and 100.");
  }
  return tolerance;
}

async function selectItems(items: Json[], selector: Expression | undefined, scope: Scope): Promise<Json[]> {
  if (!selector) return items;
  const selected: Json[] = [];
  for (const [Index, Value] of items.entries()) {
    const context = { ...scope.context, Map: { Item: { Index, Value } } };
    selected.push(await selector({ ...scope, context }));
  }
  return selected;
}
