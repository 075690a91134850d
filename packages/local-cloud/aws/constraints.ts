import { AwsError } from "./service";

/** The error of AWS's services for a member that its model does not allow. */
export const constraint = (value: unknown, member: string, must: string): AwsError =>
  new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must ${must}`,
  );

/** Throws `ValidationException` unless the value is absent or one of those allowed. */
export function checkEnum(value: unknown, member: string, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value as string)) return;
  throw constraint(value, member, `satisfy enum value set: [${allowed.join(", ")}]`);
}

/** Throws `ValidationException` unless the value is absent or a number in the range. */
export function checkRange(value: unknown, member: string, minimum: number, maximum: number): void {
  if (value === undefined || (Number(value) >= minimum && Number(value) <= maximum)) return;
  const bound =
    Number(value) > maximum ? `less than or equal to ${maximum}` : `greater than or equal to ${minimum}`;
  throw constraint(value, member, `have value ${bound}`);
}

/** Throws `ValidationException` unless the value is absent or all of it matches. */
export function checkPattern(value: unknown, member: string, pattern: string): void {
  if (value === undefined || new RegExp(`^(?:${pattern})$`).test(String(value))) return;
  throw constraint(value, member, `satisfy regular expression pattern: ${pattern}`);
}

/** Throws `ValidationException` unless the value is absent or a text of at most this length, and not empty. */
export function checkLength(value: unknown, member: string, maximum: number, minimum = 1): void {
  if (value === undefined) return;
  const { length } = String(value);
  if (length < minimum) throw constraint(value, member, `have length greater than or equal to ${minimum}`);
  if (length > maximum) throw constraint(value, member, `have length less than or equal to ${maximum}`);
}
