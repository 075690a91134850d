/**
 * A value in a template. JSON objects are `Map`s, and methods of tools are looked up by name, so that no template can
 * reach a JavaScript object, its prototype or its constructor.
 */
export type Value = null | undefined | boolean | number | string | Value[] | ValueMap | Tool;

export type ValueMap = Map<string, Value>;

/** An object that the host gives to templates: `$input`, `$util`. */
export class Tool {
  constructor(
    private readonly methods: Readonly<Record<string, (...args: Value[]) => Value>>,
    private readonly properties: Readonly<Record<string, Value>> = {},
  ) {}

  property(name: string): Value {
    return Object.hasOwn(this.properties, name) ? this.properties[name] : undefined;
  }

  /** Throws {@link UnknownMethod}. */
  call(name: string, args: Value[]): Value {
    const method = Object.hasOwn(this.methods, name) ? this.methods[name] : undefined;
    if (!method) throw new UnknownMethod(name);
    return method(...args);
  }
}

/** The value does not have the method: Velocity then prints the source of the reference. */
export class UnknownMethod extends Error {
  override readonly name = "UnknownMethod";
  constructor(method: string) {
    super(`There is no method ${method}()`);
  }
}

/** A JSON value as a template sees it. */
export function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === "object" && json !== null) {
    return new Map(Object.entries(json).map(([key, member]) => [key, fromJson(member)]));
  }
  return json as Value;
}

/** The value as JSON text; a tool is `null`. */
export function toJson(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${toJson(member)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  return value instanceof Tool || value === undefined ? "null" : JSON.stringify(value);
}

/** The text that Java's `toString()` returns: `{a=1, b=[x, y]}`. */
export function toText(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${key}=${toText(member)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(toText).join(", ")}]`;
  if (value instanceof Tool) return "";
  return value === undefined ? "null" : String(value);
}

/** In Velocity everything except `null` and `false` is true, also empty text and 0. */
export const isTrue = (value: Value): boolean => value !== null && value !== undefined && value !== false;
