import { compileStatesPath, type StatesPath } from "../jsonpath/statesPath";
import type { Check } from "./schema";
import { fail, quote, type Site } from "./site";
import { warnOfSurprises } from "./surprises";

/** Reads a path of a definition; a string says what is wrong with it. */
export function readPath(text: string): StatesPath | string {
  try {
    return compileStatesPath(text);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The variable that a path reads, if it reads one. */
export function variableOf({ root }: StatesPath): string | undefined {
  return root.kind === "variable" ? root.name : undefined;
}

/** Any JSONPath: `InputPath`, `OutputPath`. */
export const jsonPath: Check = (value, site) => {
  const path = typeof value === "string" ? readPath(value) : "";
  if (typeof path === "string") fail(site, "Value must be a valid JSONPath.");
  else warnOfSurprises(path, value as string, site);
};

/** A path to a single node: `SecondsPath`, `Variable`. */
export const referencePath: Check = (value, site) => {
  readReferencePath(value, site);
};

/** A path to a single node, not of the context object: the numbers of a Map state. */
export const dataReferencePath: Check = (value, site) => {
  if (readReferencePath(value, site)?.root.kind === "context") {
    fail(site, "Value is not a Reference Path: the context object can not be read here");
  }
};

/** Where a result goes: a reference path into the state's input. */
export const resultPath: Check = (value, site) => {
  const path = readReferencePath(value, site);
  if (path && path.root.kind !== "input")
    fail(site, `Value is not a Reference Path: a result can only go into '$', got ${quote(value)}`);
};

function readReferencePath(value: unknown, site: Site): StatesPath | undefined {
  const path = referenceTo(value);
  if (typeof path === "string") fail(site, `Value is not a Reference Path: ${path}`);
  else warnOfSurprises(path, value as string, site);
  return typeof path === "string" ? undefined : path;
}

function referenceTo(value: unknown): StatesPath | string {
  if (typeof value !== "string") return `got ${quote(value)}`;
  if (!value.startsWith("$")) return "Reference path didn't start with '$'";
  if (value.trimEnd() !== value) return `${quote(value)} ends with a blank`;
  const path = readPath(value);
  return typeof path === "string" || path.path.keys ? path : `${quote(value)} can name more than one node`;
}

/** A path, or `null` for none. */
export function orNull(check: Check): Check {
  return (value, site) => {
    if (value !== null) check(value, site);
  };
}
