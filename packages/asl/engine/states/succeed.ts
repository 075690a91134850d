import type { Fields } from "../compile/fields";
import type { CompiledState } from "../compile/state";
import { compileFlow } from "../query/flow";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-succeed.html} */
export function compileSucceed(fields: Fields): CompiledState["run"] {
  const flow = compileFlow(fields);
  return async ({ scope }) => flow.pass({ ...scope, input: flow.select(scope) });
}
