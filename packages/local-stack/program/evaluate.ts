import { EvaluationError, readProgramError } from "./error";
import type { Evaluation, LogEntry } from "./evaluation";
import { type Exit, LanguageHost } from "./host";
import { Interruption } from "./interruption";
import { EnginePort } from "./port";
import type { Deployment } from "./serve";
import { loadStackConfig, type StackConfig } from "./stackConfig";

export interface EvaluateOptions {
  /** The folder of `Pulumi.yaml`. */
  directory: string;
  stack: string;
  /** Configuration over the stack file's, by `key` or `project:key`. */
  config?: Record<string, string>;
  /** Base URL of the services of this machine, for the URLs of queues and the like; AWS's own where absent. */
  endpoint?: string | Promise<string>;
  /** Default: `123456789012`. */
  accountId?: string;
  /** Default: the stack's `aws:region`, or `us-east-1`. */
  region?: string;
  /** As `pulumi preview`: what is known only after a deployment stays unknown. Default: false. */
  preview?: boolean;
  /** Ends the program. */
  signal?: AbortSignal;
  /** Receives what the program logs or prints, as it happens. */
  onLog?(entry: LogEntry): void;
  /** After how many milliseconds a program that still runs is ended with an error. Default: 60,000. */
  deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 60_000;
const DEFAULT_ACCOUNT = "123456789012";
const DEFAULT_REGION = "us-east-1";

/**
 * Evaluates a Pulumi program as `pulumi up` would on an empty account, through Pulumi's own language host, without the CLI
 * or any cloud. Throws {@link EvaluationError}.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const startedAt = performance.now();
  const stackConfig = loadStackConfig(options.directory, options.stack, {
    ...options.config,
    ...(options.region ? { "aws:region": options.region } : {}),
  });
  const region = stackConfig.config["aws:region"] ?? DEFAULT_REGION;
  const logs: LogEntry[] = [];
  const onLog = (entry: LogEntry): void => {
    logs.push(entry);
    options.onLog?.(entry);
  };
  const port = await EnginePort.open();
  const interruption = new Interruption(options.deadlineMs ?? DEFAULT_DEADLINE_MS, options.signal);
  let host: LanguageHost | undefined;
  try {
    host = new LanguageHost({
      stackConfig,
      stack: options.stack,
      address: port.address,
      region,
      preview: options.preview ?? false,
      onLog,
    });
    // By now the program's process is loading its own modules.
    const endpoint = await interruption.race(Promise.resolve(options.endpoint));
    const deployment = serveEngine(port, { ...options, region, endpoint, onLog }, stackConfig, interruption);
    const exit = await interruption.race(host.exited);
    check(exit, deployment, logs);
    return summarize(deployment, options.stack, stackConfig.project, logs, performance.now() - startedAt);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new EvaluationError(error.kind, error.message, { ...error.details, logs });
  } finally {
    interruption.dispose();
    host?.kill();
    port.close();
  }
}

/** Loads the engine's side only now that the program's process is loading its own. */
function serveEngine(
  port: EnginePort,
  options: Omit<EvaluateOptions, "endpoint"> &
    Required<Pick<EvaluateOptions, "region" | "onLog">> & { endpoint: string | undefined },
  stackConfig: StackConfig,
  interruption: Interruption,
): Deployment {
  const { serve } = require("./serve") as typeof import("./serve");
  return serve(port, {
    project: stackConfig.project,
    stack: options.stack,
    programDirectory: stackConfig.programDirectory,
    preview: options.preview ?? false,
    account: {
      accountId: options.accountId ?? DEFAULT_ACCOUNT,
      region: options.region,
      ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    },
    config: stackConfig.config,
    onRefusal: (error) => interruption.interrupt(error),
    onLog: options.onLog,
  });
}

/** Throws unless the program ended as it should. */
function check(exit: Exit, deployment: Deployment, logs: LogEntry[]): void {
  const logged = logs.find(({ severity }) => severity === "error");
  if (logged) {
    const { message, ...details } = readProgramError(logged.message);
    throw new EvaluationError("program", message, details);
  }
  if (exit.code === 0 && deployment.monitor.finished) return;
  const trace = exit.printedErrors.trim();
  if (exit.signal) {
    throw new EvaluationError("crash", `the program's process was ended by ${exit.signal}`, { trace });
  }
  const how =
    exit.code === 0
      ? "ended before the program had finished: does it call process.exit?"
      : `ended with exit code ${exit.code}`;
  throw new EvaluationError("crash", `the program's process ${how}${trace ? `\n${trace}` : ""}`, { trace });
}

function summarize(
  deployment: Deployment,
  stack: string,
  project: string,
  logs: LogEntry[],
  durationMs: number,
): Evaluation {
  const { monitor, graph, provider } = deployment;
  return {
    project,
    stack,
    resources: graph.sorted,
    outputs: monitor.stackResource?.outputs ?? {},
    secretOutputs: monitor.stackResource?.secretOutputs ?? [],
    unmodeledTypes: [...provider.unmodeledTypes].sort(),
    logs,
    durationMs,
  };
}
