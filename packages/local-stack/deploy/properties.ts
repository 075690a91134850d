import type { Resource } from "../program/evaluation";

/** The properties of an evaluated resource, read by the type that its class in `@pulumi/aws` gives them. */
export class Properties {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  /** What the provider assigned, over what the program gave. */
  static of({ id, inputs, outputs }: Resource): Properties {
    return new Properties({ ...inputs, ...outputs, id });
  }

  /** The text, or the empty one. */
  text(key: string): string {
    return this.optional(key) ?? "";
  }

  optional(key: string): string | undefined {
    const value = this.values[key];
    return value === undefined || value === null || value === "" ? undefined : String(value);
  }

  flag(key: string, fallback = false): boolean {
    const value = this.values[key];
    return value === undefined || value === null ? fallback : value === true || value === "true";
  }

  number(key: string): number | undefined {
    const value = this.optional(key);
    return value === undefined ? undefined : Number(value);
  }

  list(key: string): unknown[] {
    const value = this.values[key];
    return Array.isArray(value) ? value : [];
  }

  /** The properties of each member of a list. */
  items(key: string): Properties[] {
    return this.list(key).map((item) => new Properties(item as Record<string, unknown>));
  }

  nested(key: string): Properties | undefined {
    const value = this.values[key];
    return isRecord(value) ? new Properties(value) : undefined;
  }

  /** A map of texts. */
  texts(key: string): Map<string, string> {
    const value = this.values[key];
    return new Map(isRecord(value) ? Object.entries(value).map(([name, text]) => [name, String(text)]) : []);
  }

  /** A map of flags. */
  flags(key: string): Map<string, boolean> {
    return new Map([...this.texts(key)].map(([name, text]) => [name, text === "true"]));
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
