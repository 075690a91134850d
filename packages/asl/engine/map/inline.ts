import type { JsonObject } from "../json";
import { LIMITS } from "../limits";
import type { Expression, Scope } from "../query/scope";
import { runAll } from "../run/fork";
import type { Mock } from "../run/host";
import { runInner } from "../run/inner";
import type { StateGraph, Visit } from "../run/visit";
import type { Json } from "../types";
import { collect, selectItems } from "./select";

export interface InlineMap {
  graph: StateGraph;
  /** `ItemSelector`; `scope.context.Map.Item` is the item's. */
  selector?: Expression;
}

/** Runs the iterations of an inline Map inside the execution, and returns their outputs. */
export async function runInline(
  map: InlineMap,
  visit: Visit,
  scope: Scope,
  items: Json[],
  maxConcurrency: number,
  started: number,
): Promise<Json[]> {
  const { frame } = visit;
  if (frame.run.mock) return mocked(map, frame.run.mock, scope, items);
  const concurrency = Math.min(maxConcurrency || LIMITS.inlineConcurrency, LIMITS.inlineConcurrency);
  return runAll(
    items.length,
    concurrency,
    async (index) => {
      const item = { Map: { Item: { Index: index, Value: items[index]! } } };
      const input = map.selector
        ? await map.selector({ ...scope, context: { ...scope.context, ...item } })
        : items[index]!;
      return runIteration(map, visit, item, index, input, started);
    },
    () => frame.abortChildren(),
  );
}

async function mocked({ selector }: InlineMap, mock: Mock, scope: Scope, items: Json[]): Promise<Json[]> {
  if (selector)
    scope.sources.inspect?.("afterItemSelector", await collect(selectItems(items, selector, scope, 0)));
  const counts = { items: items.length, children: items.length };
  return mock.result({ counts }) as Json[];
}

function runIteration(
  map: InlineMap,
  visit: Visit,
  item: JsonObject,
  index: number,
  input: Json,
  started: number,
) {
  const details = { name: visit.state.name, index };
  return runInner(visit, index, map.graph, input, {
    lastEvent: started,
    context: { ...visit.frame.context, ...item },
    onStart: (inner) =>
      inner.record("MapIterationStarted", () => ({ mapIterationStartedEventDetails: details })),
    onSuccess: (inner) =>
      inner.record("MapIterationSucceeded", () => ({ mapIterationSucceededEventDetails: details })),
    onFailure: (inner) =>
      inner.record("MapIterationFailed", () => ({ mapIterationFailedEventDetails: details })),
    onAbort: (inner) =>
      inner.recordIfRoom("MapIterationAborted", () => ({ mapIterationAbortedEventDetails: details })),
  });
}
