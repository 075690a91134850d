import type { IncomingMessage, ServerResponse } from "node:http";
import { AwsError, type HttpRequest, type HttpResponse } from "../aws/service";

/** A request with what a signature was made from. */
export interface ReceivedRequest extends HttpRequest {
  /** The query as received, without the question mark. */
  rawQuery: string;
  /** By lower-case name, each header's values apart. */
  headersDistinct: NodeJS.Dict<string[]>;
}

/**
 * Reads the request. A body above the limit is read to its end too, for only then do clients read the answer, but not kept.
 * Throws `RequestEntityTooLargeException`, or `IncompleteBody` if the client went away.
 */
export async function readRequest(message: IncomingMessage, maxBodyBytes: number): Promise<ReceivedRequest> {
  const body = await readBody(message, maxBodyBytes);
  const url = message.url ?? "/";
  const question = url.indexOf("?");
  const rawQuery = question < 0 ? "" : url.slice(question + 1);
  return {
    method: message.method ?? "GET",
    path: question < 0 ? url : url.slice(0, question),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    headersDistinct: message.headersDistinct,
    body,
  };
}

/**
 * Sends the response; without effect if the client is gone. The length is set here, unless the response has it already as
 * the answer to `HEAD` does.
 */
export function sendResponse(response: ServerResponse, answer: HttpResponse): void {
  const { status, headers, multiValueHeaders = {}, body } = answer;
  if (response.destroyed || response.headersSent) return;
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) {
    response.setHeader(name, value);
  }
  const bodiless = status === 204 || status === 304;
  if (!bodiless && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(body));
  }
  response.statusCode = status;
  response.end(bodiless ? undefined : body);
}

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch (error) {
    if (message.complete) throw error;
    throw new AwsError("IncompleteBody", "The connection ended before the request's body did.");
  }
  if (size <= maxBytes) return Buffer.concat(chunks);
  const limit = `The request's body of ${size} bytes is larger than the ${maxBytes} bytes this endpoint accepts.`;
  throw new AwsError("RequestEntityTooLargeException", limit, 413);
}
