import type { RequestListener } from "node:http";
import dynalite from "dynalite";
import inject from "light-my-request";
import {
  canceled,
  readResponse,
  requestHeaders,
  type TableBackend,
  targetHeader,
  writeEach,
} from "./backend";
import { refusePrototypeNames } from "./prototypeNames";

/**
 * dynalite in this process, with tables in memory that are ready at once. Requests are passed to its request listener
 * directly: its HTTP server never listens, so no port bypasses IAM.
 */
export function createDynalite(region: string): TableBackend {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const listener = server.listeners("request")[0] as RequestListener;
  const headers = requestHeaders(region);
  const inFlight = new Set<Promise<unknown>>();
  let closing = false;
  const backend: TableBackend = {
    inProcess: true,
    // No signal: a write that is abandoned halfway would continue after its item is unlocked.
    async request(operation, input) {
      if (closing) throw canceled();
      refusePrototypeNames(input);
      const response = inject(listener, {
        method: "POST",
        url: "/",
        headers: { ...headers, ...targetHeader(operation) },
        payload: JSON.stringify(input),
      });
      inFlight.add(response);
      try {
        const { statusCode, payload } = await response;
        return readResponse(statusCode, payload);
      } finally {
        inFlight.delete(response);
      }
    },
    writeAll: (writes) => writeEach(backend, writes),
    // The server was never opened, so there is nothing else to close: the tables are garbage collected.
    async close() {
      closing = true;
      await Promise.allSettled(inFlight);
    },
  };
  return backend;
}
