import { isObject, type Json } from "../../../asl/engine";
import type { Step } from "./steps";

/** Every value that the steps lead to, in the document's order. */
export function select(steps: Step[], start: Json, root: Json): Json[] {
  let found: Json[] = [start];
  steps.forEach((step, index) => {
    found =
      step.kind === "function"
        ? call(step.name, found, steps.slice(0, index))
        : found.flatMap((v) => apply(step, v, root));
  });
  return found;
}

function apply(step: Step, value: Json, root: Json): Json[] {
  switch (step.kind) {
    case "names":
      return names(step.names, value);
    case "indexes":
      return Array.isArray(value) ? step.indexes.flatMap((index) => at(value, index)) : [];
    case "slice":
      return Array.isArray(value) ? slice(value, step) : [];
    case "wildcard":
      return children(value);
    case "descend":
      return descend(value);
    case "filter": {
      const candidates = Array.isArray(value) ? value : [value];
      return candidates.filter((item) => step.filter(item, root));
    }
    case "function":
      return [];
  }
}

function names(wanted: string[], value: Json): Json[] {
  if (!isObject(value)) return [];
  if (wanted.length === 1) return Object.hasOwn(value, wanted[0]!) ? [value[wanted[0]!]!] : [];
  const found = wanted.filter((name) => Object.hasOwn(value, name));
  return [Object.fromEntries(found.map((name) => [name, value[name]!]))];
}

function at(array: Json[], index: number): Json[] {
  const item = array.at(index);
  return item === undefined ? [] : [item];
}

function slice(array: Json[], { from, to, step }: { from?: number; to?: number; step: number }): Json[] {
  return array.slice(from, to).filter((_item, index) => index % step === 0);
}

function children(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function descend(value: Json): Json[] {
  return [value, ...children(value).flatMap(descend)];
}

/** A number that keeps more than JavaScript's, as an object or as an integer of any size, is compared as a number. */
export function plain(value: Json): Json {
  const kept: unknown = value;
  return kept instanceof Number || typeof kept === "bigint" ? Number(kept) : value;
}

/** A function takes the values found so far; those of a definite path's array are its items. */
function call(name: string, found: Json[], before: Step[]): Json[] {
  const definite = before.every((step) => step.kind === "names" || step.kind === "indexes");
  const value = definite ? found[0] : found;
  if (value === undefined) return [];
  if (name === "length" || name === "size") return length(value);
  if (name === "keys") return isObject(value) ? [Object.keys(value)] : [];
  const list = Array.isArray(value) ? value : [];
  if (name === "first") return at(list, 0);
  if (name === "last") return at(list, -1);
  const numbers = list.map(plain).filter((item) => typeof item === "number");
  return numbers.length === 0 ? [] : [AGGREGATES[name]!(numbers)];
}

function length(value: Json): Json[] {
  if (typeof value === "string" || Array.isArray(value)) return [value.length];
  return isObject(value) ? [Object.keys(value).length] : [];
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const average = (numbers: number[]) => sum(numbers) / numbers.length;

const AGGREGATES: Record<string, (numbers: number[]) => number> = {
  min: (numbers) => numbers.reduce((least, number) => Math.min(least, number)),
  max: (numbers) => numbers.reduce((most, number) => Math.max(most, number)),
  avg: average,
  sum,
  stddev: (numbers) => Math.sqrt(average(numbers.map((number) => (number - average(numbers)) ** 2))),
};
