import * as path from "node:path";
import type { LocalServices } from "../local-cloud/localCloud";
import type { Changes, Deployment } from "./deploy/deployment";
import type { Options } from "./options";
import { evaluate } from "./program/evaluate";
import type { Evaluation } from "./program/evaluation";
import { loadStackConfig } from "./program/stackConfig";

/** Where this repository's `Pulumi.yaml` is. */
export const PROGRAM_DIRECTORY = path.join(__dirname, "../..");

type StackOptions = Omit<Options, "help">;
type Config = Record<string, string>;

/** A stack of a program, running on this machine. */
export class LocalStack {
  private constructor(
    readonly name: string,
    /** The folder of `Pulumi.yaml`. */
    readonly program: string,
    readonly services: LocalServices,
    private readonly deployment: Deployment,
    private readonly stopping: AbortController,
    private readonly evaluateProgram: (config: Config) => Promise<Evaluation>,
  ) {}

  /**
   * Starts the local cloud, in the stack's region; nothing is deployed yet. Rejects if the port is in use, and with
   * `EvaluationError` if the program has no such stack.
   *
   * @param ahead the configuration that is evaluated first, so that the program loads beside the cloud
   */
  static async start(options: StackOptions, ahead: Config = {}): Promise<LocalStack> {
    const { program = PROGRAM_DIRECTORY, stack } = options;
    const region = loadStackConfig(program, stack, ahead).config["aws:region"];
    const stopping = new AbortController();
    let listening: (endpoint: string) => void = () => {};
    const endpoint = new Promise<string>((resolve) => {
      listening = resolve;
    });
    const evaluateProgram = (config: Config) =>
      evaluate({
        directory: program,
        stack,
        config,
        endpoint,
        signal: stopping.signal,
      });
    let first: Promise<Evaluation> | undefined = evaluateProgram(ahead);
    // Awaited when it is asked for; until then nobody would see it fail.
    first.catch(() => {});
    try {
      const { services, deployment } = await startCloud(options, region);
      listening(services.cloud.endpoint);
      return new LocalStack(stack, program, services, deployment, stopping, (config) => {
        const evaluation = first && isSame(config, ahead) ? first : evaluateProgram(config);
        first = undefined;
        return evaluation;
      });
    } catch (error) {
      stopping.abort();
      throw error;
    }
  }

  /** Aborted when the stack closes. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Evaluates the program. Rejects with `EvaluationError`. */
  evaluate(config: Config = {}): Promise<Evaluation> {
    return this.evaluateProgram(config);
  }

  /** Makes the local cloud what the program wants. Rejects with `DeploymentError`. */
  deploy(evaluation: Evaluation): Promise<Changes> {
    return this.deployment.apply(evaluation);
  }

  /** Ends evaluations, executions, functions and connections. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.services.close();
  }
}

const isSame = (a: Config, b: Config) => JSON.stringify(a) === JSON.stringify(b);

/** Loads the cloud only now that the program's process is loading its own modules. */
async function startCloud(
  { data, iam, port, time, mocks, retain, verbose }: StackOptions,
  region: string | undefined,
) {
  await new Promise((resolve) => setImmediate(resolve));
  const { CloudClock } = require("../local-cloud/aws/clock") as typeof import("../local-cloud/aws/clock");
  const { Deployment } = require("./deploy/deployment") as typeof import("./deploy/deployment");
  const { startLocalServices } =
    require("../local-cloud/localCloud") as typeof import("../local-cloud/localCloud");
  const services = await startLocalServices({
    clock: new CloudClock(time),
    iamMode: iam,
    port,
    ...(region && { region }),
    ...(mocks && { faults: mocks }),
    ...(retain !== undefined && { retainedExecutions: retain }),
    ...(data !== undefined && { data }),
    onError: (error, { service, operation, requestId }) => {
      const place = [service, operation].filter(Boolean).join(":") || "a request";
      const shown = verbose && error instanceof Error ? error.stack : (error as Error).message;
      process.stderr.write(`unexpected error in ${place} (request ${requestId}): ${shown}\n`);
    },
  });
  return { services, deployment: new Deployment(services) };
}
