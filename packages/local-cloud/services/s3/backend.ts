import { request as httpRequest, type IncomingMessage } from "node:http";
import { AwsError, type HttpResponse } from "../../aws/service";
import { buildFauxqs } from "../fauxqs";
import { pathOf, type S3Request } from "./request";

/** The objects themselves: an emulator in this process, or any endpoint that accepts S3's protocol unsigned. */
export interface ObjectBackend {
  send(request: S3Request, signal?: AbortSignal): Promise<HttpResponse>;
  /** Removes all objects and uploads; absent where that is not possible. */
  empty?(): void;
  close(): Promise<void>;
}

/** Content types that the emulator mistakes for other services' requests, although an object may have them. */
const MISUNDERSTOOD = /^application\/(x-www-form-urlencoded|x-amz-json-1\.0)/i;
const DISGUISE = "application/x-verbatim;";

/** Headers of the connection, and those that are recomputed. */
const NOT_FORWARDED = new Set([
  "authorization",
  "connection",
  "content-length",
  "date",
  "expect",
  "host",
  "keep-alive",
  "transfer-encoding",
  "x-amz-id-2",
  "x-amz-request-id",
]);

/** fauxqs in this process. */
export async function startFauxqs(region: string, directory?: string): Promise<ObjectBackend> {
  const { app, empty } = await buildFauxqs(region, directory);
  await app.ready();
  return {
    empty,
    // No signal: a request abandoned halfway would leave an object without a record.
    async send(request) {
      const headers = forwarded(request.headers);
      const type = request.headers["content-type"] ?? "binary/octet-stream";
      headers["content-type"] = MISUNDERSTOOD.test(type) ? DISGUISE + type : type;
      const {
        statusCode,
        headers: answered,
        rawPayload,
      } = await app.inject({
        method: request.method as "GET" | "PUT" | "POST" | "DELETE" | "HEAD",
        url: pathOf(request),
        headers: { ...headers, ...(hasNoBody(request) && EMPTY_CHUNKED), host: "localhost" },
        ...(hasBody(request) && { payload: request.body.length > 0 ? request.body : "0\r\n\r\n" }),
      });
      const response = flatten(answered);
      const stored = response["content-type"];
      if (stored?.startsWith(DISGUISE)) response["content-type"] = stored.slice(DISGUISE.length);
      return { status: statusCode, headers: response, body: rawPayload };
    },
    close: () => app.close(),
  };
}

/** The emulator can only read an empty body if it is chunked. */
const EMPTY_CHUNKED = { "content-encoding": "aws-chunked" };
const hasBody = ({ method }: S3Request) => method === "PUT" || method === "POST";
const hasNoBody = (request: S3Request) => hasBody(request) && request.body.length === 0;

/** Another emulator, which must accept unsigned path-style requests. AWS itself does not. */
export function connectObjects(url: string, region: string): ObjectBackend {
  const scope = `local/20250101/${region}/s3/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`;
  return {
    async send(request, signal) {
      const { method, body } = request;
      const headers = { ...forwarded(request.headers), authorization, "content-length": body.length };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const sent = httpRequest(new URL(pathOf(request), url), {
          method,
          headers,
          ...(signal && { signal }),
        });
        sent.once("response", resolve).once("error", reject).end(body);
      }).catch((error: Error) => {
        throw new AwsError("ServiceUnavailable", `${url} cannot be reached: ${error.message}`, 503);
      });
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return {
        status: response.statusCode ?? 500,
        headers: flatten(response.headers),
        body: Buffer.concat(chunks),
      };
    },
    close: async () => {},
  };
}

function forwarded(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.has(name)));
}

function flatten(headers: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && (name === "content-length" || !NOT_FORWARDED.has(name)),
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
