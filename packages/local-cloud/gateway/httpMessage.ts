import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { AwsError, type HttpRequest, type HttpResponse, type StreamedResponse } from "../aws/service";

/** A request with the parts that its signature covers. */
export interface ReceivedRequest extends HttpRequest {
  /** The query as received, without the question mark. */
  rawQuery: string;
  /** By lower-case name, with each value of a header separate. */
  headersDistinct: NodeJS.Dict<string[]>;
}

/** A request without its body. */
export function readHead(message: IncomingMessage): ReceivedRequest {
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
    body: Buffer.alloc(0),
  };
}

/** Reads what is left of a request's body, and stores nothing of it: clients read the response only then. */
export async function drain(message: IncomingMessage): Promise<void> {
  if (message.readableEnded || message.destroyed) return;
  await new Promise<void>((resolve) => {
    message
      .once("end", resolve)
      .once("close", resolve)
      .once("error", () => resolve())
      .resume();
  });
}

/**
 * Sends the response; has no effect if the client has gone. Sets the length, unless the response already has one, as
 * the response to `HEAD` does.
 *
 * @param onError called if the response's body cannot be read to its end; the connection is closed then
 */
export function sendResponse(
  response: ServerResponse,
  answer: HttpResponse | StreamedResponse,
  onError: (error: unknown) => void,
): void {
  const { status, headers, multiValueHeaders = {}, body } = answer;
  if (response.destroyed || response.headersSent) {
    if (body instanceof Readable) body.destroy();
    return;
  }
  for (const [name, value] of Object.entries({ ...headers, ...multiValueHeaders })) {
    response.setHeader(name, value);
  }
  response.statusCode = status;
  if (body instanceof Readable) {
    response.flushHeaders();
    pipeline(body, response, (error) => {
      // That the client went away is no failure.
      if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE") onError(error);
    });
    return;
  }
  const bodiless = status === 204 || status === 304;
  if (!bodiless && !response.hasHeader("content-length")) {
    response.setHeader("content-length", Buffer.byteLength(body));
  }
  response.end(bodiless ? undefined : body);
}

/**
 * Reads the body. One above the limit is read to its end but not stored. Throws `RequestEntityTooLargeException`, or
 * `IncompleteBody` if the client went away.
 */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
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
