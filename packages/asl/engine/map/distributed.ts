import type { Fields } from "../compile/fields";
import { Aborted, asStateFailure, runtimeFailure } from "../errors";
import type { Expression, Scope } from "../query/scope";
import { failureDetails } from "../run/history";
import type { Tolerance } from "../run/host";
import type { Machine, Visit } from "../run/visit";
import type { Json, MapRunCheckpoint } from "../types";
import { namesOf } from "./arns";
import { compileItemBatcher } from "./batcher";
import { runChildren } from "./children";
import { compileMocked } from "./mocked";
import { compileItemReader } from "./reader";
import { collect, selectItems } from "./select";
import { Supply } from "./supply";
import { compileResultWriter } from "./writer";

/** A distributed Map ({@link https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html}): each item or batch runs as its own execution. */
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
  const mocked = compileMocked(fields, { reader, selector, batcher });
  const label = fields.string("Label") ?? fields.state;
  const count = fields.integer("ToleratedFailureCount");
  const percentage = fields.number("ToleratedFailurePercentage");
  const read = async (visit: Visit, scope: Scope, ownItems: Json[] | undefined, skip = 0) => {
    const items = reader ? await reader(visit, scope) : ownItems!;
    return {
      atHand: Array.isArray(items),
      batches: batcher(selectItems(items, selector, scope, skip), scope),
    };
  };
  const supplyOf = async (visit: Visit, scope: Scope, ownItems: Json[] | undefined) => {
    const before = visit.mapRunBefore;
    if (before && before.itemsRead === undefined) return Supply.resumed(before);
    const { atHand, batches } = await read(visit, scope, ownItems, before?.itemsRead);
    if (before) return Supply.resumed(before, batches);
    return atHand ? Supply.of(await collect(batches)) : Supply.reading(batches);
  };
  return async (visit, scope, ownItems, maxConcurrency) => {
    const tolerance = checkTolerance({
      count: count && (await count(scope)),
      percentage: percentage && (await percentage(scope)),
    });
    const { inspect } = scope.sources;
    if (tolerance.count !== undefined) inspect?.("toleratedFailureCount", tolerance.count);
    if (tolerance.percentage !== undefined) inspect?.("toleratedFailurePercentage", tolerance.percentage);
    const { mock } = visit.frame.run;
    if (mock) return mocked(mock, visit, scope, ownItems, tolerance);
    const before = visit.mapRunBefore;
    const names = namesOf(visit.context, label, before ? idOf(before) : scope.sources.uuid());
    recordStart(visit, names.mapRunArn, before);
    try {
      const supply = await supplyOf(visit, scope, ownItems);
      const results = writer(visit, scope, names, before?.results);
      const run = { visit, child, names, supply, results, maxConcurrency, tolerance, before };
      const result = await runChildren(run);
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
