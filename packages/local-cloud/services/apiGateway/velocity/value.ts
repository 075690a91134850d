import { javaDouble } from "./javaDouble";

/**
 * A value in a template: an integer of Java, of any size, is a `bigint`, a floating-point number a `number`. JSON objects are
 * `Map`s, and methods of tools are looked up by name, so that no template can reach a JavaScript object, its prototype or
 * its constructor.
 */
export type Value = null | undefined | boolean | bigint | number | string | Value[] | ValueMap | Tool;

export type ValueMap = Map<Value, Value>;

/** An object that the host gives to templates: `$input`, `$util`, `$foreach`. */
export class Tool {
  constructor(
    private readonly methods: Readonly<Record<string, (...args: Value[]) => Value>>,
    private readonly properties: Readonly<Record<string, Value>> = {},
    /** How it is printed; null as if it had no value. */
    readonly print: () => string | null = () => "",
  ) {}

  property(name: string): Value {
    if (Object.hasOwn(this.properties, name)) return this.properties[name];
    const getter = getters(name).find((candidate) => Object.hasOwn(this.methods, candidate));
    return getter === undefined ? undefined : this.call(getter, []);
  }

  /** A property that a template assigns is dropped. */
  assign(_name: string, _value: Value): void {}

  /** Throws {@link UnknownMethod}. */
  call(name: string, args: Value[]): Value {
    const method = Object.hasOwn(this.methods, name) ? this.methods[name] : undefined;
    if (!method) throw new UnknownMethod(name);
    return method(...args);
  }
}

/** The methods that read a property: `getKey`, `isEmpty`. */
export function getters(property: string): string[] {
  const capitalized = property.charAt(0).toUpperCase() + property.slice(1);
  return [`get${property}`, `get${capitalized}`, `is${property}`, `is${capitalized}`];
}

/** The value does not have the method: for Velocity the reference has no value. */
export class UnknownMethod extends Error {
  override readonly name = "UnknownMethod";
  constructor(method: string) {
    super(`There is no method ${method}()`);
  }
}

/** A template that cannot be rendered, as where a method of Java would throw. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** A floating-point number of a JSON document that is whole, `5.0`: JavaScript does not tell it from `5`. */
export class WholeDouble extends Number {}

/** A list of `$input.path` or `$util.parseJson`, which API Gateway prints as JSON, and within a map, too. */
class JsonList extends Array<Value> {
  static override get [Symbol.species]() {
    return Array;
  }
}

/** {@link https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/apigateway/next_gen/execute_api/template_mapping.py} */
export const jsonList = (items: Value[]): Value[] => JsonList.from(items);

/** A JSON value as a template sees it. */
export function fromJson(json: unknown, list = (items: Value[]) => items): Value {
  if (Array.isArray(json)) return list(json.map((item) => fromJson(item, list)));
  if (json instanceof WholeDouble) return Number(json);
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : json;
  if (typeof json === "object" && json !== null) {
    return new Map(Object.entries(json).map(([key, member]) => [key, fromJson(member, list)]));
  }
  return json as Value;
}

/** The value as JSON text; a tool is `null`. */
export function toJson(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(toText(key))}:${toJson(member)}`).join(",")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return javaDouble(value);
  return value instanceof Tool || value === undefined ? "null" : JSON.stringify(value);
}

/** The text that Java's `toString()` returns: `{a=1, b=[x, y]}`. */
export function toText(value: Value): string {
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${toText(key)}=${toText(member)}`).join(", ")}}`;
  }
  if (value instanceof JsonList) return toJson(value);
  if (Array.isArray(value)) return `[${value.map(toText).join(", ")}]`;
  if (value instanceof Tool) return value.print() ?? "null";
  if (typeof value === "number") return javaDouble(value);
  return value === undefined ? "null" : String(value);
}

/** In Velocity everything except `null` and `false` is true, also empty text and 0. */
export const isTrue = (value: Value): boolean =>
  value !== null &&
  value !== undefined &&
  value !== false &&
  !(value instanceof Tool && value.print() === null);
