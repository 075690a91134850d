import type { FaultPlan, IamMode, LocalServicesOptions } from "../local-cloud";
import { UsageError } from "../terminal";
import { InspectedFunctions, type InspectOptions } from "./inspectedFunctions";
import { type Config, LocalStack } from "./localStack";
import { keepCompiledCode } from "./program/compileCache";
import { evaluate } from "./program/evaluate";
import type { Evaluation } from "./program/evaluation";
import { loadStackConfig } from "./program/stackConfig";
import type { LocalValues } from "./program/values/localValues";
import {
  checkNode,
  readData,
  readIam,
  readPort,
  readProgramOrFile,
  readRetained,
  readTime,
  readValues,
  type Time,
} from "./settings";

type ErrorReporter = LocalServicesOptions["onError"];

export interface LocalStackOptions {
  /**
   * The folder of the program's `Pulumi.yaml`; or the one file that is the program, with the `Pulumi.yaml` of its folder if that has
   * one; or what the program was evaluated to before, which is then deployed as it is.
   */
  program: string | Evaluation;
  /** Default: `dev`. */
  stack?: string;
  /** Configuration over the stack file's, by `key` or `project:key`. Default: none. */
  config?: Config;
  /**
   * What the program reads of its account, of other stacks and of encrypted configuration: the values, or a file of them.
   * Default: `Pulumi.STACK.local.yaml` beside the stack's file, if there is one.
   */
  values?: string | LocalValues;
  /** Whether TypeScript's errors fail the program, as with `pulumi up`. Default: false, which is faster. */
  typecheck?: boolean;
  /** How time passes. Default: `"real"`. */
  time?: Time;
  /** On 127.0.0.1. Default: 0, a free port. */
  port?: number;
  /**
   * What happens to calls that no policy allows: `enforce` refuses them, `audit` only records them, `off` checks nothing.
   * Default: `enforce`.
   */
  iam?: IamMode;
  /** A directory that stores tables, queues, objects and executions, created if it does not exist. Default: nothing is stored. */
  data?: string;
  /** Faults from the start on. Default: none. */
  faults?: FaultPlan;
  /**
   * Opens Node's debugger for functions, all of them (`true`) or some; each one's address is an event `debugger`. Functions that are
   * debugged have no time limit. Default: none.
   */
  inspect?: boolean | InspectOptions;
  /** How many ended executions are kept, the latest ones. Default: 10,000. */
  retainedExecutions?: number;
  /**
   * Whether the program is deployed when the promise resolves. If not, it resolves as soon as the services listen, while the
   * program is still being evaluated; {@link LocalStack.deploy} deploys it. Default: true.
   */
  deploy?: boolean;
  /**
   * Whether calls and the lines that functions print are kept for {@link LocalStack.calls} and {@link LocalStack.logs}. Default: true.
   */
  record?: boolean;
  /** Receives the files that the program loaded or read, packages apart, after each evaluation, also one that failed. */
  onFiles?(files: string[]): void;
  /** Receives unexpected errors of the local cloud. Default: prints them on stderr. */
  onError?: ErrorReporter;
}

/**
 * Runs a stack of a Pulumi program on this machine, without the Pulumi CLI and without AWS. Several can run side by side.
 *
 * @example
 * await using stack = await startLocalStack({ program: ".", time: "skip" });
 * const client = stack.client(SFNClient);
 *
 * @throws UsageError for an option that is not allowed.
 * @throws EvaluationError if there is no such stack, or the program fails.
 * @throws DeploymentError if a resource cannot be created. Nothing is left running.
 * @throws Error if the port is in use.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  checkNode(process.versions.node);
  keepCompiledCode();
  const stack = await listen(options);
  if (options.deploy === false) return stack;
  try {
    await stack.deploy();
    return stack;
  } catch (error) {
    await stack.close();
    throw error;
  }
}

async function listen(options: LocalStackOptions): Promise<LocalStack> {
  const { program, config = {}, record = true } = options;
  const inspected = readInspect(options.inspect);
  const settings = { ...readSettings(options), ...(inspected && { inspection: inspected }) };
  const stopping = new AbortController();
  if (typeof program !== "string") {
    const { services, deployment } = await startCloud(settings, undefined);
    const evaluateProgram = async () => program;
    return new LocalStack({
      name: program.stack,
      services,
      deployment,
      stopping,
      evaluateProgram,
      config,
      record,
      inspected,
    });
  }
  const { stack = "dev", typecheck = false } = options;
  const values = typeof options.values === "string" ? readValues(options.values, "values") : options.values;
  const directory = readProgramOrFile(program, "program");
  const region = loadStackConfig(directory, stack, config, values).config["aws:region"];
  const { promise: endpoint, resolve: listening } = withResolvers<string>();
  const evaluateProgram = (given: Config) =>
    evaluate({
      directory,
      stack,
      config: given,
      values,
      endpoint,
      typecheck,
      signal: stopping.signal,
      sourceMaps: inspected !== undefined,
      ...(options.onFiles && { onFiles: options.onFiles }),
    });
  // The program's process loads its modules while this one loads the cloud.
  let first: Promise<Evaluation> | undefined = evaluateProgram(config);
  // It may reject before it is awaited.
  first.catch(() => {});
  try {
    const { services, deployment } = await startCloud(settings, region);
    listening(services.cloud.endpoint);
    const { provideValues } = require("./deploy/givenValues") as typeof import("./deploy/givenValues");
    const evaluateOnce = async (given: Config) => {
      const evaluating = first && isSame(given, config) ? first : evaluateProgram(given);
      first = undefined;
      const evaluation = await evaluating;
      provideValues(services, loadStackConfig(directory, stack, given, values).values, evaluation);
      return evaluation;
    };
    return new LocalStack({
      name: stack,
      services,
      deployment,
      stopping,
      evaluateProgram: evaluateOnce,
      config,
      record,
      inspected,
    });
  } catch (error) {
    stopping.abort();
    throw error;
  }
}

type Settings = Omit<LocalServicesOptions, "clock"> & { time: ReturnType<typeof readTime> };

/** @throws UsageError */
function readSettings(options: LocalStackOptions): Settings {
  const {
    iam,
    port,
    time = "real",
    data,
    faults,
    retainedExecutions,
    onError = printUnexpected(false),
  } = options;
  const mode = typeof time === "string" ? readTime(time, "time", ["real", "skip", "manual"]) : time;
  if (mode.kind === "scaled" && !(mode.factor > 0 && Number.isFinite(mode.factor)))
    throw new UsageError(`time.factor is ${mode.factor}; allowed: a number above 0`);
  return {
    time: mode,
    onError,
    ...(iam !== undefined && { iamMode: readIam(iam, "iam") }),
    ...(port !== undefined && { port: readPort(String(port), "port") }),
    ...(data !== undefined && { data: readData(data, "data") }),
    ...(faults && { faults }),
    ...(retainedExecutions !== undefined && {
      retainedExecutions: readRetained(String(retainedExecutions), "retainedExecutions"),
    }),
  };
}

const readInspect = (given: LocalStackOptions["inspect"]): InspectedFunctions | undefined =>
  given ? new InspectedFunctions(given === true ? {} : given) : undefined;

const isSame = (a: Config, b: Config) => JSON.stringify(a) === JSON.stringify(b);

/** Loads the cloud only now that the program's process is loading its own modules. */
async function startCloud({ time, ...settings }: Settings, region: string | undefined) {
  await new Promise((resolve) => setImmediate(resolve));
  const { Deployment } = require("./deploy/deployment") as typeof import("./deploy/deployment");
  const { CloudClock, startLocalServices } = require("../local-cloud") as typeof import("../local-cloud");
  const services = await startLocalServices({
    ...settings,
    clock: new CloudClock(time),
    ...(region && { region }),
  });
  return { services, deployment: new Deployment(services) };
}

/** Prints unexpected errors of the local cloud on stderr, in a line each or with their stack traces. */
export const printUnexpected =
  (withTrace: boolean): ErrorReporter =>
  (error, { service, operation, requestId }) => {
    const call = [service, operation].filter(Boolean).join(":") || "a request";
    const shown = withTrace && error instanceof Error ? error.stack : (error as Error).message;
    process.stderr.write(`unexpected error in ${call} (request ${requestId}): ${shown}\n`);
  };

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
