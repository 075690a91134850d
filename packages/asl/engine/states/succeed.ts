import type { Fields } from "../compile/fields";
import { compileFlow } from "../query/flow";
import type { CompiledState } from "../run/visit";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html} */
export function compileSucceed(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  return async ({ scope }) => flow.pass({ ...scope, input: flow.select(scope) });
}
