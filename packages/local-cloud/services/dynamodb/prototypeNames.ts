import { validationError } from "./item";

const NAME = "__proto__";

/**
 * Refuses requests with an attribute of this name, which DynamoDB takes and dynalite would lose without a word: it sets the
 * attributes of an item one by one, and this one becomes the object's prototype.
 */
export function refusePrototypeNames(input: object): void {
  if (!isNamed(input, "")) return;
  throw validationError(`Attributes named ${NAME} are not served on this machine`);
}

/** @param member where the value stands */
function isNamed(value: unknown, member: string): boolean {
  if (typeof value === "string") return member.endsWith("Expression") && value.includes(NAME);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (Object.hasOwn(value, NAME)) return true;
  if (member === "ExpressionAttributeNames") return Object.values(value).includes(NAME);
  return Object.entries(value).some(([name, each]) => isNamed(each, name));
}
