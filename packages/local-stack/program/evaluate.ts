import { realpathSync } from "node:fs";
import { EvaluationError, readProgramError } from "./error";
import type { Evaluation, LogEntry } from "./evaluation";
import { type Exit, LanguageHost } from "./host";
import { Interruption } from "./interruption";
import { missingPackage, notInstalled } from "./packages";
import { EnginePort } from "./port";
import type { PulumiSdk } from "./pulumiSdk";
import type { Deployment } from "./serve";
import { DEFAULT_REGION, loadStackConfig, type StackConfig } from "./stackConfig";
import type { LocalValues } from "./values/localValues";
import type { Lookups } from "./values/lookups";
import { MissingValues } from "./values/missingValues";

export interface EvaluateOptions {
  /** The folder of `Pulumi.yaml`. */
  directory: string;
  stack: string;
  /** Configuration over the stack file's, by `key` or `project:key`. */
  config?: Record<string, string>;
  /**
   * What the program reads of its account, of other stacks and of encrypted configuration, or a file of it. Default: what
   * `Pulumi.STACK.local.yaml` beside the stack's file has, if there is one.
   */
  values?: string | LocalValues;
  /** Base URL of the services of this machine, for the URLs of queues and the like; AWS's own where absent. */
  endpoint?: string | Promise<string>;
  /** Default: `123456789012`. */
  accountId?: string;
  /** Default: the stack's `aws:region`, or `us-east-1`. */
  region?: string;
  /** As `pulumi preview`: what is known only after a deployment stays unknown. Default: false. */
  preview?: boolean;
  /** Whether TypeScript's errors end the program, as with `pulumi up`. Default: false. */
  typecheck?: boolean;
  /** Whether the code of functions that Pulumi serializes gets source maps, for debuggers. Default: false. */
  sourceMaps?: boolean;
  /** Ends the program. */
  signal?: AbortSignal;
  /** Receives what the program logs or prints, as it happens. */
  onLog?(entry: LogEntry): void;
  /**
   * Receives the files that the program loaded or read, packages apart, also after it failed: absolute paths, of missing modules too.
   */
  onFiles?(files: string[]): void;
  /** After how many milliseconds a program that still runs is ended with an error. Default: 60,000. */
  deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 60_000;
const DEFAULT_ACCOUNT = "123456789012";

/**
 * Evaluates a Pulumi program as `pulumi up` would on an empty account, through Pulumi's own language host, without the CLI
 * or any cloud. Throws {@link EvaluationError}.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const startedAt = performance.now();
  const overrides = { ...options.config, ...(options.region ? { "aws:region": options.region } : {}) };
  const stackConfig = loadStackConfig(options.directory, options.stack, overrides, options.values);
  const missing = new MissingValues();
  for (const [key, value] of Object.entries(stackConfig.encrypted)) missing.config(key, value);
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
      typecheck: options.typecheck ?? false,
      sourceMaps: options.sourceMaps ?? false,
      onLog,
      ...(options.onFiles && { onFiles: options.onFiles }),
    });
    // By now the program's process is loading its own modules.
    const endpoint = await interruption.race(Promise.resolve(options.endpoint));
    const lookups = () => createLookups(stackConfig, missing, host!.sdk);
    const deployment = serveEngine(
      port,
      { ...options, region, endpoint, onLog, lookups },
      stackConfig,
      interruption,
    );
    const exit = await interruption.race(host.exited);
    missing.readErrors(logs.filter(({ severity }) => severity === "error").map(({ message }) => message));
    const incomplete = missing.error(stackConfig.valuesSource);
    if (incomplete) throw incomplete;
    check({ exit, deployment, logs, stackConfig, announcesEnd: host.sdk.announcesEnd });
    return summarize(deployment, options.stack, stackConfig, logs, performance.now() - startedAt);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    throw new EvaluationError(error.kind, error.message, { ...error.details, logs });
  } finally {
    interruption.dispose();
    host?.kill();
    port.close();
  }
}

function createLookups(
  { values, programDirectory }: StackConfig,
  missing: MissingValues,
  { acceptsSecretResults: acceptsSecrets }: PulumiSdk,
): Lookups {
  const { Lookups: Class } = require("./values/lookups") as typeof import("./values/lookups");
  return new Class({ values, missing, programDirectory, acceptsSecrets });
}

/** Loads the engine's side only now that the program's process is loading its own. */
function serveEngine(
  port: EnginePort,
  options: Omit<EvaluateOptions, "endpoint"> &
    Required<Pick<EvaluateOptions, "region" | "onLog">> & {
      endpoint: string | undefined;
      lookups(): Lookups;
    },
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
    lookups: options.lookups(),
    onRefusal: (error) => interruption.interrupt(error),
    onLog: options.onLog,
  });
}

/** Exit code of a language host that has printed why it ends. */
const REASON_PRINTED = 32;

interface Ended {
  exit: Exit;
  deployment: Deployment;
  logs: LogEntry[];
  stackConfig: StackConfig;
  announcesEnd: boolean;
}

/** Throws unless the program ended as it should. */
function check({ exit, deployment: { monitor }, logs, stackConfig, announcesEnd }: Ended): void {
  const logged = logs.find(({ severity }) => severity === "error");
  if (logged) throw programError(logged.message, stackConfig);
  // A language host that does not announce its end registers the stack's outputs when the program has finished.
  const finished = announcesEnd ? monitor.finished : monitor.stackResource !== undefined;
  if (exit.code === 0 && finished) return;
  const trace = exit.printedErrors.trim();
  if (exit.signal) {
    throw new EvaluationError("crash", `the program's process was ended by ${exit.signal}`, { trace });
  }
  if (exit.code === REASON_PRINTED && trace) throw new EvaluationError("program", trace, { trace });
  const how =
    exit.code === 0
      ? "ended before the program had finished: does it call process.exit?"
      : `ended with exit code ${exit.code}`;
  throw new EvaluationError("crash", `the program's process ${how}${trace ? `\n${trace}` : ""}`, { trace });
}

function programError(logged: string, { rootDirectory, programDirectory }: StackConfig): EvaluationError {
  const { message, place, trace } = readProgramError(logged, realpathSync(rootDirectory));
  const missing = missingPackage(message);
  const { kind, message: what } = missing
    ? notInstalled(missing, programDirectory)
    : new EvaluationError("program", message);
  return new EvaluationError(kind, place ? `${what}\n  at ${place}` : what, trace ? { trace } : {});
}

function summarize(
  deployment: Deployment,
  stack: string,
  { project, notes }: StackConfig,
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
    notes,
    logs,
    durationMs,
  };
}
