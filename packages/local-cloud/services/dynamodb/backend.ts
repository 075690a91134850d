import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { AwsError } from "../../aws/service";
import type { Item } from "./item";
import { refusePrototypeNames } from "./prototypeNames";

type Output = Record<string, unknown>;

/** A write that names its item by the whole key, or puts it whole. */
export interface Write {
  operation: "PutItem" | "DeleteItem";
  input: Output;
}

/** The tables themselves: an emulator in this process, or any endpoint that speaks DynamoDB's protocol unsigned. */
export interface TableBackend {
  /** True for the emulator in this process, which has no transactions of its own. */
  readonly own: boolean;
  /** Throws {@link AwsError} for an error of the API. */
  request(operation: string, input: Output, signal?: AbortSignal): Promise<Output>;
  /** Carries out writes that can not fail, of different items. */
  writeAll(writes: readonly Write[]): Promise<void>;
  /** Makes a table anew, with these items; absent where it takes no more than the requests for it. */
  redefine?(definition: Output, items: readonly Item[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * dynalite in this process, on a free port of 127.0.0.1, with tables that are ready at once. It takes every signature for
 * good and answers pages of any origin, so that only who knows a secret of this process comes through to it.
 */
export async function startDynalite(region: string): Promise<TableBackend> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const secret = requireSecret(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const tables = connectTables(`http://127.0.0.1:${port}`, region, { [SECRET_HEADER]: secret });
  const underWay = new Set<Promise<unknown>>();
  let closing = false;
  const backend: TableBackend = {
    own: true,
    // A write that is given up halfway would go on when its item is no longer locked.
    async request(operation, input) {
      if (closing) throw canceled();
      refusePrototypeNames(input);
      const answer = tables.request(operation, input);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    writeAll: (writes) => eachWrite(backend, writes),
    // dynalite throws out of its own callbacks, where nobody can catch it, if it is closed in the middle of a request.
    async close() {
      closing = true;
      await Promise.allSettled(underWay);
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
    },
  };
  return backend;
}

async function eachWrite(tables: TableBackend, writes: readonly Write[]): Promise<void> {
  await Promise.all(writes.map(({ operation, input }) => tables.request(operation, input)));
}

const SECRET_HEADER = "x-local-secret";

/** Answers 403 to every request without the secret that it returns. */
function requireSecret(server: Server): string {
  const secret = randomBytes(32).toString("hex");
  const listeners = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.headers[SECRET_HEADER] !== secret) response.writeHead(403).end();
    else for (const listener of listeners) listener.call(server, request, response);
  });
  return secret;
}

/** An emulator that takes requests as they are, which AWS itself does not. */
export function connectTables(
  url: string,
  region: string,
  more: Readonly<Record<string, string>> = {},
): TableBackend {
  const scope = `local/20250101/${region}/dynamodb/aws4_request`;
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    // Emulators read the region from here and look no further.
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`,
    "x-amz-date": "20250101T000000Z",
    ...more,
  };
  const backend: TableBackend = {
    own: false,
    async request(operation, input, signal) {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, "x-amz-target": `DynamoDB_20120810.${operation}` },
        body: JSON.stringify(input),
        ...(signal && { signal }),
      }).catch((error: Error) => {
        throw signal?.aborted ? canceled() : unreachable(url, error);
      });
      return readAnswer(response.status, await response.text());
    },
    writeAll: (writes) => eachWrite(backend, writes),
    close: async () => {},
  };
  return backend;
}

function readAnswer(status: number, text: string): Output {
  const body = JSON.parse(text === "" ? "{}" : text) as Output;
  if (status < 300) return body;
  const { __type = "InternalServerError", message, Message, ...details } = body;
  throw new AwsError(String(__type).replace(/^.*#/, ""), String(message ?? Message ?? ""), status, details);
}

export const canceled = () => new AwsError("RequestCanceled", "The request was canceled.", 499);

function unreachable(url: string, { cause, message }: Error): AwsError {
  const reason = cause instanceof Error ? cause.message : message;
  return new AwsError("ServiceUnavailable", `${url} can not be reached: ${reason}`, 503);
}
