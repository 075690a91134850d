import { FORMATS } from "./formats";
import {
  equivalent,
  isMultiple,
  isObject,
  type JsonType,
  jsonText,
  numberOf,
  sameNumber,
  typeOf,
} from "./jsonTypes";
import { type Place, type Schema, schemasIn, type Validation } from "./schema";

interface Check {
  place: Place;
  value: unknown;
  problems: string[];
  validation: Validation;
}

interface Keyword {
  name: keyof Schema;
  /** The types of values that it is about; of all without. */
  types?: JsonType[];
  check: (check: Check) => void;
}

const ARRAY: JsonType[] = ["array"];
const NUMBER: JsonType[] = ["integer", "number"];
const OBJECT: JsonType[] = ["object"];
const TEXT: JsonType[] = ["string"];

/** A keyword whose problem is one message. */
function keyword<Name extends keyof Schema, Value>(
  name: Name,
  types: JsonType[] | undefined,
  problem: (value: Value, own: NonNullable<Schema[Name]>, check: Check) => string | false | undefined,
): Keyword {
  return {
    name,
    ...(types ? { types } : {}),
    check: (check) => {
      const message = problem(check.value as Value, check.place.schema[name]!, check);
      if (message) check.problems.push(message);
    },
  };
}

const satisfied = (schemas: Schema[], { place, value, validation }: Check) =>
  schemas.filter((schema) => validation.satisfies({ schema, document: place.document }, value)).length;

const characters = (text: string) => [...text].length;
const listed = (names: string[]) => JSON.stringify(names);

/** In the order in which json-schema-validator checks them, with its messages. */
export const KEYWORDS: readonly Keyword[] = [
  keyword("additionalItems", ARRAY, (value: unknown[], own, { place: { schema } }) => {
    const allowed = Array.isArray(schema.items) ? schema.items.length : undefined;
    return (
      own === false &&
      allowed !== undefined &&
      value.length > allowed &&
      `schema only allows ${allowed} elements in array but instance has ${value.length} elements`
    );
  }),
  keyword("additionalProperties", OBJECT, (value: object, own, { place: { schema } }) => {
    if (own !== false) return;
    const patterns = Object.keys(schema.patternProperties ?? {}).map((pattern) => new RegExp(pattern));
    const more = Object.keys(value)
      .filter(
        (name) => !Object.hasOwn(schema.properties ?? {}, name) && !patterns.some((own) => own.test(name)),
      )
      .sort();
    return (
      more.length > 0 && `object instance has properties which are not allowed by the schema: ${listed(more)}`
    );
  }),
  keyword("allOf", undefined, (_, own, check) => {
    const matched = satisfied(own, check);
    return (
      matched < own.length &&
      `instance failed to match all required schemas (matched only ${matched} out of ${own.length})`
    );
  }),
  keyword(
    "anyOf",
    undefined,
    (_, own, check) =>
      satisfied(own, check) === 0 &&
      `instance failed to match at least one required schema among ${own.length}`,
  ),
  { name: "dependencies", types: OBJECT, check: checkDependencies },
  keyword(
    "enum",
    undefined,
    (value, own) =>
      !own.some((allowed) => equivalent(allowed, value)) &&
      `instance value (${jsonText(value)}) not found in enum (possible values: ${jsonText(own)})`,
  ),
  keyword("maximum", NUMBER, (value, own, { place: { schema } }) => {
    if (numberOf(value) > own) {
      return `numeric instance is greater than the required maximum (maximum: ${jsonText(own)}, found: ${jsonText(value)})`;
    }
    const isLimit = schema.exclusiveMaximum && sameNumber(value, own);
    return isLimit && `numeric instance is not strictly lower than the required maximum ${jsonText(own)}`;
  }),
  keyword(
    "maxItems",
    ARRAY,
    (value: unknown[], own) =>
      value.length > own &&
      `array is too long: must have at most ${own} elements but instance has ${value.length} elements`,
  ),
  keyword(
    "maxLength",
    TEXT,
    (value: string, own) =>
      characters(value) > own &&
      `string "${value}" is too long (length: ${characters(value)}, maximum allowed: ${own})`,
  ),
  keyword("maxProperties", OBJECT, (value: object, own) => {
    const found = Object.keys(value).length;
    return (
      found > own && `object has too many properties (found ${found} but schema requires at most ${own})`
    );
  }),
  keyword("minimum", NUMBER, (value, own, { place: { schema } }) => {
    if (numberOf(value) < own) {
      return `numeric instance is lower than the required minimum (minimum: ${jsonText(own)}, found: ${jsonText(value)})`;
    }
    const isLimit = schema.exclusiveMinimum && sameNumber(value, own);
    return isLimit && `numeric instance is not strictly greater than the required minimum ${jsonText(own)}`;
  }),
  keyword(
    "minItems",
    ARRAY,
    (value: unknown[], own) =>
      value.length < own &&
      `array is too short: must have at least ${own} elements but instance has ${value.length} elements`,
  ),
  keyword(
    "minLength",
    TEXT,
    (value: string, own) =>
      characters(value) < own &&
      `string "${value}" is too short (length: ${characters(value)}, required minimum: ${own})`,
  ),
  keyword("minProperties", OBJECT, (value: object, own) => {
    const found = Object.keys(value).length;
    return (
      found < own && `object has too few properties (found ${found} but schema requires at least ${own})`
    );
  }),
  keyword(
    "multipleOf",
    NUMBER,
    (value, own) =>
      !isMultiple(numberOf(value), own) &&
      `remainder of division is not zero (${jsonText(value)} / ${jsonText(own)})`,
  ),
  keyword(
    "not",
    undefined,
    (_, own, check) => satisfied([own], check) > 0 && "instance matched a schema which it should not have",
  ),
  keyword("oneOf", undefined, (_, own, check) => {
    const matched = satisfied(own, check);
    return (
      matched !== 1 && `instance failed to match exactly one schema (matched ${matched} out of ${own.length})`
    );
  }),
  keyword(
    "pattern",
    TEXT,
    (value: string, own) =>
      !new RegExp(own).test(value) && `ECMA 262 regex "${own}" does not match input string "${value}"`,
  ),
  keyword("required", OBJECT, (value: object, own) => {
    const missing = own.filter((name) => !Object.hasOwn(value, name)).sort();
    return missing.length > 0 && `object has missing required properties (${listed(missing)})`;
  }),
  {
    name: "type",
    check: ({ place, value, problems }) => {
      const own = [place.schema.type!].flat();
      // A number may be an integer.
      const allowed = [...new Set(own.includes("number") ? [...own, "integer"] : own)].sort();
      const type = typeOf(value);
      if (allowed.includes(type)) return;
      problems.push(
        `instance type (${type}) does not match any allowed primitive type (allowed: ${listed(allowed)})`,
      );
    },
  },
  keyword(
    "uniqueItems",
    ARRAY,
    (value: unknown[], own) =>
      own &&
      value.some((item, index) => value.findIndex((other) => equivalent(item, other)) < index) &&
      "array must not contain duplicate elements",
  ),
  keyword("format", TEXT, (value: string, own) => FORMATS.get(own)?.(value)),
];

function checkDependencies({ place, value, problems, validation }: Check): void {
  const { schema, document } = place;
  if (!isObject(value)) return;
  for (const [property, needed] of Object.entries(schema.dependencies!)) {
    if (!Object.hasOwn(value, property)) continue;
    if (!Array.isArray(needed)) {
      validation.run({ schema: needed, document }, value, problems);
      continue;
    }
    const missing = needed.filter((name) => !Object.hasOwn(value, name));
    if (missing.length === 0) continue;
    problems.push(
      `property "${property}" of object has missing property dependencies (schema requires ${listed(needed)}; missing: ${listed(missing)})`,
    );
  }
}

/** Throws for a name in `patternProperties` that is no regular expression; the schema of schemas checks other patterns. */
export function checkPatterns(schema: Schema): void {
  for (const pattern of Object.keys(schema.patternProperties ?? {})) new RegExp(pattern);
  for (const member of schemasIn(schema)) checkPatterns(member);
}
