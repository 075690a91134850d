import { UsageError } from "../../packages/terminal";
import { startLocalCloud } from "./localCloud";
import type { Outputs, Place } from "./place";

export const DEFAULT_ENDPOINT = "http://127.0.0.1:4566";

/** The administrator's access key in a local cloud. Declared again here: the client is published without the local cloud. */
const LOCAL_CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

/** The stack in a local cloud, `npm run local`. */
export class LocalPlace implements Place {
  readonly title: string;
  readonly howToDeploy = "see what npm run local printed";
  readonly lasting = false;
  readonly access;

  private constructor(
    private readonly endpoint: string,
    readonly temporary: boolean,
    private readonly end: () => Promise<void>,
  ) {
    this.title = `the local cloud at ${endpoint}`;
    this.access = { endpoint, credentials: LOCAL_CREDENTIALS };
  }

  /**
   * The running cloud at the endpoint. If no endpoint is given and nothing runs at the default one, a cloud for this command alone.
   *
   * @throws UsageError if nothing, or something other than a local cloud, listens at the given endpoint.
   */
  static async open(
    endpoint: string | undefined,
    progress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<LocalPlace> {
    const running = new LocalPlace(checked(endpoint ?? DEFAULT_ENDPOINT), false, async () => {});
    if (await running.answers(signal)) return running;
    if (endpoint) {
      throw new UsageError(
        `nothing listens at ${endpoint}; start a local cloud: npm run local -- --port PORT`,
      );
    }
    progress(
      `no local cloud runs at ${DEFAULT_ENDPOINT}: starting one for this command (npm run local keeps one running)`,
    );
    const started = await startLocalCloud(signal);
    return new LocalPlace(started.endpoint, true, started.end);
  }

  async outputs(): Promise<Outputs> {
    const { outputs } = await this.ask("GET", "outputs");
    return outputs;
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

  private async answers(signal: AbortSignal): Promise<boolean> {
    try {
      await this.ask("GET", "outputs", undefined, signal);
      return true;
    } catch (error) {
      if ((error as { cause?: { code?: string } }).cause?.code === "ECONNREFUSED") return false;
      throw error;
    }
  }

  private async ask(
    method: "GET" | "POST",
    what: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<{ outputs: Outputs }> {
    const response = await fetch(`${this.endpoint}/_local/${what}`, {
      method,
      ...(signal && { signal }),
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    const answer = parse(text);
    if (response.ok && answer?.outputs) return { outputs: answer.outputs as Outputs };
    if (typeof answer?.message === "string" && response.headers.has("x-sfn-workflows")) {
      throw new Error(`${this.title}: ${answer.message}`);
    }
    throw new UsageError(
      `${this.endpoint} is not a local cloud of this project (${response.status}); give --endpoint, or end it`,
    );
  }
}

function checked(endpoint: string): string {
  if (URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol))
    return endpoint.replace(/\/+$/, "");
  throw new UsageError(`--endpoint is '${endpoint}'; allowed: a URL such as ${DEFAULT_ENDPOINT}`);
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
