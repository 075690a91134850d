import type { Input, Item } from "./item";

const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
];

/** Members of the older API that name attributes by their keys. */
const LEGACY_MAPS = ["AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter"];

const KEYWORDS = new Set(["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"]);

/** A top-level attribute's name or placeholder: not a value (`:v`), not a part of a path, not a function. */
const NAME = /(?<![\w:#.])#?[A-Za-z_]\w*(?!\w|\s*\()/g;

/** The top-level attributes that a request names: the condition key `dynamodb:Attributes`. */
export function namedAttributes(request: Input, items: readonly Item[]): string[] {
  const names = new Set(items.flatMap((item) => Object.keys(item)));
  for (const member of EXPRESSIONS) {
    for (const [token] of String(request[member] ?? "").matchAll(NAME)) {
      if (!KEYWORDS.has(token.toUpperCase())) names.add(resolve(token, request));
    }
  }
  for (const member of LEGACY_MAPS) for (const name of Object.keys(request[member] ?? {})) names.add(name);
  for (const path of (request.AttributesToGet ?? []) as string[]) names.add(path.replace(/[.[].*/s, ""));
  return [...names];
}

/** The partition key's value that a query asks for. */
export function queriedKey(request: Input, partitionKey: string): Item {
  const { KeyConditionExpression, KeyConditions, ExpressionAttributeValues } = request;
  const values = (ExpressionAttributeValues ?? {}) as Item;
  for (const [, name = "", placeholder = ""] of String(KeyConditionExpression ?? "").matchAll(
    /(#?\w+)\s*=\s*(:\w+)/g,
  )) {
    const value = values[placeholder];
    if (resolve(name, request) === partitionKey && value) return { [partitionKey]: value };
  }
  const legacy = (KeyConditions as Record<string, { AttributeValueList?: Item[string][] }> | undefined) ?? {};
  const [value] = legacy[partitionKey]?.AttributeValueList ?? [];
  return value ? { [partitionKey]: value } : {};
}

function resolve(name: string, { ExpressionAttributeNames }: Input): string {
  if (!name.startsWith("#")) return name;
  return (ExpressionAttributeNames as Record<string, string> | undefined)?.[name] ?? name;
}
