import {
  type IntrinsicArgument,
  type IntrinsicCall,
  type PathSelector,
  parseSelector,
} from "../intrinsics/parse";
import { signatureOf } from "../intrinsics/signatures";
import { jsonPath, variableOf } from "./paths";
import type { Check } from "./schema";
import { at, fail, isObject, quote, type Site } from "./site";
import { warnOfSurprises } from "./surprises";

/** A path or a call of an intrinsic function; `undefined` for other text. */
function readSelector(text: string): PathSelector | IntrinsicCall | undefined {
  try {
    return parseSelector(text);
  } catch {
    return undefined;
  }
}

function pathsIn(argument: IntrinsicArgument): PathSelector[] {
  if (argument.kind === "call") return argument.args.flatMap(pathsIn);
  return argument.kind === "path" ? [argument] : [];
}

/** The variables that a path or a call of an intrinsic function reads; none if the text is neither. */
export function selectorVariables(text: string): string[] {
  const selector = readSelector(text);
  return selector ? pathsIn(selector).flatMap(({ path }) => variableOf(path) ?? []) : [];
}

/** Checks a string that must be a path or a call of an intrinsic function. */
function checkSelector(value: unknown, field: string, site: Site): void {
  const selector = typeof value === "string" ? readSelector(value) : undefined;
  if (selector) warnOfPaths(selector, site);
  else
    fail(
      site,
      `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`,
    );
}

function warnOfPaths(selector: IntrinsicArgument, site: Site): void {
  for (const { text, path } of pathsIn(selector)) warnOfSurprises(path, text, site);
}

/**
 * A JSONPath payload template: any JSON, in which a field named `x.$` takes its value from a path or an intrinsic
 * function ({@link https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html}).
 */
export const payloadTemplate: Check = (value, site) => {
  if (site.report.unknown(value)) return;
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) payloadTemplate(item, at(site, `[${index}]`));
  if (!isObject(value)) return;
  for (const [name, item] of Object.entries(value)) {
    if (site.report.unknown(item)) continue;
    if (!name.endsWith(".$")) {
      payloadTemplate(item, at(site, `/${name}`));
      if (looksLikeSelector(item)) {
        const message = `The field '${name}' has the value ${quote(item)}, which looks like a JSONPath or an intrinsic function, but its name does not end with '.$'`;
        site.report.add("WARNING", "NO_DOLLAR", message, at(site, `/${name}`).location);
      }
    } else checkSelector(item, name, site);
  }
};

/** The static result of a Pass state: nothing in it is evaluated. */
export const staticResult: Check = (value, site) => {
  if (site.report.unknown(value)) return;
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) staticResult(item, at(site, `[${index}]`));
  else if (isObject(value))
    for (const [name, item] of Object.entries(value)) staticResult(item, at(site, `/${name}`));
  else if (looksLikeSelector(value)) {
    const message = `The Result of a Pass state is static: ${quote(value)} is not evaluated. Use Parameters`;
    site.report.add("WARNING", "PASS_RESULT_IS_STATIC", message, site.location);
  }
};

/** A plain string; a warning if it looks like a path, which would have to be given in `<field>Path`. */
export const plainText: Check = (value, site) => {
  if (typeof value !== "string") return fail(site, `Expected value of type String, got ${quote(value)}`);
  if (site.language === "JSONPath" && looksLikeSelector(value)) {
    const message = `${quote(value)} looks like a path, but the field's name does not end with 'Path'`;
    site.report.add("WARNING", "NO_PATH", message, site.location);
  }
};

function looksLikeSelector(value: unknown): boolean {
  return (
    typeof value === "string" && /^(\$\$?[.[]|States\.\w+\()/.test(value) && readSelector(value) !== undefined
  );
}

/** `ErrorPath` and `CausePath`: a path, or an intrinsic function whose result is a string. */
export const textSelector: Check = (value, site) => {
  const selector = typeof value === "string" ? readSelector(value) : undefined;
  if (selector?.kind !== "call") return jsonPath(value, site);
  warnOfPaths(selector, site);
  if (!signatureOf(selector.name).text)
    fail(site, "Value must be a valid JSONPath or an intrinsic function call that returns a string");
};

const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;

/**
 * The names on the left of an Assign: Unicode identifiers of at most 80 characters, not the reserved `states`
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html}).
 */
export const assignedNames: Check = (value, site) => {
  if (!isObject(value)) return fail(site, `Expected value of type Object, got ${quote(value)}`);
  for (const field of Object.keys(value)) {
    const name = site.language === "JSONPath" && field.endsWith(".$") ? field.slice(0, -2) : field;
    if (name === "states") fail(site, "The variable name 'states' is reserved");
    else if (!variableName.test(name) || name.length > 80) {
      fail(
        site,
        `'${name}' is not a valid variable name: a letter or '_', then letters, digits or '_', at most 80 in all`,
      );
    }
  }
};
