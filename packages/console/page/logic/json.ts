/** JSON texts and values, as they are read and shown. */

/** A single value, or what a folded container has, in one line: `"text"`, `{ id, name, … }`, `[3 items]`. */
export function summary(value: unknown, most = 120): string {
  if (Array.isArray(value))
    return value.length === 0 ? "[]" : `[${value.length} item${value.length === 1 ? "" : "s"}]`;
  if (isContainer(value)) {
    const names = Object.keys(value);
    const text = `{ ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""} }`;
    return names.length === 0 ? "{}" : shorten(text, most);
  }
  // What is beyond the cut is not worth quoting.
  return typeof value === "string" && value.length > most
    ? `${JSON.stringify(value.slice(0, most))}…`
    : JSON.stringify(value);
}

const shorten = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/** A JSON text's value, or the text itself if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A field's JSON value. Throws an error that names the field and what is wrong in it. */
export function jsonOf(field: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`${field} is not JSON: ${(error as Error).message}`);
  }
}

export const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A JSON text, indented. Its values are not parsed, so that numbers keep all their digits; a text that is not JSON stays as it is. */
export function indented(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  let depth = 0;
  const parts: string[] = [];
  const line = () => `\n${"  ".repeat(depth)}`;
  for (const [index, token] of tokens.entries()) {
    const empty = tokens[index + 1] === (token === "{" ? "}" : "]");
    if (token === "{" || token === "[") {
      depth++;
      parts.push(token, empty ? "" : line());
    } else if (token === "}" || token === "]") {
      depth--;
      parts.push(tokens[index - 1] === (token === "}" ? "{" : "[") ? token : line() + token);
    } else if (token === ",") parts.push(token, line());
    else parts.push(token === ":" ? ": " : token);
  }
  return parts.join("");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
