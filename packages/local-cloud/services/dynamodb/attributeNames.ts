import type { Input, Item } from "./item";

const EXPRESSIONS = [
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
  "UpdateExpression",
];

/** Members of the legacy API whose keys are attribute names. */
const LEGACY_MAPS = ["AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter"];

const KEYWORDS = new Set(["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"]);

/** The name or placeholder of a top-level attribute: not a value (`:v`), a nested path or a function. */
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

/** The value of the partition key in a query, by the key's name; empty if the query has none. */
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
