import type { Fields } from "../compile/fields";
import { compileFlow } from "../query/flow";
import type { CompiledState } from "../run/visit";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-pass.html} */
export function compilePass(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  const next = fields.string("Next");
  const result = fields.jsonata ? undefined : fields.get("Result");
  return async ({ scope }) => {
    if (fields.jsonata) return { ...(await flow.pass(scope)), next };
    if (result !== undefined) {
      scope.sources.inspect?.("result", result);
      return { ...(await flow.exit(scope, result)), next };
    }
    const argument = await flow.argument({ ...scope, input: flow.select(scope) });
    return { ...(await flow.exit(scope, argument)), next };
  };
}
