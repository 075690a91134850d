import type { Resource } from "../program/evaluation";

/** What an attribute of a query API contains. */
export type AttributeKind = "text" | "number" | "flag" | "json";

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads the properties of an evaluated resource by the types that its class in `@pulumi/aws` gives them. A value of another
 * type is an error, which names the resource, the property, the value and what is allowed. Null and empty text count as
 * absent, except in maps.
 */
export class Properties {
  private constructor(
    private readonly values: Values,
    /** The resource, and the path to the object where the values are: `aws:sqs/queue:Queue 'jobs': tags.`. */
    private readonly path: string,
  ) {}

  /** The resource's outputs: what the program gave, and what the provider assigned. */
  static of(resource: Resource): Properties {
    const { id, inputs, outputs } = resource;
    return new Properties({ ...inputs, ...outputs, id }, pathOf(resource));
  }

  /** The resource's inputs: what the program gave. */
  static inputsOf(resource: Resource): Properties {
    return new Properties(resource.inputs, pathOf(resource));
  }

  has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  /** The value as it is, such as an asset; undefined if it is absent. */
  value(key: string): unknown {
    const value = this.values[key];
    return value === null || value === "" ? undefined : value;
  }

  text(key: string): string {
    const value = this.values[key];
    return typeof value === "string" ? value : this.fail(key, "text", value);
  }

  optionalText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[], fallback?: T): T {
    const value = this.value(key) ?? fallback;
    const found = allowed.find((one) => one === value);
    return found ?? this.fail(key, `one of ${allowed.join(", ")}`, value);
  }

  flag(key: string, fallback = false): boolean {
    return this.optionalFlag(key) ?? fallback;
  }

  optionalFlag(key: string): boolean | undefined {
    return this.has(key) ? this.asFlag(key, this.values[key]) : undefined;
  }

  /** A number, or the text of one. */
  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const number = typeof value === "string" ? Number(value) : value;
    return typeof number === "number" && !Number.isNaN(number) ? number : this.fail(key, "a number", value);
  }

  /** The list; empty if it is absent. */
  texts(key: string): string[] {
    return this.list(key).map((value, index) =>
      typeof value === "string" ? value : this.fail(`${key}[${index}]`, "text", value),
    );
  }

  /** The objects of a list. One object counts as a list of one, since the provider's versions differ in that. */
  items(key: string): Properties[] {
    const value = this.value(key);
    const values = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return values.map((item, index) => this.object(Array.isArray(value) ? `${key}[${index}]` : key, item));
  }

  /** An object, or a list of one, that must be there. */
  required(key: string): Properties {
    return this.nested(key) ?? this.fail(key, "an object", this.values[key]);
  }

  /** An object, or a list of one. */
  nested(key: string): Properties | undefined {
    return this.items(key)[0];
  }

  /** A map of texts; empty if it is absent. */
  textMap(key: string): Record<string, string> {
    return this.map(key, (path, value) =>
      typeof value === "object" ? this.fail(path, "text", value) : String(value),
    );
  }

  /** A map of flags; empty if it is absent. */
  flagMap(key: string): Record<string, boolean> {
    return this.map(key, (path, value) => this.asFlag(path, value));
  }

  /** A map of numbers; empty if it is absent. */
  numberMap(key: string): Record<string, number> {
    return this.map(key, (path, value) =>
      typeof value === "number" ? value : this.fail(path, "a number", value),
    );
  }

  /** What JSON text contains. An object is returned as it is. */
  json<T>(key: string): T {
    const value = this.values[key];
    if (typeof value === "object" && value !== null) return value as T;
    try {
      return JSON.parse(this.text(key)) as T;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new Error(`${this.path}${key} is not JSON: ${error.message}`, { cause: error });
    }
  }

  /** The value as a query API takes an attribute: as text, objects and lists as JSON. Empty text stays as it is. */
  attribute(key: string, kind: AttributeKind): string | undefined {
    const value = this.values[key];
    if (value === undefined || value === null) return undefined;
    if (value === "") return "";
    if (kind === "number") this.number(key);
    if (kind === "flag") this.flag(key);
    if (typeof value !== "object") return String(value);
    return kind === "json" ? JSON.stringify(value) : this.fail(key, "text", value);
  }

  private list(key: string): unknown[] {
    const value = this.value(key) ?? [];
    return Array.isArray(value) ? value : this.fail(key, "a list", value);
  }

  private map<T>(key: string, read: (path: string, value: unknown) => T): Record<string, T> {
    const value = this.value(key) ?? {};
    if (!isObject(value)) return this.fail(key, "an object", value);
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) =>
        member === undefined ? [] : [[name, read(`${key}.${name}`, member)]],
      ),
    );
  }

  private object(path: string, value: unknown): Properties {
    return isObject(value)
      ? new Properties(value, `${this.path}${path}.`)
      : this.fail(path, "an object", value);
  }

  private asFlag(path: string, value: unknown): boolean {
    if (value === true || value === "true") return true;
    return value === false || value === "false" ? false : this.fail(path, "true or false", value);
  }

  private fail(path: string, allowed: string, value: unknown): never {
    throw new Error(`${this.path}${path} must be ${allowed}; given: ${JSON.stringify(value)}`);
  }
}

/** A text property of a resource. */
export const text = (resource: Resource, key: string): string => Properties.of(resource).text(key);

/** The JSON that the program gave as a property of a resource. */
export const json = <T>(resource: Resource, key: string): T => Properties.inputsOf(resource).json<T>(key);

const pathOf = ({ type, name }: Resource) => `${type} '${name}': `;

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
