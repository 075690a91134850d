import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import type { StackConfig } from "../../local-stack";

/** A policy pack could not be started, or ended before it had answered. The message says what it printed. */
export class PolicyPackError extends Error {
  override readonly name = "PolicyPackError";
}

export interface PackOptions {
  /** The folder of `PulumiPolicy.yaml`. */
  directory: string;
  stack: string;
  stackConfig: Pick<StackConfig, "project" | "config">;
  /** After how many milliseconds a pack that says nothing counts as hanging. Default: 60,000. */
  deadlineMs?: number;
}

const ORGANIZATION = "organization";
const DEFAULT_DEADLINE_MS = 60_000;
/** 128 and the number of the signal. */
const HUNG_UP = 129;

/**
 * A policy pack in its own process, started as the Pulumi CLI does it: its working directory is the pack's, its program
 * `@pulumi/pulumi/cmd/run-policy-pack` as found from there, and the first line it prints is the port it serves on. It ends
 * with this process.
 */
export class PackProcess {
  /** Rejects once the process has ended. */
  readonly ended: Promise<never>;
  private readonly child: ChildProcess;
  private readonly printed: string[] = [];
  private served: Promise<number> | undefined;
  private readonly kill = () => void this.child.kill("SIGKILL");
  private readonly hangUp = () => process.exit(HUNG_UP);

  constructor(private readonly options: PackOptions) {
    const { directory } = options;
    const project = path.join(directory, "PulumiPolicy.yaml");
    if (!existsSync(project))
      throw new PolicyPackError(`there is no policy pack in ${directory}: no PulumiPolicy.yaml`);
    // The address of the engine comes first; packs for Node.js do not call it.
    const args = [findRunner(directory), "127.0.0.1:0", "."];
    this.child = spawn(process.execPath, args, {
      cwd: directory,
      env: environmentOf(options),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stderr!.on("data", (chunk) => this.printed.push(String(chunk)));
    this.ended = new Promise((_, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code, signal) => {
        process.off("exit", this.kill);
        process.off("SIGHUP", this.hangUp);
        reject(this.failure(`ended ${signal ? `by ${signal}` : `with exit code ${code}`}`));
      });
    });
    // Callers that wait for a response race it.
    this.ended.catch(() => {});
    process.once("exit", this.kill);
    process.once("SIGHUP", this.hangUp);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves to the port, once the pack serves. Rejects with {@link PolicyPackError}. */
  port(): Promise<number> {
    this.served ??= this.waitForPort();
    return this.served;
  }

  /** Resolves when the process is gone. */
  async close(): Promise<void> {
    this.kill();
    await this.ended.catch(() => {});
  }

  private async waitForPort(): Promise<number> {
    const { deadlineMs = DEFAULT_DEADLINE_MS } = this.options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.failure(`named no port within ${deadlineMs} ms`)), deadlineMs);
    });
    try {
      const line = await Promise.race([this.firstLine(), this.ended, late]);
      if (!/^\d+$/.test(line)) throw this.failure(`printed '${line}' in place of its port`);
      return Number(line);
    } finally {
      clearTimeout(timer);
    }
  }

  private firstLine(): Promise<string> {
    return new Promise((resolve) => {
      let text = "";
      this.child.stdout!.on("data", (chunk) => {
        text += chunk;
        const end = text.indexOf("\n");
        if (end >= 0) resolve(text.slice(0, end).trim());
      });
    });
  }

  private failure(what: string): PolicyPackError {
    const printed = this.printed.join("").trim();
    return new PolicyPackError(
      `the policy pack in ${this.options.directory} ${what}${printed && `\n${printed}`}`,
    );
  }
}

/** What runs a pack, of the `@pulumi/pulumi` that the pack itself would load. */
function findRunner(directory: string): string {
  try {
    return require.resolve("@pulumi/pulumi/cmd/run-policy-pack", { paths: [directory] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new PolicyPackError(
      `@pulumi/pulumi is not installed for the policy pack in ${directory}; run npm ci`,
    );
  }
}

function environmentOf({ stack, stackConfig: { project, config } }: PackOptions): NodeJS.ProcessEnv {
  const context = { ORGANIZATION, PROJECT: project, STACK: stack, DRY_RUN: "true" };
  const named = (prefix: string) =>
    Object.fromEntries(Object.entries(context).map(([name, value]) => [prefix + name, value]));
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(config),
    ...named("PULUMI_"),
    ...named("PULUMI_NODEJS_"),
  };
}
