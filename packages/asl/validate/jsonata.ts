import jsonata from "jsonata";
import { parseStrictly } from "../jsonata";
import { type Analysis, analyze } from "./jsonata-analysis";
import { differenceInJava } from "./jsonata-regex";
import type { Check } from "./schema";
import { at, fail, isObject, quote, type Site } from "./site";

/** The source between `{%` and `%}`, `undefined` for every other value. */
export function expressionOf(value: unknown): string | undefined {
  return typeof value === "string" ? /^\{%([\s\S]*)%\}$/.exec(value)?.[1] : undefined;
}

export function isExpression(value: unknown): boolean {
  return expressionOf(value) !== undefined;
}

/** What an expression reads; a string says why it cannot be parsed. */
export function parseExpression(source: string): Analysis | string {
  try {
    return analyze(parseStrictly(jsonata, source).ast());
  } catch (error) {
    if (isObject(error) && typeof error.message === "string") return error.message;
    throw error;
  }
}

/** The fields of `$states` that have a value where the expression is, in addition to `input` and `context`. */
export interface StatesFields {
  result?: true;
  errorOutput?: true;
}

/**
 * A JSONata expression
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html}).
 */
export function expression(available: StatesFields = {}): Check {
  return (value, site) => {
    const source = expressionOf(value);
    if (source === undefined)
      return fail(site, `Value must be a JSONata expression '{% … %}', got ${quote(value)}`);
    const analysis = parseExpression(source);
    if (typeof analysis === "string") {
      site.report.add("ERROR", "INVALID_JSONATA_EXPRESSION", analysis, site.location);
    } else {
      checkReads(analysis, available, site);
      checkRegexes(analysis, site);
    }
  };
}

function checkReads(analysis: Analysis, available: StatesFields, site: Site): void {
  for (const name of analysis.topLevelNames)
    unsupported(`Reference to '${name}' at the top level is not supported.`, site);
  if (analysis.variables.has("$")) unsupported("Reference to '$$' is not supported.", site);
  for (const field of analysis.statesFields) {
    if (field !== "input" && field !== "context" && !Object.hasOwn(available, field))
      unsupported(`Field '$states.${field}' does not exist.`, site);
  }
}

function checkRegexes({ regexes }: Analysis, site: Site): void {
  for (const source of regexes) {
    const difference = differenceInJava(source);
    if (difference === undefined) continue;
    const message = `The regular expression /${source}/ has ${difference}`;
    site.report.add("WARNING", "JAVA_REGULAR_EXPRESSION", message, site.location);
  }
}

function unsupported(message: string, site: Site): void {
  site.report.add("ERROR", "UNSUPPORTED_JSONATA_EXPRESSION", message, site.location);
}

/** Any JSON value whose strings can be expressions: `Arguments`, `Output`, `Assign`. */
export function expressions(available: StatesFields = {}): Check {
  const one = expression(available);
  const check: Check = (value, site) => {
    if (site.report.unknown(value)) return;
    if (isExpression(value)) one(value, site);
    else if (typeof value === "string") checkTerminated(value, site);
    else if (Array.isArray(value))
      for (const [index, item] of value.entries()) check(item, at(site, `[${index}]`));
    else if (isObject(value))
      for (const [name, item] of Object.entries(value)) check(item, at(site, `/${name}`));
  };
  return check;
}

function checkTerminated(value: string, site: Site): void {
  const trimmed = value.trim();
  if (trimmed.startsWith("{%") || trimmed.endsWith("%}")) {
    const message = `An expression starts with '{%' and ends with '%}', with nothing around them; ${quote(value)} stays text`;
    site.report.add("ERROR", "UNTERMINATED_EXPRESSION", message, site.location);
  }
}
