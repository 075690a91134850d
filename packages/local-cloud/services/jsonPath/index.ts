import type { Json } from "../../../asl/engine";
import { parsePath } from "./parse";
import { select } from "./select";

/**
 * The match of a JSONPath in a JSON value, a list of all matches if the path can have several; `undefined` if there is none. It is read as
 * API Gateway and EventBridge do, with functions and escapes, which the paths of a state machine do not have.
 * Throws an `Error` for a malformed one.
 */
export function readJsonPath(value: unknown, path: string): unknown {
  const { steps, definite } = parsePath(path);
  const found = select(steps, value as Json, value as Json);
  return definite ? found[0] : found;
}
