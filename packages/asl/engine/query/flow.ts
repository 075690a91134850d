import type { Fields } from "../compile/fields";
import { isObject } from "../json";
import { compileResultPath } from "../paths/resultPath";
import type { Json } from "../types";
import type { Expression, Scope, Variables } from "./scope";

/** What a state passes on when it ends. */
export interface Exit {
  output: Json;
  /** The variables it assigned. */
  assigned?: Variables;
}

/** The way of data through a state: from its input to its argument, from its result to its output and variables. */
export interface DataFlow {
  /** The input as the state's own fields see it: `InputPath`. */
  select(scope: Scope): Json;
  /** `Parameters` or `Arguments`; the selected input where there is neither. `scope.input` is the selected input. */
  argument(scope: Scope): Json | Promise<Json>;
  /** From a result to the state's end: `ResultSelector`, `ResultPath`, `OutputPath`, or `Output`; and `Assign`. */
  exit(scope: Scope, result: Json): Promise<Exit>;
  /** The end of a state that has no result: Choice, Wait, Succeed. */
  pass(scope: Scope): Promise<Exit>;
}

export function compileFlow(fields: Fields): DataFlow {
  return fields.jsonata ? jsonataFlow(fields) : jsonpathFlow(fields);
}

const EMPTY: Json = {};

/** `InputPath` and `OutputPath`: `null` means an empty object. */
function compileEdgePath(
  fields: Fields,
  field: "InputPath" | "OutputPath",
): ((scope: Scope) => Json) | undefined {
  if (fields.get(field) === null) return () => EMPTY;
  return fields.get(field) === "$" ? undefined : fields.path(field);
}

function jsonpathFlow(fields: Fields): DataFlow {
  const inputPath = compileEdgePath(fields, "InputPath");
  const parameters = fields.template("Parameters");
  const resultSelector = fields.template("ResultSelector");
  const resultPath = fields.get("ResultPath") === null ? null : (fields.string("ResultPath") ?? "$");
  const combine = fields.compiling("ResultPath", () => compileResultPath(resultPath));
  const outputPath = compileEdgePath(fields, "OutputPath");
  const assign = compileAssign(fields);
  const output = (scope: Scope, value: Json) => (outputPath ? outputPath({ ...scope, input: value }) : value);
  return {
    select(scope) {
      const selected = inputPath ? inputPath(scope) : scope.input;
      scope.sources.inspect?.("afterInputPath", selected);
      return selected;
    },
    async argument(scope) {
      const argument = parameters ? await parameters(scope) : scope.input;
      scope.sources.inspect?.("afterParameters", argument);
      return argument;
    },
    async exit(scope, result) {
      const selected = resultSelector ? await resultSelector({ ...scope, input: result }) : result;
      scope.sources.inspect?.("afterResultSelector", selected);
      const assigned = assign && (await assign({ ...scope, input: selected }));
      const combined = combine(scope.input, selected);
      scope.sources.inspect?.("afterResultPath", combined);
      return { output: output(scope, combined), assigned };
    },
    async pass(scope) {
      return { output: output(scope, scope.input), assigned: assign && (await assign(scope)) };
    },
  };
}

function jsonataFlow(fields: Fields): DataFlow {
  const argument = fields.template("Arguments");
  const finish = compileJsonataExit(fields);
  return {
    select: (scope) => scope.input,
    async argument(scope) {
      if (!argument) return scope.input;
      const value = await argument(scope);
      scope.sources.inspect?.("afterArguments", value);
      return value;
    },
    exit: (scope, result) => finish({ ...scope, result }, result),
    pass: (scope) => finish(scope, scope.input),
  };
}

/** `Output` and `Assign` of a JSONata state, a choice rule or a catcher. Both see the variables as they were before. */
export function compileJsonataExit(fields: Fields): (scope: Scope, fallback: Json) => Promise<Exit> {
  const output = fields.template("Output");
  const assign = compileAssign(fields);
  return async (scope, fallback) => {
    const assigned = assign && (await assign(scope));
    return { output: output ? await output(scope) : fallback, assigned };
  };
}

/** `Assign`: the new values by name. In JSONPath `$` is what `scope.input` is. */
export function compileAssign(fields: Fields): Expression<Variables> | undefined {
  if (!fields.has("Assign")) return undefined;
  if (!isObject(fields.get("Assign"))) throw fields.error("Assign", "must be an object");
  return fields.template("Assign") as Expression<Variables>;
}
