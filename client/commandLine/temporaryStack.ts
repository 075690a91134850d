import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import { finished } from "node:stream/promises";
import { UsageError } from "../../packages/terminal";
import { commandOf, howToInstall } from "./packages";

export interface TemporaryStack {
  /** `http://127.0.0.1:PORT` */
  endpoint: string;
  stack: string;
  end(): Promise<void>;
}

/**
 * Runs what `workflows dev` runs, on a free port, in a process that ends with this one. Resolves when the stack is deployed
 * there.
 *
 * @throws UsageError if the local run is not installed.
 * @throws Error with what the process printed on stderr, if it ends before that.
 */
export async function startTemporaryStack(program: string, signal: AbortSignal): Promise<TemporaryStack> {
  const command = commandOf("sfn-workflows-local");
  if (!command) {
    throw new UsageError(
      `no local stack runs, and sfn-workflows-local, which would run one, is not installed: ${howToInstall("sfn-workflows-local")}`,
    );
  }
  // From the sources, as in a clone, the compiler is registered first.
  const register = command.endsWith(".ts")
    ? ["-r", path.join(path.dirname(command), "../local-stack/register.js")]
    : [];
  const child = spawn(process.execPath, [...register, command, "dev", "--port", "0", "--program", program], {
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
    return { ...(await announced(child, ended)), end };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

type Announced = Omit<TemporaryStack, "end">;

async function announced(child: ChildProcess, ended: Promise<void>): Promise<Announced> {
  let printed = "";
  child.stderr!.on("data", (chunk) => {
    printed += chunk;
  });
  const message = new Promise<Announced>((resolve) =>
    child.once("message", (announcement) => resolve(announcement as Announced)),
  );
  const failed = Promise.race([
    ended.then(() => finished(child.stderr!)),
    new Promise<never>((_resolve, reject) => child.once("error", reject)),
  ]).then(() => {
    throw new Error(`the local stack did not start: ${printed.trim().replace(/^error: /, "")}`);
  });
  return Promise.race([message, failed]);
}
