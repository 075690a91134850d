import type { QueryLanguage } from "../walk";
import { at, fail, isObject, quote, type Site } from "./site";

/** One rule about a value; it reports what is wrong to the site. */
export type Check = (value: unknown, site: Site) => void;

export interface FieldSpec {
  check: Check;
  required?: boolean;
  /** The one query language that has this field; both have it if not given. */
  language?: QueryLanguage;
}

/** The fields of an object: everything else is rejected. */
export interface ObjectSpec {
  fields: Record<string, FieldSpec>;
  /** Of each group, at most one field may be given. */
  exclusive?: readonly (readonly string[])[];
  /** Of each group, at least one field must be given. */
  oneOf?: readonly (readonly string[])[];
}

/** Runs a rule, unless the value is not known yet. */
export function run(check: Check, value: unknown, site: Site): void {
  if (!site.report.unknown(value)) check(value, site);
}

/** Every rule in turn. */
export function all(...checks: Check[]): Check {
  return (value, site) => {
    for (const check of checks) check(value, site);
  };
}

/** One rule for JSONPath states and another for JSONata states. */
export function inLanguage(jsonPath: Check, jsonata: Check): Check {
  return (value, site) => (site.language === "JSONPath" ? jsonPath : jsonata)(value, site);
}

export const anything: Check = () => {};

/** An object with exactly the fields of the table. */
export function object(spec: ObjectSpec): Check {
  return (value, site) => {
    if (!isObject(value)) return fail(site, `Expected value of type Object, got ${quote(value)}`);
    checkPresence(value, spec, site);
    for (const [name, field] of Object.entries(value)) {
      if (field === undefined) continue;
      const known = Object.hasOwn(spec.fields, name) ? spec.fields[name] : undefined;
      if (!known) fail(site, `Field '${name}' is not supported`);
      else if (known.language && known.language !== site.language)
        fail(site, wrongLanguage(name, known.language, site));
      else run(known.check, field, at(site, `/${name}`));
    }
  };
}

function checkPresence(value: Record<string, unknown>, spec: ObjectSpec, site: Site): void {
  const given = (name: string): boolean => value[name] !== undefined;
  const missing = Object.entries(spec.fields)
    .filter(
      ([name, field]) =>
        field.required && (field.language ?? site.language) === site.language && !given(name),
    )
    .map(([name]) => name);
  if (missing.length > 0) fail(site, `These fields are required: [${missing.join(", ")}]`);
  for (const group of spec.exclusive ?? []) {
    const both = group.filter(given);
    if (both.length > 1) fail(site, `There should only be one of the following fields: [${both.join(", ")}]`);
  }
  for (const group of spec.oneOf ?? []) {
    const usable = group.filter((name) => (spec.fields[name]?.language ?? site.language) === site.language);
    if (!group.some(given)) fail(site, `One of these fields is required: [${usable.join(", ")}]`);
  }
}

function wrongLanguage(name: string, language: QueryLanguage, site: Site): string {
  return `The QueryLanguage is set to '${site.language}', but field '${name}' is only supported for the '${language}' QueryLanguage`;
}

/** An array whose items each satisfy the rule. */
export function list(check: Check, { nonEmpty = false } = {}): Check {
  return (value, site) => {
    if (!Array.isArray(value)) return fail(site, `Expected value of type Array, got ${quote(value)}`);
    if (nonEmpty && value.length === 0) fail(site, "Array must not be empty");
    for (const [index, item] of value.entries()) run(check, item, at(site, `[${index}]`));
  };
}
