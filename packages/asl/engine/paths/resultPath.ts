import { InvalidPath } from "../../jsonpath/errors";
import { compileStatesPath } from "../../jsonpath/statesPath";
import { resultPathFailure } from "../errors";
import { withField } from "../exact/order";
import { isObject } from "../json";
import type { Json } from "../types";

/** Puts a result into the input at a reference path; neither is changed. */
export type ResultPath = (input: Json, result: Json) => Json;

/** Compiles `ResultPath`: `null` discards the result, `$` replaces the input. Throws an {@link InvalidPath}. */
export function compileResultPath(text: string | null): ResultPath {
  if (text === null) return (input) => input;
  const {
    root,
    path: { keys },
  } = compileStatesPath(text);
  if (root.kind !== "input") throw new InvalidPath(`ResultPath must start at the input, but was ${text}`);
  if (!keys) throw new InvalidPath(`ResultPath must be a reference path, but was ${text}`);
  return (input, result) => {
    const placed = place(input, keys, 0, result);
    if (placed === undefined) {
      throw resultPathFailure(`Unable to apply ReferencePath ${text} to input ${JSON.stringify(input)}`);
    }
    return placed;
  };
}

function place(
  target: Json | undefined,
  keys: readonly (string | number)[],
  depth: number,
  result: Json,
): Json | undefined {
  if (depth === keys.length) return result;
  const key = keys[depth]!;
  return typeof key === "string"
    ? placeInObject(target, key, keys, depth, result)
    : placeInArray(target, key, keys, depth, result);
}

/** Missing objects along the path are created. */
function placeInObject(
  target: Json | undefined,
  key: string,
  keys: readonly (string | number)[],
  depth: number,
  result: Json,
) {
  if (target !== undefined && target !== null && !isObject(target)) return undefined;
  const own = target && Object.hasOwn(target, key) ? target[key] : undefined;
  const inner = place(own, keys, depth + 1, result);
  if (inner === undefined) return undefined;
  return withField(target ?? {}, key, inner);
}

/** An item can be replaced, not added. */
function placeInArray(
  target: Json | undefined,
  index: number,
  keys: readonly (string | number)[],
  depth: number,
  result: Json,
) {
  if (!Array.isArray(target) || index < 0 || index >= target.length) return undefined;
  const inner = place(target[index], keys, depth + 1, result);
  return inner === undefined ? undefined : target.with(index, inner);
}
