import { validationError } from "./item";

const NAME = "__proto__";

/**
 * Rejects requests with an attribute named `__proto__`. DynamoDB accepts it, but dynalite would silently lose it: assigned to
 * an item, it becomes the object's prototype.
 */
export function refusePrototypeNames(input: object): void {
  if (!isNamed(input, "")) return;
  throw validationError(`Attributes named ${NAME} are not supported by the local cloud`);
}

/** @param member the name of the member that has the value */
function isNamed(value: unknown, member: string): boolean {
  if (typeof value === "string") return member.endsWith("Expression") && value.includes(NAME);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (Object.hasOwn(value, NAME)) return true;
  if (member === "ExpressionAttributeNames") return Object.values(value).includes(NAME);
  return Object.entries(value).some(([name, each]) => isNamed(each, name));
}
