import { type JsonObject, setOwn } from "../json";
import type { Json } from "../types";
import { ExactNumber } from "./number";

const ordered = new WeakSet<object>();

/** Whether the fields of an object are in an order that JavaScript would change. */
export const isOrdered = (object: object): boolean => ordered.has(object);

/** Whether JavaScript puts a field of this name before all others: it looks like the index of an array. */
export const isIndex = (name: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(name);

/** The object with its fields in this order: itself, or a view of it where JavaScript has another order. */
export function inOrder(object: JsonObject, names: readonly string[]): JsonObject {
  const natural = Object.keys(object);
  if (names.every((name, index) => name === natural[index])) return object;
  const view = new Proxy(object, { ownKeys: () => names });
  ordered.add(view);
  ExactNumber.used = true;
  return view;
}

/** A copy with a field set; its place is that of the field before, or the last. */
export function withField(object: JsonObject, name: string, value: Json): JsonObject {
  if (isOrdered(object) || isIndex(name)) return objectOf([...Object.entries(object), [name, value]]);
  const copy = { ...object };
  setOwn(copy, name, value);
  return copy;
}

/** The fields of both; those of the second win, at the place of the first's. */
export function mergeFields(first: JsonObject, second: JsonObject): JsonObject {
  return objectOf([...Object.entries(first), ...Object.entries(second)]);
}

function objectOf(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of entries) setOwn(object, name, value);
  return inOrder(object, [...new Set(entries.map(([name]) => name))]);
}
