import type { StateFailure } from "../errors";
import { isObject } from "../json";
import { compileResultPath } from "../paths/resultPath";
import { compileAssign, compileJsonataExit, type Exit } from "../query/flow";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { Fields } from "./fields";
import { compileMatcher } from "./retrier";

/** A compiled catcher. */
export interface Catcher {
  matches(failure: StateFailure): boolean;
  next: string;
  /** The state's output and variables. `scope.input` is the state's input. */
  exit(scope: Scope, errorOutput: Json): Promise<Exit>;
}

export function compileCatchers(fields: Fields): Catcher[] {
  return fields.array("Catch").map((item, index) => {
    if (!isObject(item)) throw fields.error("Catch", `must hold catchers, but item ${index} is none`);
    const catcher = new Fields(fields.state, item, fields.language, `Catch[${index}]/`);
    return {
      matches: compileMatcher(catcher),
      next: catcher.requiredString("Next"),
      exit: fields.jsonata ? jsonataExit(catcher) : jsonpathExit(catcher),
    };
  });
}

/** What a catcher gets to see of a failure. A Task that timed out has an empty cause. */
export function errorOutputOf(failure: StateFailure): Json {
  return { Error: failure.error ?? null, Cause: failure.cause ?? (failure.gaveUp ? "" : null) };
}

function jsonataExit(catcher: Fields): Catcher["exit"] {
  const exit = compileJsonataExit(catcher);
  return (scope, errorOutput) => exit({ ...scope, errorOutput, result: undefined }, errorOutput);
}

function jsonpathExit(catcher: Fields): Catcher["exit"] {
  const path = catcher.get("ResultPath") === null ? null : (catcher.string("ResultPath") ?? "$");
  const combine = catcher.compiling("ResultPath", () => compileResultPath(path));
  const assign = compileAssign(catcher);
  return async (scope, errorOutput) => ({
    assigned: assign && (await assign({ ...scope, input: errorOutput })),
    output: combine(scope.input, errorOutput),
  });
}
