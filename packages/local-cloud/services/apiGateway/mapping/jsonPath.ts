import type { Json } from "../../../../asl/engine";
import { parsePath, select } from "../../../../asl/engine";

/**
 * What a JSONPath finds in a JSON value: every match of a path that can have several; `undefined` if it leads nowhere.
 * Throws an `Error` for a malformed one.
 */
export function readJsonPath(value: unknown, path: string): unknown {
  const { root, steps, definite } = parsePath(path);
  if (root.kind !== "input") return undefined;
  const found = select(steps, value as Json, value as Json);
  return definite ? found[0] : found;
}
