import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import type { Clock } from "../../../aws/clock";
import type { Cloud, Session } from "../../../aws/service";
import { serviceClosing } from "../errors";
import type { FunctionVersion } from "../function";
import { type RuntimeDirectories, workerEnvironment } from "./environment";
import type { DebuggerSettings } from "./protocol";
import { NODE_BOOTSTRAP, type Runtime } from "./runtime";
import { Worker } from "./worker";

export interface PoolOptions {
  /** How many processes of one function version may run concurrently; further invocations wait. Default 10. */
  maxProcesses?: number;
  /** Milliseconds of real time after which an idle process is stopped. Default 60,000. */
  idleMs?: number;
}

interface IdleWorker {
  worker: Worker;
  timer: NodeJS.Timeout | undefined;
}

/** The processes of one function version: idle ones are reused (a warm start), new ones are started as needed. */
export class WorkerPool {
  private readonly workers = new Set<Worker>();
  private readonly idle: IdleWorker[] = [];
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private retired = false;
  private closed = false;
  private readonly maxProcesses: number;
  private readonly idleMs: number;

  constructor(
    private readonly version: FunctionVersion,
    private readonly runtime: Runtime,
    /** A session of the function's role. */
    private readonly session: Session,
    private readonly cloud: Cloud,
    private readonly clock: Clock,
    private readonly directories: RuntimeDirectories,
    options: PoolOptions,
    /** Set if the function is debugged. */
    private readonly inspection: { debugger: DebuggerSettings; onDebugger(url: string): void } | undefined,
  ) {
    this.maxProcesses = options.maxProcesses ?? 10;
    this.idleMs = options.idleMs ?? 60_000;
  }

  /** Runs `work` with exclusive use of a process. Waiting invocations are served in order. */
  async use<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
    await this.enter();
    try {
      if (this.closed) throw serviceClosing();
      const worker = this.takeIdle() ?? this.start();
      try {
        return await work(worker);
      } finally {
        this.release(worker);
      }
    } finally {
      this.leave();
    }
  }

  /** Starts a process unless there is one. Resolves when its debugger listens. */
  async prepare(): Promise<void> {
    if ([...this.workers].some(({ usable }) => usable)) return;
    const worker = this.start();
    this.release(worker);
    await worker.listening;
  }

  /** Stops idle processes now, and the others after the invocation they are running. */
  async retire(): Promise<void> {
    this.retired = true;
    await Promise.all(
      this.idle.splice(0).map(({ worker, timer }) => {
        clearTimeout(timer);
        return this.end(worker);
      }),
    );
  }

  /** Stops every process; invocations in flight fail. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.retire(), ...[...this.workers].map((worker) => this.end(worker))]);
  }

  private async enter(): Promise<void> {
    if (this.busy < this.maxProcesses) this.busy++;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Passes the slot to the next in line, so that a new invocation cannot overtake those that wait. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.busy--;
  }

  /** The most recently used process, so that the others can time out. */
  private takeIdle(): Worker | undefined {
    for (let last = this.idle.pop(); last; last = this.idle.pop()) {
      clearTimeout(last.timer);
      if (last.worker.usable) return last.worker;
      void this.end(last.worker);
    }
    return undefined;
  }

  private release(worker: Worker): void {
    if (!worker.usable || this.retired) {
      void this.end(worker);
      return;
    }
    // The end of a process ends a debugger's session.
    const timer = this.inspection ? undefined : setTimeout(() => this.endIdle(entry), this.idleMs).unref();
    const entry: IdleWorker = { worker, timer };
    this.idle.push(entry);
  }

  private endIdle(entry: IdleWorker): void {
    this.idle.splice(this.idle.indexOf(entry), 1);
    void this.end(entry.worker);
  }

  private async end(worker: Worker): Promise<void> {
    await worker.close();
    this.workers.delete(worker);
  }

  private start(): Worker {
    const { version, session, cloud, clock, directories } = this;
    const { configuration, code } = version;
    const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${date}/[${version.version}]${randomBytes(16).toString("hex")}`;
    const worker = new Worker({
      runtime: this.runtime,
      init: {
        handler: configuration.handler,
        runtime: configuration.runtime,
        logFormat: configuration.logFormat,
        taskRoot: code.directory,
        hiddenPaths: hiddenPaths(code.directory, directories),
        ...(this.inspection && { debugger: this.inspection.debugger }),
      },
      environment: workerEnvironment(version, session, cloud, directories, logStream),
      memorySize: configuration.memorySize,
      timeout: configuration.timeout,
      logStream,
      now: () => clock.now(),
      onDebugger: (url) => this.inspection?.onDebugger(url),
    });
    this.workers.add(worker);
    return worker;
  }
}

/**
 * Stack traces show the paths of AWS instead of this machine's. The first that fits applies: this package may itself be in `node_modules`
 * beside the SDK.
 */
function hiddenPaths(taskRoot: string, { root, sdkModules }: RuntimeDirectories): [string, string][] {
  return [
    [taskRoot, "/var/task"],
    [NODE_BOOTSTRAP, "/var/runtime/index.mjs"],
    [dirname(__dirname), "/var/runtime"],
    ...(sdkModules === undefined ? [] : [[sdkModules, "/var/runtime/node_modules"] as [string, string]]),
    [root, "/tmp"],
  ];
}
