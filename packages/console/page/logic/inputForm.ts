import { isContainer } from "./json";

/**
 * The text of a member in a form: of a text, itself; of any other value, its JSON.
 *
 * @param input a JSON text
 * @param path such as `order.id`
 * @returns undefined if the input is not an object as JSON, so that it has no members to enter
 */
export function memberText(input: string, path: string): string | undefined {
  const root = objectIn(input);
  if (!root) return undefined;
  let value: unknown = root;
  for (const name of path.split("."))
    value = isContainer(value) ? (value as Record<string, unknown>)[name] : undefined;
  if (value === undefined) return "";
  return typeof value === "string" && valueIn(value) === value ? value : JSON.stringify(value);
}

/**
 * An input with a member as it was entered: a number, `true`, `null`, an object or a list as that, anything else as a text. A number in
 * quotes is a text. Nothing takes the member out.
 */
export function withMember(input: string, path: string, text: string): string {
  const root = objectIn(input);
  if (!root) return input;
  const names = path.split(".");
  const last = names.pop()!;
  let parent: Record<string, unknown> = root;
  for (const name of names) {
    if (!isContainer(parent[name])) parent[name] = {};
    parent = parent[name] as Record<string, unknown>;
  }
  if (text === "") delete parent[last];
  else parent[last] = valueIn(text);
  return JSON.stringify(root, null, 2);
}

function objectIn(input: string): Record<string, unknown> | undefined {
  const value = valueIn(input);
  return isContainer(value) && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

/** A value whose numbers keep all their digits, also those that JavaScript has no number for; a text that is not JSON itself. */
function valueIn(text: string): unknown {
  try {
    return exactJson.parse(text, (_, value, { source }) =>
      typeof value === "number" && String(value) !== source ? exactJson.rawJSON(source!) : value,
    );
  } catch {
    return text;
  }
}

/** https://tc39.es/proposal-json-parse-with-source/, which TypeScript's library does not have yet. */
const exactJson = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): object;
};
