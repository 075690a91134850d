import { once } from "node:events";
import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import { AwsError } from "../service";

type Output = Record<string, unknown>;

/** The tables themselves: an emulator in this process, or any endpoint that speaks DynamoDB's protocol unsigned. */
export interface TableBackend {
  /** True for the emulator in this process, which has no transactions of its own. */
  readonly own: boolean;
  /** Throws {@link AwsError} for an error of the API. */
  request(operation: string, input: object, signal?: AbortSignal): Promise<Output>;
  close(): Promise<void>;
}

/** dynalite in this process, on a free port of 127.0.0.1, with tables that are ready at once. */
export async function startDynalite(region: string): Promise<TableBackend> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const tables = connectTables(`http://127.0.0.1:${port}`, region);
  const underWay = new Set<Promise<unknown>>();
  let closing = false;
  return {
    own: true,
    // A write that is given up halfway would go on when its item is no longer locked.
    async request(operation, input) {
      if (closing) throw canceled();
      const answer = tables.request(operation, input);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
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
}

/** An emulator that takes requests as they are, which AWS itself does not. */
export function connectTables(url: string, region: string): TableBackend {
  const scope = `local/20250101/${region}/dynamodb/aws4_request`;
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    // Emulators read the region from here and look no further.
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=local`,
    "x-amz-date": "20250101T000000Z",
  };
  return {
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
    close: async () => {},
  };
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
