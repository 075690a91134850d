import type { NamedResource } from "../../packages/names";
import { UsageError } from "../../packages/terminal";
import type { Outputs, Place } from "./place";
import { DEFAULT_ENDPOINT, programOf, runningStacks, stackAt } from "./runningStacks";
import { startTemporaryStack } from "./temporaryStack";

/** The administrator's access key in a local cloud. Declared again here: the client is published without the local cloud. */
const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

export interface LocalPlaceOptions {
  /** Absolute path of a folder of the program, or below. Default: the current one. */
  program?: string | undefined;
  /** Default: where the program's stack runs. */
  endpoint?: string | undefined;
  /** Whether a stack is started for this command alone if none runs. */
  mayStart: boolean;
}

/** A stack that `workflows dev` runs on this machine. */
export class LocalPlace implements Place {
  readonly title: string;
  readonly options: string;
  readonly howToDeploy = "see what workflows dev printed";
  readonly lasting = false;
  readonly access;

  private constructor(
    private readonly endpoint: string,
    stack: string,
    options: string,
    readonly temporary: boolean,
    private readonly end: () => Promise<void>,
  ) {
    this.title = `the local stack ${stack} at ${endpoint}`;
    this.options = `--local${options}`;
    this.access = { endpoint, credentials: LOCAL_CREDENTIALS };
  }

  /**
   * The stack at the endpoint; without one, the stack of the program that runs on this machine or, if the command may start it, one
   * that ends with the command.
   *
   * @throws UsageError if there is none, or several.
   */
  static async open(
    { program: folder = process.cwd(), endpoint, mayStart }: LocalPlaceOptions,
    progress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<LocalPlace> {
    if (endpoint !== undefined) return LocalPlace.at(checked(endpoint));
    const program = programOf(folder);
    if (program === undefined)
      throw new UsageError(`${folder} is not a Pulumi program; give --endpoint, or --program DIR`);
    const [running, ...others] = await runningStacks(program);
    if (others.length > 0) {
      const all = [running!, ...others].map((each) => `${each.stack} at ${each.endpoint}`);
      throw new UsageError(
        `${all.length} stacks of ${program} run here; choose one with --endpoint: ${all.sort().join(", ")}`,
      );
    }
    if (running) return new LocalPlace(running.endpoint, running.stack, "", false, async () => {});
    if (!mayStart) {
      const other = await stackAt(DEFAULT_ENDPOINT);
      const what = other
        ? `; at ${DEFAULT_ENDPOINT} runs stack ${other.stack} of ${other.program} (--endpoint ${DEFAULT_ENDPOINT})`
        : "";
      throw new UsageError(`no stack of ${program} runs on this machine${what}; start it: npx workflows dev`);
    }
    progress(
      `no stack of ${program} runs on this machine: starting one for this command (npx workflows dev keeps one running)`,
    );
    const started = await startTemporaryStack(program, signal);
    return new LocalPlace(started.endpoint, started.stack, "", true, started.end);
  }

  private static async at(endpoint: string): Promise<LocalPlace> {
    const running = await stackAt(endpoint);
    if (running)
      return new LocalPlace(endpoint, running.stack, ` --endpoint ${endpoint}`, false, async () => {});
    throw new UsageError(
      `no stack of workflows dev answers at ${endpoint}; start one: npx workflows dev --port PORT`,
    );
  }

  async outputs(): Promise<Outputs> {
    const { outputs } = await this.ask("GET", "outputs");
    return outputs as Outputs;
  }

  async now(): Promise<number> {
    return (await stackAt(this.endpoint))?.now ?? Date.now();
  }

  async resources(): Promise<NamedResource[]> {
    const { resources } = await this.ask("GET", "resources");
    return resources as NamedResource[];
  }

  /** What its roles were used for so far. */
  async iam(): Promise<unknown> {
    const { iam } = await this.ask("GET", "iam");
    return iam;
  }

  /** Sets configuration until the cloud ends; no file changes. */
  async configure(config: Record<string, string>, signal?: AbortSignal): Promise<void> {
    await this.ask("POST", "deploy", { config }, signal);
  }

  async deploy(): Promise<void> {
    await this.configure({});
  }

  /** Deletes nothing: the local cloud always runs the whole program. */
  async destroy(): Promise<void> {}

  close(): Promise<void> {
    return this.end();
  }

  private async ask(
    method: "GET" | "POST",
    what: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.endpoint}/_local/${what}`, {
      method,
      ...(signal && { signal }),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${this.title}: ${answer.message}`);
    return answer;
  }
}

function checked(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))
    return endpoint.replace(/\/+$/, "");
  throw new UsageError(`--endpoint is '${endpoint}'; allowed: a URL such as ${DEFAULT_ENDPOINT}`);
}
