export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const member = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/**
 * The object with the member `a.b` as the member `b` of `a`: patterns and events are compared by path, so that
 * `{"a.b": 1}` and `{"a": {"b": 1}}` are the same.
 */
export function nested(object: JsonObject): JsonObject {
  if (!Object.keys(object).some((name) => name.includes("."))) return object;
  const members = new Map<string, Json>();
  for (const [path, value] of Object.entries(object)) {
    const dot = path.indexOf(".");
    const name = dot < 0 ? path : path.slice(0, dot);
    const wanted = dot < 0 ? value : { [path.slice(dot + 1)]: value };
    const before = members.get(name);
    members.set(name, before === undefined ? wanted : merged(before, wanted));
  }
  return Object.fromEntries(members);
}

const merged = (a: Json, b: Json): Json => (isObject(a) && isObject(b) ? { ...a, ...b } : [a, b].flat());
