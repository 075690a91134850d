import { randomBytes } from "node:crypto";
import type { Clock } from "../../aws/clock";
import { AwsError, type Cloud, type Session } from "../../aws/service";
import {
  type FunctionDebugger,
  type FunctionLogLine,
  type InvocationRecord,
  type InvocationStart,
  Listeners,
} from "./activity";
import { type FunctionCrash, invokeWorker } from "./crash";
import { serviceClosing, tooManyRequests } from "./errors";
import type { FunctionVersion } from "./function";
import { billedDurationMs, FunctionLogs, invocationLog, logTail } from "./functionLogs";
import type { LambdaFunction } from "./functions";
import { type Inspection, isInspected } from "./inspection";
import { decryptEnvironment } from "./permissions";
import { runtimeOf } from "./runtimes";
import type { RuntimeDirectories } from "./worker/environment";
import { type PoolOptions, WorkerPool } from "./worker/pool";
import type { RuntimeError } from "./worker/protocol";
import type { Runtime } from "./worker/runtime";
import type { InvocationOutcome, Worker } from "./worker/worker";

/** Bytes of a synchronous invocation's response. */
const RESPONSE_LIMIT = 6_291_556;

export interface Invocation {
  requestId: string;
  /** JSON text. */
  payload: string;
  /** Includes the qualifier used in the call. */
  invokedFunctionArn: string;
  clientContext?: string;
}

export interface InvocationResult {
  /** JSON text: the handler's result, or the error. */
  payload: string;
  /** Set if the function failed. */
  error?: RuntimeError;
  executedVersion: string;
  /** Base64. */
  logTail: string;
}

/** Runs functions: processes, concurrency, logs. Timeouts are in real time; the clock is held during an invocation. */
export class FunctionRunner {
  private readonly pools = new Map<FunctionVersion, WorkerPool>();
  /** By function and role. */
  private readonly sessions = new Map<string, Session>();
  /** The number of invocations in flight, by function ARN. */
  private readonly running = new Map<string, number>();
  private readonly logs: FunctionLogs;
  private readonly starts = new Listeners<InvocationStart>();
  private readonly logLines = new Listeners<FunctionLogLine>();
  private readonly ends = new Listeners<InvocationRecord>();
  /** Each returns a function that unsubscribes. */
  readonly onInvocationStart = this.starts.add;
  readonly onLogLine = this.logLines.add;
  readonly onInvocation = this.ends.add;
  private readonly debuggers = new Listeners<FunctionDebugger>();
  readonly onDebugger = this.debuggers.add;
  private closed = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly clock: Clock,
    private readonly directories: RuntimeDirectories,
    private readonly poolOptions: PoolOptions,
    /** See `LambdaOptions.crash`. */
    private readonly crash: () => FunctionCrash | undefined = () => undefined,
    /** Which functions are debugged. Default: none. */
    private readonly inspection?: Inspection,
  ) {
    this.logs = new FunctionLogs(cloud);
  }

  /** Throws `TooManyRequestsException` at the function's reserved concurrency. */
  async run(
    target: LambdaFunction,
    version: FunctionVersion,
    invocation: Invocation,
  ): Promise<InvocationResult> {
    if (this.closed) throw serviceClosing();
    const running = this.running.get(target.arn) ?? 0;
    if (running >= (target.reservedConcurrency ?? Number.POSITIVE_INFINITY)) throw tooManyRequests();
    const crash = this.crash();
    const release = this.clock.hold();
    this.running.set(target.arn, running + 1);
    try {
      const role = this.roleSession(version.configuration.role, target.arn);
      const runtime = runtimeOf(version.configuration);
      if (typeof runtime === "string") return await this.refuse(role, version, invocation, runtime);
      return await this.poolOf(version, runtime, role).use((worker) =>
        this.invoke(worker, role, version, invocation, crash),
      );
    } finally {
      this.running.set(target.arn, (this.running.get(target.arn) ?? 1) - 1);
      release();
    }
  }

  /** The session of a function's role. Throws `AccessDeniedException` if its trust policy does not allow Lambda. */
  roleSession(roleArn: string, functionArn: string): Session {
    return this.sessions.get(sessionKey(roleArn, functionArn)) ?? this.openSession(roleArn, functionArn);
  }

  /** Like {@link roleSession}, but always checks the role's current trust policy. */
  openSession(roleArn: string, functionArn: string): Session {
    const session = this.cloud.assumeRole(roleArn, {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: functionArn.split(":")[6] ?? functionArn,
      sourceArn: functionArn,
      sourceAccount: this.cloud.accountId,
    });
    this.sessions.set(sessionKey(roleArn, functionArn), session);
    return session;
  }

  /** Starts a process of the version if it is debugged and has none. Resolves when the debugger listens. */
  async prepare(target: LambdaFunction, version: FunctionVersion): Promise<void> {
    const runtime = runtimeOf(version.configuration);
    if (typeof runtime === "string" || !isInspected(this.inspection, version.configuration)) return;
    try {
      const role = this.roleSession(version.configuration.role, target.arn);
      await this.poolOf(version, runtime, role).prepare();
    } catch (error) {
      // What the role lacks is the error of the first invocation, as without a debugger.
      if (!(error instanceof AwsError)) throw error;
    }
  }

  /** Stops a version's processes as soon as they are idle. */
  async retire(version: FunctionVersion): Promise<void> {
    const pool = this.pools.get(version);
    this.pools.delete(version);
    await pool?.retire();
  }

  /** Stops every process; invocations in flight fail. */
  async close(): Promise<void> {
    this.closed = true;
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.close()));
  }

  private async invoke(
    worker: Worker,
    session: Session,
    version: FunctionVersion,
    invocation: Invocation,
    crash: FunctionCrash | undefined,
  ): Promise<InvocationResult> {
    const { requestId, payload } = invocation;
    const identity = { ...identify(version), requestId };
    this.starts.notify({ ...identity, payload });
    const message = { ...invocation, traceId: newTraceId(version) };
    const print = (message: string) => this.logLines.notify({ ...identity, message });
    const outcome = limitResponse(await invokeWorker(worker, message, crash, print));
    return this.end(session, version, requestId, outcome, worker.logStream);
  }

  /** The invocation of a function that cannot run on this machine. */
  private async refuse(
    session: Session,
    version: FunctionVersion,
    { requestId, payload }: Invocation,
    errorMessage: string,
  ): Promise<InvocationResult> {
    this.starts.notify({ ...identify(version), requestId, payload });
    const outcome = {
      error: { errorType: "LocalCloud.FunctionUnavailable", errorMessage },
      durationMs: 0,
      maxMemoryMB: 0,
      timedOut: false,
      output: [{ time: this.clock.now(), message: errorMessage }],
    };
    return this.end(session, version, requestId, outcome, `[${version.version}]unavailable`);
  }

  private async end(
    session: Session,
    version: FunctionVersion,
    requestId: string,
    outcome: InvocationOutcome,
    logStream: string,
  ): Promise<InvocationResult> {
    const events = invocationLog(version, requestId, outcome, this.clock.now());
    await this.logs.write(session.caller, version.configuration.logGroup, logStream, events);
    const failed = "error" in outcome;
    this.ends.notify({ ...identify(version), requestId, ...measure(version, outcome) });
    return {
      payload: failed ? JSON.stringify(outcome.error) : outcome.payload,
      ...(failed && { error: outcome.error }),
      executedVersion: version.version,
      logTail: logTail(events),
    };
  }

  private poolOf(version: FunctionVersion, runtime: Runtime, role: Session): WorkerPool {
    const existing = this.pools.get(version);
    if (existing) return existing;
    const { cloud, clock, directories, poolOptions } = this;
    decryptEnvironment(cloud, role.caller, version);
    const inspection = isInspected(this.inspection, version.configuration)
      ? {
          debugger: this.inspection,
          onDebugger: (url: string) => this.debuggers.notify({ ...identify(version), url }),
        }
      : undefined;
    const pool = new WorkerPool(version, runtime, role, cloud, clock, directories, poolOptions, inspection);
    this.pools.set(version, pool);
    return pool;
  }
}

const identify = ({ arn, version, configuration }: FunctionVersion) => ({
  functionArn: arn,
  functionName: configuration.functionName,
  version,
});

function measure({ configuration }: FunctionVersion, outcome: InvocationOutcome) {
  const { durationMs, initDurationMs } = outcome;
  return {
    durationMs,
    billedDurationMs: billedDurationMs(outcome),
    ...(initDurationMs !== undefined && { initDurationMs }),
    memorySize: configuration.memorySize,
    ...("error" in outcome && { error: outcome.error }),
  };
}

const sessionKey = (roleArn: string, functionArn: string) => `${functionArn} ${roleArn}`;

function limitResponse(outcome: InvocationOutcome): InvocationOutcome {
  if (!("payload" in outcome) || Buffer.byteLength(outcome.payload) <= RESPONSE_LIMIT) return outcome;
  const { payload: _, ...rest } = outcome;
  return {
    ...rest,
    error: {
      errorType: "Function.ResponseSizeTooLarge",
      errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT} bytes).`,
    },
  };
}

/** A trace header of the request. https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(version: FunctionVersion): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const sampled = version.configuration.tracingMode === "Active" ? 1 : 0;
  const hex = (bytes: number) => randomBytes(bytes).toString("hex");
  return `Root=1-${seconds}-${hex(12)};Parent=${hex(8)};Sampled=${sampled}`;
}
