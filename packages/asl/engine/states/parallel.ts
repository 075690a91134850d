import type { Fields } from "../compile/fields";
import { dataLimitExceeded } from "../errors";
import { exceedsPayload } from "../limits";
import { compileFlow } from "../query/flow";
import { runAll } from "../run/fork";
import { runInner } from "../run/inner";
import type { CompiledState, StateGraph } from "../run/visit";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html} */
export function compileParallel(fields: Fields, branches: StateGraph[]): CompiledState["run"] {
  const flow = compileFlow(fields);
  const next = fields.string("Next");
  return async (visit) => {
    const { frame, scope } = visit;
    const { mock } = frame.run;
    if (mock) return { ...(await flow.exit(scope, mock.result())), next };
    const input = await flow.argument({ ...scope, input: flow.select(scope) });
    if (exceedsPayload(visit.text(input))) throw dataLimitExceeded(visit.state.name);
    const started = visit.record("ParallelStateStarted");
    const result = await runAll(
      branches.length,
      branches.length,
      (index) => runInner(visit, index, branches[index]!, input, { lastEvent: started }),
      () => frame.abortChildren(),
    );
    visit.record("ParallelStateSucceeded");
    return { ...(await flow.exit(scope, result)), next };
  };
}
