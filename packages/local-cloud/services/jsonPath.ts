import type { Json } from "../../asl/engine";
import { parsePath, select } from "../../asl/engine";

/**
 * The match of a JSONPath in a JSON value, a list of all matches if the path can have several; `undefined` if there is none.
 * Throws an `Error` for a malformed one.
 */
export function readJsonPath(value: unknown, path: string): unknown {
  const { root, steps, definite } = parsePath(path);
  if (root.kind !== "input") return undefined;
  const found = select(steps, value as Json, value as Json);
  return definite ? found[0] : found;
}
