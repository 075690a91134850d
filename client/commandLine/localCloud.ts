import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { finished } from "node:stream/promises";
import { UsageError } from "../../packages/terminal";
import { PACKAGE_DIRECTORY } from "./packageDirectory";

const PROGRAM = "packages/local-stack/serve.ts";

export interface StartedCloud {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  end(): Promise<void>;
}

/**
 * Runs what `npm run local` runs, on a free port, in a process that ends with this one. Resolves when the stack is deployed
 * there.
 *
 * @throws UsageError if this is the installed package, which has no local cloud.
 * @throws Error with what the process printed on stderr, if it ends before that.
 */
export async function startLocalCloud(signal: AbortSignal): Promise<StartedCloud> {
  if (!existsSync(path.join(PACKAGE_DIRECTORY, PROGRAM))) {
    throw new UsageError("start a local cloud in a clone of sfn-workflows: npm run local -- --program DIR");
  }
  const child = spawn(pinnedNode(), ["-r", "./packages/local-stack/register.js", PROGRAM, "--port", "0"], {
    cwd: PACKAGE_DIRECTORY,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // Ctrl-C must not reach it: the command ends it after cleaning up.
    detached: true,
    windowsHide: true,
  });
  // "close" is not emitted once this side has disconnected.
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async () => {
    if (child.connected) child.disconnect();
    await ended;
  };
  const abort = () => void end();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  try {
    return { endpoint: await announcedEndpoint(child, ended), end };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function announcedEndpoint(child: ChildProcess, ended: Promise<void>): Promise<string> {
  let printed = "";
  child.stderr!.on("data", (chunk) => {
    printed += chunk;
  });
  const announced = new Promise<string>((resolve) =>
    child.once("message", (message) => resolve((message as { endpoint: string }).endpoint)),
  );
  const failed = Promise.race([
    ended.then(() => finished(child.stderr!)),
    new Promise<never>((_resolve, reject) => child.once("error", reject)),
  ]).then(() => {
    throw new Error(`the local cloud did not start: ${printed.trim().replace(/^error: /, "")}`);
  });
  return Promise.race([announced, failed]);
}

/** The Node that `npm run` uses: the one installed with this package. */
function pinnedNode(): string {
  const pinned = path.join(
    PACKAGE_DIRECTORY,
    "node_modules/node/bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  return existsSync(pinned) ? pinned : process.execPath;
}
