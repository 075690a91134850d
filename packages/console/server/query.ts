/** The query of a request. */
export type Query = URLSearchParams;

/** A request that cannot be answered: the page shows its message. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const invalid = (name: string, given: unknown, allowed: string): RequestError =>
  new RequestError(`${name} is ${JSON.stringify(given)}; allowed: ${allowed}`);

/** @throws RequestError if the value is no whole number from 0 */
export function integer(query: Query, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw invalid(name, text, "a whole number from 0");
  return Number(text);
}

/** @throws RequestError if there is none */
export function required(query: Query, name: string): string {
  const text = query.get(name);
  if (text === null || text === "") throw invalid(name, text, "a text");
  return text;
}

/** The members of a JSON body. @throws RequestError if it has others, or values of other types */
export function readBody<Shape extends Record<string, "string" | "string?" | "object" | "any">>(
  body: Buffer,
  shape: Shape,
): {
  [Name in keyof Shape]: Shape[Name] extends "string"
    ? string
    : Shape[Name] extends "string?"
      ? string | undefined
      : unknown;
} {
  let given: unknown;
  try {
    given = JSON.parse(body.toString());
  } catch {
    throw new RequestError("the body is not JSON");
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid("the body", given, "an object");
  const fields = given as Record<string, unknown>;
  const names = Object.keys(shape);
  const unknown = Object.keys(fields).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new RequestError(`the body has "${unknown}"; allowed: ${names.join(", ")}`);
  for (const [name, type] of Object.entries(shape)) {
    const value = fields[name];
    if (type === "any" || (type === "string?" && value === undefined)) continue;
    if (typeof value !== type.replace("?", "") || value === null)
      throw invalid(name, value, type === "object" ? "an object" : "a text");
  }
  return fields as never;
}
