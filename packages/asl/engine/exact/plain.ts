import { type JsonObject, setOwn } from "../json";
import type { Json } from "../types";
import { ExactNumber } from "./number";
import { isOrdered } from "./order";

/** By an array or object, what it is with plain numbers; the same one if it has no others. */
const plains = new WeakMap<object, Json>();
const originals = new WeakMap<object, Json>();

/**
 * A value for those who compute with it: every number is one of JavaScript's, and every object an ordinary one. It is the same value
 * where it was so already.
 */
export function plain(value: Json): Json {
  return ExactNumber.used ? convert(value) : value;
}

/** The value that {@link plain} made this array or object of, or `undefined`. */
export function exactOf(value: object): Json | undefined {
  return ExactNumber.used ? originals.get(value) : undefined;
}

function convert(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof ExactNumber) return value.value;
  const known = plains.get(value);
  if (known !== undefined) return known;
  const converted = Array.isArray(value) ? convertArray(value) : convertObject(value);
  plains.set(value, converted);
  if (converted !== value) originals.set(converted, value);
  return converted;
}

function convertArray(array: Json[]): Json[] {
  const items = array.map(convert);
  return items.every((item, index) => item === array[index]) ? array : items;
}

function convertObject(object: JsonObject): JsonObject {
  const copy: JsonObject = {};
  let changed = isOrdered(object);
  for (const [name, item] of Object.entries(object)) {
    const converted = convert(item);
    if (converted !== item) changed = true;
    setOwn(copy, name, converted);
  }
  return changed ? copy : object;
}
