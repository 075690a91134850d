/** A JSON schema of draft 4; what it lacks is ignored. */
export interface Schema {
  $ref?: string;
  additionalItems?: boolean | Schema;
  additionalProperties?: boolean | Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
  dependencies?: Record<string, string[] | Schema>;
  enum?: unknown[];
  exclusiveMaximum?: boolean;
  exclusiveMinimum?: boolean;
  format?: string;
  items?: Schema | Schema[];
  maximum?: number;
  maxItems?: number;
  maxLength?: number;
  maxProperties?: number;
  minimum?: number;
  minItems?: number;
  minLength?: number;
  minProperties?: number;
  multipleOf?: number;
  not?: Schema;
  oneOf?: Schema[];
  pattern?: string;
  patternProperties?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  required?: string[];
  type?: string | string[];
  uniqueItems?: boolean;
}

/** What may be a schema within a schema, or contains some; the values of an `enum` are none. */
export function schemasIn(schema: Schema): Schema[] {
  return Object.entries(schema).flatMap(([name, member]: [string, unknown]) =>
    typeof member === "object" && member !== null && name !== "enum" && name !== "default"
      ? [member as Schema]
      : [],
  );
}

/** The validation of one value, and of what is in it. */
export interface Validation {
  run(at: Place, value: unknown, problems: string[]): void;
  /** Whether a value satisfies the schema: its problems are not reported. */
  satisfies(at: Place, value: unknown): boolean;
}

/** A schema in one of the documents. */
export interface Place {
  schema: Schema;
  /** The document that its references are relative to. */
  document: string;
}
