import { deepEqual } from "../json";
import type { Json } from "../types";

/** AWS limits ranges to this many items. */
const LONGEST_RANGE = 1000;

export function partition(items: Json[], size: number): Json[] {
  if (size <= 0) throw new Error("the size of the parts must be a positive integer");
  const parts: Json[] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}

export function contains(items: Json[], value: Json): boolean {
  return items.some((item) => deepEqual(item, value));
}

/** Both ends included. */
export function range(from: number, to: number, step: number): number[] {
  if (step === 0) throw new Error("the step must not be 0");
  const length = Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > LONGEST_RANGE) throw new Error(`the range has more than ${LONGEST_RANGE} items`);
  return Array.from({ length }, (_value, index) => from + index * step);
}

export function getItem(items: Json[], index: number): Json {
  const item = items[index];
  if (item === undefined)
    throw new Error(`the index ${index} is out of range: the array has ${items.length} items`);
  return item;
}

export function unique(items: Json[]): Json[] {
  const seen = new Set<Json>();
  const compound: Json[] = [];
  return items.filter((item) => {
    if (typeof item === "object" && item !== null) {
      if (contains(compound, item)) return false;
      compound.push(item);
      return true;
    }
    if (seen.has(item)) return false;
    seen.add(item);
    return true;
  });
}
