import { InvalidPath } from "../../jsonpath/errors";
import { compileStatesPath, type StatesPath } from "../../jsonpath/statesPath";
import type { Scope } from "../query/scope";
import type { Json } from "../types";
import { compileReader } from "./evaluate";

/** A compiled path of a definition. */
export interface Path {
  readonly text: string;
  /**
   * The value that it denotes; a list of all that it finds if it is not definite. Throws an {@link InvalidPath} if there is none, with the
   * reason in the words of AWS's JSONPath library.
   */
  (scope: Scope): Json;
}

/** Compiles a path of a definition. Throws an {@link InvalidPath}. */
export function compilePath(text: string): Path {
  return pathOf(text, compileStatesPath(text));
}

/** A path that is compiled already; `text` is for messages. */
export function pathOf(text: string, { root, path }: StatesPath): Path {
  const start = startOf(root);
  const read = compileReader(path);
  return Object.assign((scope: Scope) => read(start(scope)), { text });
}

function startOf(root: StatesPath["root"]): (scope: Scope) => Json {
  if (root.kind === "input") return (scope) => scope.input;
  if (root.kind === "context") return (scope) => scope.context;
  const { name } = root;
  return (scope) => {
    const value = scope.variables[name];
    if (value === undefined) throw new InvalidPath(`The variable '${name}' is not defined`);
    return value;
  };
}
