import type { Message, MessageAttribute } from "./message";
import { invalidParameter } from "./message";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Reads a subscription's `FilterPolicy`. Throws `InvalidParameter`. */
export function parseFilterPolicy(text: string): JsonObject {
  let policy: Json;
  try {
    policy = JSON.parse(text) as Json;
  } catch {
    throw invalidParameter("FilterPolicy: failed to parse JSON.");
  }
  if (!isObject(policy)) throw invalidParameter("FilterPolicy: Filter policy must be an object");
  return policy;
}

/**
 * Whether a message passes a filter policy
 * ({@link https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html}).
 * @param scope `MessageAttributes` or `MessageBody`
 */
export function passesFilter(policy: JsonObject, scope: string, message: Message): boolean {
  if (scope !== "MessageBody") return matches(policy, attributeValues(message.attributes));
  try {
    const body = JSON.parse(message.text) as Json;
    return isObject(body) && matches(policy, body);
  } catch {
    // A body that is not JSON never passes.
    return false;
  }
}

function attributeValues(attributes: Record<string, MessageAttribute>): JsonObject {
  const values: JsonObject = {};
  for (const [name, { DataType, StringValue }] of Object.entries(attributes)) {
    if (StringValue === undefined) continue;
    if (DataType.startsWith("Number")) values[name] = Number(StringValue);
    else values[name] = DataType === "String.Array" ? (JSON.parse(StringValue) as Json) : StringValue;
  }
  return values;
}

function matches(policy: JsonObject, message: JsonObject): boolean {
  return Object.entries(policy).every(([name, wanted]) => {
    if (name === "$or" && Array.isArray(wanted)) {
      return wanted.some((alternative) => isObject(alternative) && matches(alternative, message));
    }
    const value = message[name];
    if (isObject(wanted)) return isObject(value) && matches(wanted, value);
    const conditions = Array.isArray(wanted) ? wanted : [wanted];
    const values = value === undefined ? [] : [value].flat();
    return conditions.some((condition) => accepts(condition, values as Json[]));
  });
}

/** Whether one of the values, or their absence, satisfies the condition. */
function accepts(condition: Json, values: Json[]): boolean {
  if (!isObject(condition)) return values.includes(condition);
  const [[operator, operand] = []] = Object.entries(condition);
  if (operator === "exists") return values.length > 0 === operand;
  return values.some((value) => OPERATORS[operator ?? ""]?.(value, operand ?? null) ?? false);
}

const onText =
  (test: (text: string, operand: string) => boolean) =>
  (value: Json, operand: Json): boolean =>
    typeof value === "string" && test(value, String(operand));

const OPERATORS: Readonly<Record<string, (value: Json, operand: Json) => boolean>> = {
  prefix: onText((text, prefix) => text.startsWith(prefix)),
  suffix: onText((text, suffix) => text.endsWith(suffix)),
  "equals-ignore-case": onText((text, other) => text.toLowerCase() === other.toLowerCase()),
  wildcard: onText((text, pattern) =>
    new RegExp(`^${pattern.split("*").map(escapeRegExp).join(".*")}$`, "s").test(text),
  ),
  "anything-but": (value, operand) =>
    isObject(operand) ? !accepts(operand, [value]) : ![operand].flat().includes(value),
  numeric: (value, operand) => typeof value === "number" && Array.isArray(operand) && inRange(value, operand),
};

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Alternating operators and numbers: `[">=", 0, "<", 100]`. */
function inRange(value: number, range: Json[]): boolean {
  for (let index = 0; index + 1 < range.length; index += 2) {
    const bound = Number(range[index + 1]);
    const holds: Record<string, boolean> = {
      "<": value < bound,
      "<=": value <= bound,
      "=": value === bound,
      ">": value > bound,
      ">=": value >= bound,
    };
    if (!holds[String(range[index])]) return false;
  }
  return true;
}
