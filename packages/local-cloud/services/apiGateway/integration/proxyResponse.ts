import type { HttpResponse } from "../../../aws/service";
import { ApiError } from "../apiError";
import { headerOf, isBinary } from "../apiRequest";
import type { Invocation } from "../invocation";

const MEMBERS = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

/** Headers that API Gateway sets itself; those of a function are renamed. */
const REMAPPED = ["connection", "content-length", "content-md5", "date", "server", "www-authenticate"];
const REMAPPED_PREFIX = "x-amzn-remapped-";
/** Headers that a function cannot set. */
const DROPPED = ["transfer-encoding", "x-amzn-requestid", "x-amz-apigw-id"];

type Json = Record<string, unknown>;

/**
 * The response that a function of a proxy integration returned. All members are optional; others are not allowed.
 * Throws an {@link ApiError} of 502 for a malformed one.
 */
export function proxyResponse(payload: string, invocation: Invocation): HttpResponse {
  const output = parse(payload);
  const { statusCode = 200, body, isBase64Encoded = false } = output;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) throw malformed(`statusCode ${statusCode}`);
  if (typeof body === "object" && body !== null) throw malformed("its body is not text");
  const { headers, multiValueHeaders } = readHeaders(output);
  const text = body === undefined || body === null ? "" : String(body);
  const decoded = isBase64Encoded === true && wantsBinary(headers["content-type"], invocation);
  return { status, headers, multiValueHeaders, body: decoded ? Buffer.from(text, "base64") : text };
}

export const malformed = (reason: string): ApiError =>
  new ApiError("DEFAULT_5XX", {
    status: 502,
    cause: new Error(`Malformed Lambda proxy response: ${reason}`),
  });

function parse(payload: string): Json {
  let output: unknown;
  try {
    output = JSON.parse(payload);
  } catch {
    throw malformed("it is not JSON");
  }
  if (typeof output !== "object" || output === null || Array.isArray(output))
    throw malformed("it is not an object");
  const unknown = Object.keys(output).filter((member) => !MEMBERS.includes(member));
  if (unknown.length > 0) throw malformed(`unknown members ${unknown.join(", ")}`);
  return output as Json;
}

function readHeaders({
  headers,
  multiValueHeaders,
}: Json): Required<Pick<HttpResponse, "headers" | "multiValueHeaders">> {
  const single: Record<string, string> = { "content-type": "application/json" };
  for (const [name, value] of entries(headers, "headers")) {
    if (typeof value === "object" && value !== null) throw malformed(`header ${name} is not text`);
    const key = headerName(name);
    if (key) single[key] = String(value);
  }
  const multiple: Record<string, string[]> = {};
  for (const [name, values] of entries(multiValueHeaders, "multiValueHeaders")) {
    if (!Array.isArray(values)) throw malformed(`multi-value header ${name} is not a list`);
    const key = headerName(name);
    if (!key) continue;
    multiple[key] = values.map(String);
    delete single[key];
  }
  return { headers: single, multiValueHeaders: multiple };
}

function entries(value: unknown, member: string): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object" || Array.isArray(value)) throw malformed(`${member} is not an object`);
  for (const name of Object.keys(value)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw malformed(`there is no header "${name}"`);
  }
  return Object.entries(value);
}

function headerName(name: string): string | undefined {
  const key = name.toLowerCase();
  if (DROPPED.includes(key)) return undefined;
  return REMAPPED.includes(key) ? `${REMAPPED_PREFIX}${key}` : key;
}

/** Whether the body is sent as bytes: the first type that the client accepts, or the response's, is a binary one. */
function wantsBinary(contentType: string | undefined, { request, definition }: Invocation): boolean {
  const accepted = headerOf(request, "accept")?.split(",")[0];
  return [accepted, contentType].some((type) => {
    const mediaType = type?.split(";")[0]?.trim().toLowerCase();
    return mediaType !== undefined && isBinary(mediaType, definition.binaryMediaTypes);
  });
}
