import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { closeClouds, startCloud } from "./support";

/** Above the 511 that Node lets wait. */
const CONNECTIONS = 1000;

/** The client's system retries a connection that does not fit after a second. */
const FIRST_RETRY_MS = 1000;

/** How many connections the system lets wait at most; unknown where it is not Linux. */
function mostWaiting(): number | undefined {
  if (process.platform !== "linux") return undefined;
  return Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8"));
}

describe("the one port: many connections", () => {
  afterEach(closeClouds);

  it("accepts a thousand connections that are made at once", async function () {
    if ((mostWaiting() ?? 0) < CONNECTIONS) return this.skip();
    const { port } = await startCloud([]);
    const since = performance.now();
    // All in one turn of the event loop, in which the port accepts none.
    const sockets = Array.from({ length: CONNECTIONS }, () => connect(port, "127.0.0.1"));
    try {
      await Promise.all(sockets.map((socket) => once(socket, "connect")));
      const milliseconds = performance.now() - since;
      assert.ok(milliseconds < FIRST_RETRY_MS, `it took ${milliseconds.toFixed(0)} ms`);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});
