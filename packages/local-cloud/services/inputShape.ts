import { AwsError } from "../aws/service";

/** The type of an input's member in a service's API: its name, or its contents. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  /** Text with base64, or bytes. */
  | "blob"
  /** Not looked at. */
  | "any"
  | { list: Shape }
  | { map: Shape }
  | Structure
  /** A shape that holds itself. */
  | (() => Shape);

export interface Structure {
  /** Other members are ignored, as on AWS. */
  members: Readonly<Record<string, Shape>>;
  required?: readonly string[];
}

/** A service's names for the errors. */
export interface Codes {
  wrongType: string;
  missing: string;
}

const DEFAULT_CODES: Codes = { wrongType: "SerializationException", missing: "MissingParameter" };

export const list = (member: Shape): Shape => ({ list: member });
export const map = (value: Shape): Shape => ({ map: value });
export const structure = (members: Structure["members"], ...required: string[]): Structure => ({
  members,
  required,
});

/**
 * Checks the types of an input before it is used. A member that is null counts as absent, but a list or map must not
 * contain null ({@link https://smithy.io/2.0/spec/aggregate-types.html}).
 *
 * @throws AwsError that gives the path of the wrong value
 */
export function checkShape(input: unknown, shape: Shape, codes: Codes = DEFAULT_CODES): void {
  check(input, shape, "", codes);
}

/** The input without the members that are null: AWS's JSON protocols treat them as absent. */
export function withoutNulls<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(withoutNulls) as T;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as T;
}

function check(value: unknown, shape: Shape, path: string, codes: Codes): void {
  if (typeof shape === "function") {
    check(value, shape(), path, codes);
    return;
  }
  const wrong = (wanted: string) =>
    new AwsError(
      codes.wrongType,
      `${kindOf(value)} at '${path || "input"}' can not be converted to ${wanted}`,
    );
  if (shape === "any") return;
  if (shape === "blob") {
    if (typeof value !== "string" && !(value instanceof Uint8Array)) throw wrong("a Blob");
    return;
  }
  if (typeof shape === "string") {
    if (typeof value !== shape) throw wrong(NAMES[shape]);
    return;
  }
  const below = (name: string | number) => (path ? `${path}.${name}` : String(name));
  if ("list" in shape) {
    if (!Array.isArray(value)) throw wrong("a List");
    for (const [index, member] of value.entries()) check(member, shape.list, below(index + 1), codes);
    return;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong("map" in shape ? "a Map" : "a Structure");
  }
  if ("map" in shape) {
    for (const [name, member] of Object.entries(value)) check(member, shape.map, below(name), codes);
    return;
  }
  checkMembers(value as Record<string, unknown>, shape, below, codes);
}

function checkMembers(
  value: Record<string, unknown>,
  { members, required = [] }: Structure,
  below: (name: string) => string,
  codes: Codes,
): void {
  const isThere = (name: string) =>
    Object.hasOwn(value, name) && value[name] !== null && value[name] !== undefined;
  const missing = required.find((name) => !isThere(name));
  if (missing !== undefined) {
    throw new AwsError(codes.missing, `The request must contain the parameter ${below(missing)}.`);
  }
  for (const [name, member] of Object.entries(members)) {
    if (isThere(name)) check(value[name], member, below(name), codes);
  }
}

const NAMES = { string: "a String", number: "a Number", boolean: "a Boolean" } as const;

function kindOf(value: unknown): string {
  if (value === null) return "NULL_VALUE";
  if (Array.isArray(value)) return "START_ARRAY";
  return (
    { string: "STRING_VALUE", number: "NUMBER_VALUE", object: "START_OBJECT" }[typeof value as string] ??
    `${String(value).toUpperCase()}_VALUE`
  );
}
