import type { HttpRequest } from "../../aws/service";

/** A request as the API's methods and templates see it. */
export interface ApiRequest {
  method: string;
  /** Below the stage, still percent-encoded: `/orders/7`. */
  path: string;
  /** In the order and spelling of the sender. */
  headers: readonly (readonly [name: string, value: string])[];
  query: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

export function readApiRequest(http: HttpRequest, path: string): ApiRequest {
  return { method: http.method, path, headers: headersOf(http), query: [...http.query], body: http.body };
}

/** Hop-by-hop headers, which API Gateway does not pass on. */
const HOP_BY_HOP = ["connection", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

function headersOf(http: HttpRequest): [string, string][] {
  return allHeadersOf(http).filter(([name]) => !HOP_BY_HOP.includes(name.toLowerCase()));
}

function allHeadersOf({ rawHeaders, headers }: HttpRequest): [string, string][] {
  if (!rawHeaders) return Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return Array.from({ length: rawHeaders.length / 2 }, (_, index) => [
    rawHeaders[index * 2]!,
    rawHeaders[index * 2 + 1]!,
  ]);
}

/** The value of a header, case-insensitive; the last one if there are several. */
export function headerOf({ headers }: Pick<ApiRequest, "headers">, name: string): string | undefined {
  return headers.findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The last value of each name. */
export const lastValues = (pairs: ApiRequest["query"]): Map<string, string> => new Map(pairs);

/** Every value of each name. */
export function allValues(pairs: ApiRequest["query"]): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

/** The media type without its parameters, in lower case; JSON if the request has none. */
export function mediaTypeOf(request: Pick<ApiRequest, "headers">): string {
  const type = headerOf(request, "content-type")?.split(";")[0]?.trim().toLowerCase();
  return type || "application/json";
}

/** Whether one of the API's binary media types covers the type. */
export function isBinary(mediaType: string, binaryMediaTypes: readonly string[]): boolean {
  return binaryMediaTypes.some((pattern) => {
    const [type, subtype] = pattern.toLowerCase().split("/");
    const [givenType, givenSubtype] = mediaType.split("/");
    return (type === "*" || type === givenType) && (subtype === "*" || subtype === givenSubtype);
  });
}
