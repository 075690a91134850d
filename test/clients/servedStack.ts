import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SAMPLE_MS = 20;

/** The stack of `stack/`, in a process of its own. */
export class ServedStack {
  private constructor(
    private readonly server: ChildProcess,
    /** What clients need to find the stack, and what is in it. */
    readonly env: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<ServedStack> {
    const root = join(__dirname, "..", "..");
    const register = join(root, "packages", "local-stack", "register.js");
    const server = spawn(process.execPath, ["-r", register, join(__dirname, "serve.ts")], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const lines = createInterface({ input: server.stdout! });
    const ended = once(server, "exit").then(() => {
      throw new Error("the stack did not start");
    });
    const [line] = (await Promise.race([once(lines, "line"), ended])) as [string];
    const { endpoint, outputs } = JSON.parse(line) as { endpoint: string; outputs: Record<string, string> };
    const named = Object.entries(outputs).map(([name, value]) => [variable(name), value]);
    return new ServedStack(server, {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_REGION: "us-east-1",
      ...Object.fromEntries(named),
    });
  }

  /** The most memory while something runs, in bytes; undefined where the system does not say. */
  async peakWhile(work: Promise<unknown>): Promise<number | undefined> {
    let done = false;
    const settled = work.finally(() => {
      done = true;
    });
    let peak = await this.memory();
    while (!done) {
      const now = await this.memory();
      if (now !== undefined) peak = Math.max(peak ?? 0, now);
      await Promise.race([
        settled.catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, SAMPLE_MS)),
      ]);
    }
    await settled;
    return peak;
  }

  /** The memory of the process, in bytes. */
  async memory(): Promise<number | undefined> {
    if (process.platform !== "linux") return undefined;
    const status = await readFile(`/proc/${this.server.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async close(): Promise<void> {
    const exited = once(this.server, "exit");
    this.server.stdin!.end();
    await exited;
  }
}

/** `queueUrl` → `QUEUE_URL` */
const variable = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
