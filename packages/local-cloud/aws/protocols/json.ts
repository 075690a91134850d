import { parseJson } from "../parseJson";
import { AwsError } from "../service";
import { epochSeconds } from "./timestamps";

/** An output as JSON text: dates as seconds since the epoch, bytes as base64, without `undefined` members. */
export function toJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return epochSeconds(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, member]) => [key, plain(member)]));
}

/** The JSON object of a request's body; `{}` for an empty one. Throws `SerializationException`. */
export function parseJsonBody(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = parseJson(body.toString("utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("SerializationException", `The request's body is not valid JSON: ${reason}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AwsError("SerializationException", "The request's body must be a JSON object");
  }
  return Object.fromEntries(Object.entries(value));
}
