import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { AwsError, type HttpRequest, type HttpResponse, type StreamedResponse } from "../aws/service";

/** A request with the parts that its signature covers. */
export interface ReceivedRequest extends HttpRequest {
  /** The query as received, without the question mark. */
  rawQuery: string;
  /** By lower-case name, with each value of a header separate. */
  headersDistinct: NodeJS.Dict<string[]>;
}

/**
 * Reads the request. A body above the limit is read to its end but not stored, since clients read the response only
 * then. Throws `RequestEntityTooLargeException`, or `IncompleteBody` if the client went away.
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
 * Sends the response; has no effect if the client has gone. Sets the length, unless the response already has one, as
 * the response to `HEAD` does.
 */
export function sendResponse(response: ServerResponse, answer: HttpResponse | StreamedResponse): void {
  const { status, headers, multiValueHeaders = {}, body } = answer;
  if (response.destroyed || response.headersSent) return;
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) {
    response.setHeader(name, value);
  }
  response.statusCode = status;
  if (body instanceof Readable) {
    response.flushHeaders();
    body.pipe(response);
    return;
  }
  const bodiless = status === 204 || status === 304;
  if (!bodiless && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(body));
  }
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
    throw new AwsError("IncompleteBody", "The connection closed before the end of the request's body.");
  }
  if (size <= maxBytes) return Buffer.concat(chunks);
  const limit = `The request's body of ${size} bytes is larger than the ${maxBytes} bytes this endpoint accepts.`;
  throw new AwsError("RequestEntityTooLargeException", limit, 413);
}
