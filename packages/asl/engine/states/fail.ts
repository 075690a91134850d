import type { Fields } from "../compile/fields";
import { dataLimitExceeded, runtimeFailure, StateFailure } from "../errors";
import { isJsonata } from "../jsonata/expression";
import { exceedsError } from "../limits";
import { compileReference } from "../query/payloadTemplate";
import type { Expression } from "../query/scope";
import type { CompiledState } from "../run/visit";

/** {@link https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html} */
export function compileFail(fields: Fields): CompiledState["run"] {
  const error = compileText(fields, "Error");
  const cause = compileText(fields, "Cause");
  return async ({ scope }) => {
    if (!fields.jsonata) scope.sources.inspect?.("afterInputPath", scope.input);
    const failure = new StateFailure(error && (await error(scope)), cause && (await cause(scope)));
    throw exceedsError(failure) ? dataLimitExceeded(fields.state) : failure;
  };
}

function compileText(fields: Fields, field: "Error" | "Cause"): Expression<string> | undefined {
  if (!fields.jsonata && fields.has(`${field}Path`)) return compileTextAtPath(fields, `${field}Path`);
  const text = fields.string(field);
  if (text === undefined) return undefined;
  if (!fields.jsonata || !isJsonata(text)) return () => text;
  return fields.typedJsonata(field, text, "string") as Expression<string>;
}

/** A path or an intrinsic function. */
function compileTextAtPath(fields: Fields, field: string): Expression<string> {
  const reference = fields.requiredString(field);
  const read = fields.compiling(field, () => compileReference(reference, field));
  return (scope) => {
    const value = read(scope);
    if (typeof value === "string") return value;
    throw runtimeFailure(
      `The ${field} field must refer to a string but refers to ${JSON.stringify(value)}: ${reference}`,
    );
  };
}
