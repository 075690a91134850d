import type { Check } from "./schema";
import { fail, quote, type Site } from "./site";

/** What a JSONPath starts from and whether it can name more than one node. */
export interface Path {
  /** `$`, `$$` (the context object) or the name of a variable. */
  root: string;
  /** Whether it is a reference path: it can name a single node only. */
  reference: boolean;
}

const root = /^\$(?:\$|[\p{ID_Start}_][\p{ID_Continue}]*)?/u;
const member = /^\.([^.[\]()*,:?@'"\s]+)(\([^()]*\))?/u;
const descendant = /^\.\.(?:[^.[\]()*,:?@'"\s]+|\*|(?=\[))/u;
const wildcard = /^\.\*/;
const indexes = /^\[\s*-?\d+\s*\]/;
const names = /^\[\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*\]/u;
const selection =
  /^\[\s*(?:\*|-?\d*\s*:\s*-?\d*(?:\s*:\s*-?\d*)?|-?\d+(?:\s*,\s*-?\d+)+|('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")(?:\s*,\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))+)\s*\]/u;

/** Reads a JSONPath as Step Functions writes it; a string says what is wrong with it. */
export function parsePath(text: string): Path | string {
  const start = root.exec(text)?.[0];
  if (!start) return "a path starts with '$'";
  let reference = true;
  let rest = text.slice(start.length);
  while (rest !== "") {
    const single = names.exec(rest) ?? indexes.exec(rest);
    const named = member.exec(rest);
    const many = descendant.exec(rest) ?? wildcard.exec(rest) ?? selection.exec(rest);
    const length = single?.[0].length ?? many?.[0].length ?? named?.[0].length ?? filterLength(rest);
    if (length === 0) return `unexpected ${quote(rest)}`;
    if (!single && (many || !named || named[2] !== undefined)) reference = false;
    rest = rest.slice(length);
  }
  return { root: start.replace(/^\$(?=[^$])/, ""), reference };
}

/** The length of a leading `[?(…)]` or `[(…)]`, 0 if there is none or it is not closed. */
function filterLength(text: string): number {
  if (!/^\[\s*\??\s*\(/.test(text)) return 0;
  let depth = 0;
  let quoted = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (quoted) {
      if (character === "\\") index++;
      else if (character === quoted) quoted = "";
    } else if (character === "'" || character === '"') quoted = character;
    else if (character === "[" || character === "(") depth++;
    else if (character === "]" || character === ")") {
      depth--;
      if (depth === 0) return index + 1;
    }
  }
  return 0;
}

/** The variable that a path reads, if it reads one. */
export function variableOf(path: Path): string | undefined {
  return path.root.startsWith("$") ? undefined : path.root;
}

/** Any JSONPath: `InputPath`, `OutputPath`. */
export const jsonPath: Check = (value, site) => {
  if (typeof value !== "string" || typeof parsePath(value) === "string")
    fail(site, "Value must be a valid JSONPath.");
};

/** A path to a single node: `SecondsPath`, `Variable`. */
export const referencePath: Check = (value, site) => {
  readReferencePath(value, site);
};

/** A path to a single node, not of the context object: the numbers of a Map state. */
export const dataReferencePath: Check = (value, site) => {
  if (readReferencePath(value, site)?.root === "$$") {
    fail(site, "Value is not a Reference Path: the context object can not be read here");
  }
};

/** Where a result goes: a reference path into the state's input. */
export const resultPath: Check = (value, site) => {
  const path = readReferencePath(value, site);
  if (path && path.root !== "$")
    fail(site, `Value is not a Reference Path: a result can only go into '$', got ${quote(value)}`);
};

function readReferencePath(value: unknown, site: Site): Path | undefined {
  const path = typeof value === "string" ? parsePath(value) : `got ${quote(value)}`;
  if (typeof path === "string") fail(site, `Value is not a Reference Path: ${path}`);
  else if (path.reference) return path;
  else fail(site, `Value is not a Reference Path: ${quote(value)} can name more than one node`);
  return undefined;
}

/** A path, or `null` for none. */
export function orNull(check: Check): Check {
  return (value, site) => {
    if (value !== null) check(value, site);
  };
}
