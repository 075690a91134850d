import * as path from "node:path";
import { CloudClock } from "./clock";
import { type Changes, Deployment } from "./deploy/deployment";
import { evaluate } from "./evaluate/evaluate";
import type { Evaluation } from "./evaluate/evaluation";
import { type LocalServices, startLocalServices } from "./localServices";
import type { Options } from "./options";

/** Where `Pulumi.yaml` is. */
export const PROGRAM_DIRECTORY = path.dirname(__dirname);

/** A stack of the program, running on this machine. */
export class LocalStack {
  private readonly deployment: Deployment;
  private readonly stopping = new AbortController();

  private constructor(
    readonly name: string,
    readonly services: LocalServices,
  ) {
    this.deployment = new Deployment(services);
  }

  /** Starts the local cloud; nothing is deployed yet. Rejects if the port is in use. */
  static async start({ stack, iam, port, time, mocks, verbose }: Omit<Options, "help">): Promise<LocalStack> {
    const services = await startLocalServices({
      clock: new CloudClock(time),
      iamMode: iam,
      port,
      ...(mocks && { faults: mocks }),
      onError: (error, { service, operation, requestId }) => {
        const place = [service, operation].filter(Boolean).join(":") || "a request";
        const shown = verbose && error instanceof Error ? error.stack : (error as Error).message;
        process.stderr.write(`unexpected error in ${place} (request ${requestId}): ${shown}\n`);
      },
    });
    return new LocalStack(stack, services);
  }

  /** Aborted when the stack closes. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** Evaluates the program. Rejects with `EvaluationError`. */
  evaluate(config: Record<string, string> = {}): Promise<Evaluation> {
    const { accountId, endpoint } = this.services.cloud;
    return evaluate({
      directory: PROGRAM_DIRECTORY,
      stack: this.name,
      config,
      accountId,
      endpoint,
      signal: this.stopping.signal,
    });
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
