import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { divideEnvironment } from "./environment";
import { exitError, type ProcessExit, timeoutError } from "./failure";
import { type OutputLine, ProcessOutput } from "./output";
import type { FromWorker, InitMessage, InvokeMessage, RuntimeError, ToWorker } from "./protocol";
import type { Runtime } from "./runtime";

/** How long a function may initialize before its first invocation's timeout starts. */
const INIT_LIMIT_MS = 10_000;
/** How long the streams of an exited process may stay open. */
const STREAMS_GRACE_MS = 200;
const MAX_ERROR_OUTPUT = 10_000;

export interface WorkerSettings {
  runtime: Runtime;
  init: Omit<InitMessage, "environment" | "kind">;
  environment: Record<string, string>;
  /** MB; limits the JavaScript heap, but not the memory of Python. */
  memorySize: number;
  /** Seconds of real time. There is no limit if the function is debugged. */
  timeout: number;
  logStream: string;
  /** Milliseconds since the epoch, for the timestamps of log lines. */
  now(): number;
  /** Called when the debugger listens, with its `ws:` URL. */
  onDebugger(url: string): void;
}

export type InvocationOutcome = ({ payload: string } | { error: RuntimeError }) & {
  durationMs: number;
  /** Set for the first invocation of the process. */
  initDurationMs?: number;
  maxMemoryMB: number;
  timedOut: boolean;
  output: OutputLine[];
};

/** What Node prints about its debugger. */
const DEBUGGER_LINE =
  /^(?:Debugger (?:listening on|attached|ending on)|For help, see: https:\/\/nodejs\.org\/|Starting inspector on .* failed|Waiting for the debugger to disconnect)/;

type WorkerEvent =
  | Exclude<FromWorker, { kind: "debugger" }>
  | { kind: "exit"; exit: ProcessExit }
  | { kind: "timeout" };

/**
 * A process that runs one function version, one invocation at a time. After a timeout, a crash or a failed initialization
 * it is no longer {@link usable}.
 */
export class Worker {
  private readonly process: ChildProcess;
  private readonly output: ProcessOutput;
  private readonly initialized: Promise<WorkerEvent>;
  private initDurationMs: number | undefined;
  private maxMemoryMB = 0;
  private errorOutput = "";
  private exit: WorkerEvent | undefined;
  private onEvent: ((event: WorkerEvent) => void) | undefined;
  private healthy = true;
  private onListening: () => void = () => {};
  /** Resolves when the debugger listens, or the process ends before. */
  readonly listening = new Promise<void>((resolve) => {
    this.onListening = resolve;
  });

  constructor(private readonly settings: WorkerSettings) {
    const { atStart, afterStart } = divideEnvironment(settings.environment);
    const { command, args } = settings.runtime;
    this.process = spawn(command, args(settings.memorySize), {
      cwd: settings.init.taskRoot,
      env: atStart,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      windowsHide: true,
    });
    const { stdout, stderr } = this.process;
    const isDebugged = settings.init.debugger !== undefined;
    this.output = new ProcessOutput(
      [stdout!, stderr!],
      settings.now,
      (line) => isDebugged && DEBUGGER_LINE.test(line),
    );
    stderr!.on("data", (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-MAX_ERROR_OUTPUT);
    });
    this.watch();
    this.initialized = this.initialize(afterStart);
  }

  get logStream(): string {
    return this.settings.logStream;
  }

  get usable(): boolean {
    return this.healthy;
  }

  /**
   * Runs the handler once. Never rejects: a failure of the function is the outcome's error.
   *
   * @param print receives each line that is printed from now to the end of the invocation, and what is printed before it started
   */
  async invoke(
    message: Omit<InvokeMessage, "kind" | "remainingMs">,
    print: (line: string) => void,
  ): Promise<InvocationOutcome> {
    const { requestId } = message;
    this.output.printTo(print);
    const initialized = await this.initialized;
    const initDurationMs = this.initDurationMs;
    this.initDurationMs = undefined;
    const start = performance.now();
    const end = initialized.kind === "ready" ? await this.run(message) : initialized;
    const timedOut = end.kind === "timeout";
    const durationMs = timedOut ? this.settings.timeout * 1000 : performance.now() - start;
    if (timedOut || end.kind === "initError") await this.close();
    await this.output.endOf(requestId);
    const outcome = this.outcomeOf(end, requestId);
    return {
      ...outcome,
      durationMs,
      ...(initDurationMs !== undefined && { initDurationMs }),
      maxMemoryMB: Math.min(this.maxMemoryMB, this.settings.memorySize),
      timedOut,
      output: this.output.take(),
    };
  }

  async close(): Promise<void> {
    this.healthy = false;
    if (this.exit) return;
    this.process.kill("SIGKILL");
    await once(this.process, "close");
  }

  private async initialize(environment: Record<string, string>): Promise<WorkerEvent> {
    const start = performance.now();
    this.send({ kind: "init", environment, ...this.settings.init });
    const event = await this.next(INIT_LIMIT_MS + this.settings.timeout * 1000);
    this.initDurationMs = performance.now() - start;
    return event;
  }

  private async run(message: Omit<InvokeMessage, "kind" | "remainingMs">): Promise<WorkerEvent> {
    const timeoutMs = this.settings.timeout * 1000;
    const end = this.next(timeoutMs);
    this.send({ kind: "invoke", ...message, remainingMs: timeoutMs });
    return end;
  }

  private outcomeOf(event: WorkerEvent, requestId: string): { payload: string } | { error: RuntimeError } {
    switch (event.kind) {
      case "result":
        this.maxMemoryMB = event.maxMemoryMB;
        return { payload: event.payload };
      case "error":
        this.maxMemoryMB = event.maxMemoryMB;
        if (event.fatal) this.healthy = false;
        return { error: event.error };
      case "initError":
        return { error: event.error };
      case "exit": {
        const error = exitError(event.exit, requestId);
        if (error.errorType === "Runtime.OutOfMemory") this.maxMemoryMB = this.settings.memorySize;
        return { error };
      }
      case "timeout":
        return { error: timeoutError(this.settings.timeout, requestId) };
      case "ready":
        throw new Error("A worker reported that it was ready twice");
    }
  }

  /** Whichever comes first: the process's next message, its exit, or the time limit. */
  private next(limitMs: number): Promise<WorkerEvent> {
    if (this.exit) return Promise.resolve(this.exit);
    return new Promise((resolve) => {
      // A function may be stopped at a breakpoint.
      const limit = this.settings.init.debugger
        ? undefined
        : setTimeout(() => this.onEvent?.({ kind: "timeout" }), limitMs);
      this.onEvent = (event) => {
        clearTimeout(limit);
        this.onEvent = undefined;
        resolve(event);
      };
    });
  }

  private send(message: ToWorker): void {
    // Sending to an exited process fails, but its exit is reported separately.
    this.process.send(message, () => {});
  }

  private watch(): void {
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      this.healthy = false;
      this.exit = { kind: "exit", exit: { code, signal, errorOutput: this.errorOutput } };
      this.onListening();
      this.onEvent?.(this.exit);
    };
    this.process.on("message", (message: FromWorker) => {
      if (message.kind !== "debugger") return this.onEvent?.(message);
      this.settings.onDebugger(message.url);
      this.onListening();
    });
    this.process.once("exit", () => {
      this.healthy = false;
      setTimeout(() => this.output.abandon(), STREAMS_GRACE_MS).unref();
    });
    // By now the last message and the last output have been read.
    this.process.once("close", ended);
    this.process.once("error", (error) => {
      this.errorOutput += error.message;
      ended(1, null);
    });
  }
}
