import { AwsError } from "../../aws/service";
import { errors } from "./errors";

export { withoutNulls } from "../inputShape";

/** What the API's model requires of a value. Lengths count the characters of a string or the members of a list. */
export type Constraint = { required?: boolean } & (
  | {
      kind: "string";
      min?: number;
      max?: number;
      enum?: readonly string[];
      pattern?: RegExp;
      /** The value does not appear in errors. */
      sensitive?: boolean;
      /** The length counts bytes of UTF-8. */
      bytes?: boolean;
    }
  | { kind: "integer" | "float"; min?: number; max?: number }
  | { kind: "boolean" }
  | { kind: "list"; member: Constraint; min?: number; max?: number }
  | { kind: "structure"; members: Record<string, Constraint> }
);

type StringConstraint = Extract<Constraint, { kind: "string" }>;

/**
 * Checks an input against the members of its operation, as AWS does before anything else. Throws
 * `SerializationException` for a value of the wrong type and one `ValidationException` for all violated constraints.
 */
export function checkInput(input: Record<string, unknown>, members: Record<string, Constraint>): void {
  const violations: string[] = [];
  checkMembers(input, members, "", violations);
  if (violations.length === 0) return;
  const count = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  throw errors.validation(`${count} detected: ${violations.join("; ")}`);
}

function checkMembers(
  value: Record<string, unknown>,
  members: Record<string, Constraint>,
  path: string,
  violations: string[],
): void {
  for (const [name, constraint] of Object.entries(members)) {
    check(value[name], constraint, path ? `${path}.${name}` : name, violations);
  }
}

function check(value: unknown, constraint: Constraint, path: string, violations: string[]): void {
  const violated = (text: string, shown: string | undefined) =>
    violations.push(
      `Value ${shown === undefined ? "" : `${shown} `}at '${path}' failed to satisfy constraint: ${text}`,
    );
  if (value === undefined || value === null) {
    if (constraint.required) violated("Member must not be null", "null");
    return;
  }
  switch (constraint.kind) {
    case "string": {
      const text = expectType(value, "string", "a String");
      const shown = constraint.sensitive ? undefined : `'${text}'`;
      for (const violation of stringViolations(text, constraint)) violated(violation, shown);
      return;
    }
    case "integer":
    case "float": {
      const number = expectType(value, "number", constraint.kind === "integer" ? "an Integer" : "a Float");
      for (const violation of rangeViolations(number, constraint, "value"))
        violated(violation, `'${number}'`);
      return;
    }
    case "boolean":
      expectType(value, "boolean", "a Boolean");
      return;
    case "list": {
      if (!Array.isArray(value)) throw notConvertible(value, "a List");
      for (const violation of rangeViolations(value.length, constraint, "length")) {
        violated(violation, `'${JSON.stringify(value)}'`);
      }
      value.forEach((member, index) => {
        check(member, { ...constraint.member, required: true }, `${path}.${index + 1}.member`, violations);
      });
      return;
    }
    case "structure":
      if (typeof value !== "object" || Array.isArray(value)) throw notConvertible(value, "a Structure");
      checkMembers(value as Record<string, unknown>, constraint.members, path, violations);
  }
}

function* stringViolations(text: string, constraint: StringConstraint): Generator<string> {
  if (constraint.enum && !constraint.enum.includes(text)) {
    yield `Member must satisfy enum value set: [${constraint.enum.join(", ")}]`;
  }
  yield* rangeViolations(constraint.bytes ? Buffer.byteLength(text) : text.length, constraint, "length");
  if (constraint.pattern && !constraint.pattern.test(text)) {
    yield `Member must satisfy regular expression pattern: ${constraint.pattern.source}`;
  }
}

function* rangeViolations(
  size: number,
  { min, max }: { min?: number; max?: number },
  what: "length" | "value",
): Generator<string> {
  if (min !== undefined && size < min) yield `Member must have ${what} greater than or equal to ${min}`;
  if (max !== undefined && size > max) yield `Member must have ${what} less than or equal to ${max}`;
}

interface Types {
  string: string;
  number: number;
  boolean: boolean;
}

function expectType<T extends keyof Types>(value: unknown, type: T, target: string): Types[T] {
  const matches = typeof value === type && (target !== "an Integer" || Number.isInteger(value));
  if (!matches) throw notConvertible(value, target);
  return value as Types[T];
}

const TOKENS: Record<string, string> = {
  string: "STRING_VALUE",
  number: "NUMBER_VALUE",
  object: "START_OBJECT",
};

function notConvertible(value: unknown, target: string): AwsError {
  const token = Array.isArray(value)
    ? "START_ARRAY"
    : typeof value === "boolean"
      ? `${String(value).toUpperCase()}_VALUE`
      : (TOKENS[typeof value] ?? "VALUE");
  return new AwsError("SerializationException", `${token} can not be converted to ${target}`);
}
