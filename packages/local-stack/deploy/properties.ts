import type { asset } from "@pulumi/pulumi";
import type { Resource } from "../program/evaluation";

/** What an attribute of a query API contains. */
export type AttributeKind = "text" | "number" | "flag" | "json";

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads the properties of an evaluated resource by the types that its class in `@pulumi/aws` gives them. As the provider does,
 * it converts between text and numbers or flags, and counts null, and empty text outside of maps, as absent
 * ({@link https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfshim/sdk-v2/cty.go}). A value of another type is an
 * error, which names the property, the value and what is allowed.
 */
export class Properties {
  private constructor(
    private readonly values: Values,
    /** Where the values are: `environment.`, or nothing for those of the resource itself. */
    private readonly path: string,
    /** The paths of the values that are secrets. */
    private readonly secrets: readonly string[],
  ) {}

  /** The resource's outputs: what the program gave, and what the provider assigned. */
  static of(resource: Resource): Properties {
    const { id, inputs, outputs, secretInputs } = resource;
    return new Properties({ ...inputs, ...outputs, id }, "", secretInputs);
  }

  /** The resource's inputs: what the program gave. */
  static inputsOf(resource: Resource): Properties {
    return new Properties(resource.inputs, "", resource.secretInputs);
  }

  /** The names of all properties. */
  keys(): string[] {
    return Object.keys(this.values);
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
    return this.asText(key, this.values[key]);
  }

  optionalText(key: string): string | undefined {
    return this.has(key) ? this.text(key) : undefined;
  }

  /** A file's contents, or other data that Pulumi transfers. `allowed` says which, in an error. */
  asset<T extends asset.Asset | asset.Archive>(
    key: string,
    allowed: string,
    isAllowed: (value: unknown) => value is T,
  ): T {
    const value = this.value(key);
    return isAllowed(value) ? value : this.fail(key, allowed, value);
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

  number(key: string): number | undefined {
    return this.has(key) ? this.asNumber(key, this.values[key]) : undefined;
  }

  /** The list; empty if it is absent. */
  texts(key: string): string[] {
    return this.list(key).map((value, index) => this.asText(`${key}[${index}]`, value));
  }

  /** The objects of a list. One object counts as a list of one, since the provider's versions differ in that. */
  items(key: string): Properties[] {
    const value = this.value(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return [this.object(key, value, "a list of objects")];
    return value.map((item, index) => this.object(`${key}[${index}]`, item));
  }

  /** An object, or a list of one, that must be there. */
  required(key: string): Properties {
    return this.nested(key) ?? this.fail(key, "an object", undefined);
  }

  /** An object, or a list of one. */
  nested(key: string): Properties | undefined {
    const value = this.value(key);
    if (Array.isArray(value)) return this.items(key)[0];
    return value === undefined ? undefined : this.object(key, value);
  }

  /** A map of texts; empty if it is absent. */
  textMap(key: string): Record<string, string> {
    return this.map(key, (path, value) => this.asText(path, value));
  }

  /** A map of flags; empty if it is absent. */
  flagMap(key: string): Record<string, boolean> {
    return this.map(key, (path, value) => this.asFlag(path, value));
  }

  /** A map of numbers; empty if it is absent. */
  numberMap(key: string): Record<string, number> {
    return this.map(key, (path, value) => this.asNumber(path, value));
  }

  /** What JSON text contains. An object is returned as it is. */
  json<T>(key: string): T {
    const value = this.values[key];
    if (typeof value === "object" && value !== null) return value as T;
    try {
      return JSON.parse(this.text(key)) as T;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return this.fail(key, "JSON", value);
    }
  }

  /** The object that JSON text contains. */
  document(key: string): Properties {
    return this.object(key, this.json(key));
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
        member === undefined || member === null ? [] : [[name, read(`${key}.${name}`, member)]],
      ),
    );
  }

  private object(path: string, value: unknown, allowed = "an object"): Properties {
    return isObject(value)
      ? new Properties(value, `${this.path}${path}.`, this.secrets)
      : this.fail(path, allowed, value);
  }

  private asText(path: string, value: unknown): string {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return typeof value === "string" ? value : this.fail(path, "text", value);
  }

  private asFlag(path: string, value: unknown): boolean {
    if (value === true || value === "true" || value === "1") return true;
    return value === false || value === "false" || value === "0"
      ? false
      : this.fail(path, "true or false", value);
  }

  private asNumber(path: string, value: unknown): number {
    const number = typeof value === "string" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number)
      ? number
      : this.fail(path, "a number", value);
  }

  private fail(path: string, allowed: string, value: unknown): never {
    const place = `${this.path}${path}`;
    const found = value === undefined || value === null ? "missing" : this.shown(place, value);
    throw new Error(`${place} is ${found}; allowed: ${allowed}`);
  }

  /** A value as an error shows it: cut where it is long, and not at all if it is or contains a secret. */
  private shown(place: string, value: unknown): string {
    const isSecret = this.secrets.some((secret) => isWithin(secret, place) || isWithin(place, secret));
    if (isSecret) return "[secret]";
    const json = typeof value === "string" ? `'${value}'` : JSON.stringify(value);
    return json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}…` : json;
  }
}

const MAX_SHOWN = 100;

/** Whether a path is another one, or leads to a member of what is there. */
const isWithin = (path: string, other: string) =>
  path.startsWith(other) && /^[.[]|^$/.test(path.slice(other.length));

/** A text property of a resource. */
export const text = (resource: Resource, key: string): string => Properties.of(resource).text(key);

/** The JSON that the program gave as a property of a resource. */
export const json = <T>(resource: Resource, key: string): T => Properties.inputsOf(resource).json<T>(key);

const isObject = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);
