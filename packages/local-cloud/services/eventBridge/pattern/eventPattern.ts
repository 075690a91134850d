import { parseJson } from "../../../aws/parseJson";
import { invalidPattern } from "../errors";
import { type Condition, compileCondition } from "./condition";
import { isObject, type Json, type JsonObject, member, nested } from "./json";

/** Whether an event matches. */
export type EventPattern = (event: JsonObject) => boolean;

/** Names that cannot be a field's in an alternative of `$or`. */
const RESERVED = new Set([
  "anything-but",
  "cidr",
  "equals-ignore-case",
  "exactly",
  "exists",
  "numeric",
  "prefix",
  "suffix",
  "wildcard",
]);

/**
 * Reads an event pattern ({@link https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html}), with
 * the semantics of AWS's matcher ({@link https://github.com/aws/event-ruler}): the conditions on the fields of an object
 * in a list must hold for the same object.
 *
 * @throws AwsError `InvalidEventPatternException`
 */
export function parseEventPattern(text: string): EventPattern {
  let pattern: Json;
  try {
    pattern = parseJson(text) as Json;
  } catch (error) {
    throw invalidPattern((error as Error).message);
  }
  if (!isObject(pattern)) throw invalidPattern("Filter is not an object");
  const matches = compileObject(pattern, false);
  return (event) => matches(nested(event));
}

function compileObject(pattern: JsonObject, isAlternative: boolean): EventPattern {
  const fields = Object.entries(nested(pattern));
  if (fields.length === 0) throw invalidPattern("Empty objects are not allowed");
  const tests = fields.map(([name, wanted]) => compileField(name, wanted, isAlternative));
  return (object) => tests.every((test) => test(object));
}

function compileField(name: string, wanted: Json, isAlternative: boolean): EventPattern {
  if (name === "$or") return compileAlternatives(wanted);
  if (isAlternative && RESERVED.has(name)) {
    throw invalidPattern(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
  }
  if (Array.isArray(wanted)) {
    const conditions = compileConditions(wanted);
    return (object) => {
      const values = valuesOf(member(object, name));
      return conditions.some((condition) => condition(values));
    };
  }
  if (!isObject(wanted)) throw invalidPattern(`"${name}" must be an object or an array`);
  const matches = compileObject(wanted, isAlternative);
  return (object) => objectsOf(member(object, name)).some(matches);
}

function compileAlternatives(wanted: Json): EventPattern {
  if (!Array.isArray(wanted)) throw invalidPattern("It must be an Array followed with $or.");
  const alternatives = wanted.map((alternative) => {
    if (isObject(alternative)) return compileObject(alternative, true);
    throw invalidPattern("Only JSON object is allowed in array of $or relationship.");
  });
  if (alternatives.length < 2) {
    throw invalidPattern("There must have at least 2 Objects in $or relationship.");
  }
  return (object) => alternatives.some((matches) => matches(object));
}

function compileConditions(wanted: Json[]): Condition[] {
  if (wanted.length === 0) throw invalidPattern("Empty arrays are not allowed");
  return wanted.map(compileCondition);
}

/** The values of a field, of all elements of a list; objects are not values. */
function valuesOf(value: Json | undefined): Json[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(valuesOf) : [value];
}

/** The objects in a field; an empty one if there is none, since a field of it may be required to be absent. */
function objectsOf(value: Json | undefined): JsonObject[] {
  if (isObject(value)) return [nested(value)];
  const found = Array.isArray(value) ? value.filter((each) => isObject(each) || Array.isArray(each)) : [];
  return found.length > 0 ? found.flatMap(objectsOf) : [{}];
}
