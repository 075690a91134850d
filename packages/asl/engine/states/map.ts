import type { Fields } from "../compile/fields";
import { runtimeFailure } from "../errors";
import { compileDistributed } from "../map/distributed";
import { runInline } from "../map/inline";
import { compileItems } from "../map/items";
import { compileFlow } from "../query/flow";
import type { CompiledState, Machine } from "../run/visit";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html} */
export function compileMap(fields: Fields, processor: Machine, distributed: boolean): CompiledState["run"] {
  const { Parameters: _legacySelector, ...definition } = fields.definition;
  const flow = compileFlow(fields.with(definition));
  const next = fields.string("Next");
  const selector =
    fields.template("ItemSelector") ?? (fields.jsonata ? undefined : fields.template("Parameters"));
  const items = fields.has("ItemReader") ? undefined : compileItems(fields, distributed);
  const concurrency = fields.integer("MaxConcurrency");
  const runDistributed = distributed ? compileDistributed(fields, processor, selector) : undefined;
  return async (visit) => {
    const raw = visit.scope;
    const scope = { ...raw, input: flow.select(raw) };
    const list = items && (await items(scope));
    const maxConcurrency = concurrency ? await concurrency(scope) : 0;
    if (maxConcurrency < 0) {
      throw runtimeFailure(
        `Expected non-negative integer for MaxConcurrency, got '${maxConcurrency}' instead.`,
      );
    }
    raw.sources.inspect?.("maxConcurrency", maxConcurrency);
    const started = visit.record("MapStateStarted", () => ({
      mapStateStartedEventDetails: { length: list?.length ?? 0 },
    }));
    const result = runDistributed
      ? await runDistributed(visit, scope, list, maxConcurrency)
      : await runInline({ graph: processor.graph, selector }, visit, scope, list!, maxConcurrency, started);
    visit.record("MapStateSucceeded");
    return { ...(await flow.exit(raw, result)), next };
  };
}
