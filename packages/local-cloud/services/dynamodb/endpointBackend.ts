import { AwsError } from "../../aws/service";
import {
  canceled,
  readResponse,
  requestHeaders,
  type TableBackend,
  targetHeader,
  writeEach,
} from "./backend";

/** An emulator at another address. Requests to it are not signed, so it cannot be AWS itself. */
export function connectTables(url: string, region: string): TableBackend {
  const headers = requestHeaders(region);
  const backend: TableBackend = {
    inProcess: false,
    async request(operation, input, signal) {
      const response = await fetch(url, {
        method: "POST",
        headers: { ...headers, ...targetHeader(operation) },
        body: JSON.stringify(input),
        ...(signal && { signal }),
      }).catch((error: Error) => {
        throw signal?.aborted ? canceled() : unreachable(url, error);
      });
      return readResponse(response.status, await response.text());
    },
    writeAll: (writes) => writeEach(backend, writes),
    close: async () => {},
  };
  return backend;
}

function unreachable(url: string, { cause, message }: Error): AwsError {
  const reason = cause instanceof Error ? cause.message : message;
  return new AwsError("ServiceUnavailable", `${url} cannot be reached: ${reason}`, 503);
}
