import { ExactNumber } from "../exact/number";
import { exactOf } from "../exact/plain";
import { type JsonObject, setOwn } from "../json";
import type { Json } from "../types";

/** A result as plain JSON, or `undefined` if it contains what JSON cannot express. */
export function toJson(value: unknown): Json | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof ExactNumber) return value as unknown as Json;
  const exact = typeof value === "object" ? exactOf(value) : undefined;
  if (exact !== undefined) return exact;
  if (Array.isArray(value)) return arrayToJson(value);
  return typeof value === "object" && !isFunction(value) ? objectToJson(value as JsonObject) : undefined;
}

function isFunction(value: object): boolean {
  const { _jsonata_lambda: lambda, _jsonata_function: native } = value as Record<string, unknown>;
  return lambda === true || native === true;
}

/** JSONata marks its sequences with properties of their own: copies are made of those, not of the input's arrays. */
function arrayToJson(array: unknown[]): Json | undefined {
  let same = !("sequence" in array || "cons" in array || "keepSingleton" in array || "outerWrapper" in array);
  const items: Json[] = [];
  for (const item of array) {
    const json = item === undefined ? null : toJson(item);
    if (json === undefined) return undefined;
    if (json !== item) same = false;
    items.push(json);
  }
  return same ? (array as Json[]) : items;
}

function objectToJson(object: JsonObject): Json | undefined {
  let copy: JsonObject | undefined;
  for (const key of Object.keys(object)) {
    const item = object[key];
    const json = item === undefined ? undefined : toJson(item);
    if (json === undefined && item !== undefined) return undefined;
    if (json === item && item !== undefined) continue;
    copy ??= { ...object };
    if (json === undefined) delete copy[key];
    else setOwn(copy, key, json);
  }
  return copy ?? object;
}
