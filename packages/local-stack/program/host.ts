import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { compileCacheOf } from "./compileCache";
import type { LogEntry } from "./evaluation";
import { findPulumiSdk, type PulumiSdk } from "./pulumiSdk";
import type { StackConfig } from "./stackConfig";

/** How the child process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines that it printed to stderr. */
  printedErrors: string;
}

export interface HostOptions {
  stackConfig: StackConfig;
  stack: string;
  /** Address of the monitor and the engine. */
  address: string;
  region: string;
  preview: boolean;
  /** Whether TypeScript's errors end the program, as with `pulumi up`. */
  typecheck: boolean;
  /** Whether the code of functions that Pulumi serializes gets source maps. */
  sourceMaps: boolean;
  /** Receives what the program prints, line by line: stdout as `info`, stderr as `warning`. */
  onLog(entry: LogEntry): void;
  /** Receives the files that the program loaded or read, packages apart, when its process has ended by itself. */
  onFiles?(files: string[]): void;
}

const KEPT_ERROR_LINES = 30;

const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Pulumi's language host for Node.js, running one program in a child process that never outlives this one. */
export class LanguageHost {
  readonly exited: Promise<Exit>;
  /** The program's own SDK, which the host is part of. */
  readonly sdk: PulumiSdk;
  private readonly child: ChildProcess;

  /** @throws EvaluationError if the program's packages are not installed. */
  constructor(options: HostOptions) {
    const { stackConfig } = options;
    this.sdk = findPulumiSdk(stackConfig.programDirectory);
    const pulumi = this.sdk.directory;
    const printedErrors: string[] = [];
    this.child = spawn(process.execPath, [...stackConfig.nodeArgs, ...hostArguments(pulumi, options)], {
      cwd: stackConfig.programDirectory,
      env: hostEnvironment(pulumi, options),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    let files = "";
    (this.child.stdio[3] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
      files += chunk;
    });
    this.exited = new Promise((settle, reject) => {
      this.child.once("error", reject);
      this.child.once("close", (code, signal) => {
        if (files !== "") options.onFiles?.(JSON.parse(files) as string[]);
        settle({ code, signal, printedErrors: printedErrors.slice(-KEPT_ERROR_LINES).join("\n") });
      });
    });
    splitLines(this.child.stdout!, (message) => options.onLog({ severity: "info", message }));
    splitLines(this.child.stderr!, (message) => {
      printedErrors.push(message);
      options.onLog({ severity: "warning", message });
    });
    this.endWithParent();
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private endWithParent(): void {
    const kill = () => this.kill();
    const killAndEnd = (signal: NodeJS.Signals) => {
      this.kill();
      forget();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    const forget = () => {
      process.off("exit", kill);
      for (const signal of ENDING_SIGNALS) process.off(signal, killAndEnd);
    };
    process.once("exit", kill);
    for (const signal of ENDING_SIGNALS) process.once(signal, killAndEnd);
    this.exited.then(forget, forget);
  }
}

function hostArguments(
  pulumi: string,
  { stackConfig, stack, address, preview, sourceMaps, onFiles }: HostOptions,
): string[] {
  return [
    // Not as `--require`, with which Pulumi does not run TypeScript as ES modules.
    ...(onFiles ? ["-r", join(__dirname, "loadedFiles.js")] : []),
    ...(sourceMaps ? ["-r", join(__dirname, "closureSourceMaps.js")] : []),
    ...(process.env.SFN_WORKFLOWS_PLAIN === "1" ? [] : ["-r", join(__dirname, "fast/index.js")]),
    join(pulumi, "cmd/run"),
    `--monitor=${address}`,
    `--engine=${address}`,
    "--organization=organization",
    `--project=${stackConfig.project}`,
    `--root-directory=${stackConfig.rootDirectory}`,
    `--stack=${stack}`,
    `--pwd=${stackConfig.programDirectory}`,
    ...(preview ? ["--dry-run"] : []),
    stackConfig.entryPoint,
  ];
}

function hostEnvironment(pulumi: string, { stackConfig, region, typecheck }: HostOptions): NodeJS.ProcessEnv {
  return {
    NODE_COMPILE_CACHE: compileCacheOf(pulumi),
    ...process.env,
    AWS_REGION: region,
    PULUMI_CONFIG: JSON.stringify(stackConfig.config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(stackConfig.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: String(stackConfig.typescript),
    ...(typecheck ? {} : { PULUMI_NODEJS_TRANSPILE_ONLY: "true" }),
    ...(stackConfig.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: stackConfig.tsconfig } : {}),
  };
}

function splitLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  });
  stream.on("end", () => {
    if (rest) onLine(rest);
  });
}
