import type { CloudClock, EventStream, FaultRule, LocalServices } from "../local-cloud";
import { LOCAL_CREDENTIALS } from "../local-cloud/aws/credentials";
import type { Changes, Deployment } from "./deploy/deployment";
import type { Evaluation } from "./program/evaluation";

/** Configuration over the stack file's, by `key` or `project:key`. */
export type Config = Record<string, string>;

/** The faults that are injected into Tasks. They can be changed while executions run. */
export interface StackFaults {
  /** Adds rules after the existing ones. Throws `FaultPlanError`, and adds none, if one is not valid. */
  add(...rules: FaultRule[]): void;
  list(): FaultRule[];
  /** Removes all rules, and all test cases of a plan. */
  clear(): void;
}

/** A call that no policy allows. */
export type Refusal = LocalServices["cloud"]["iam"]["refusals"][number];

interface Client {
  destroy(): void;
}

/** A stack of a Pulumi program, running on this machine. {@link startLocalStack} makes one. */
export class LocalStack implements AsyncDisposable {
  private current: Evaluation | undefined;
  private config: Config;
  private lastDeployment: Promise<unknown> = Promise.resolve();
  private readonly clients: Client[] = [];

  /** @internal */
  constructor(
    /** `dev` */
    readonly name: string,
    /** The local cloud that it runs in. */
    readonly services: LocalServices,
    private readonly deployment: Deployment,
    private readonly stopping: AbortController,
    private readonly evaluateProgram: (config: Config) => Promise<Evaluation>,
    private readonly initialConfig: Config,
  ) {
    this.config = initialConfig;
  }

  /** Where all its services are: `http://127.0.0.1:PORT`. */
  get endpoint(): string {
    return this.services.cloud.endpoint;
  }

  get region(): string {
    return this.services.cloud.region;
  }

  /** What was deployed last; undefined before the first deployment. */
  get evaluation(): Evaluation | undefined {
    return this.current;
  }

  /** The stack's outputs, secrets in plain text; empty before the first deployment. */
  get outputs(): Record<string, unknown> {
    return this.current?.outputs ?? {};
  }

  /** The time of everything that runs in the stack. */
  get clock(): CloudClock {
    return this.services.clock;
  }

  get faults(): StackFaults {
    return this.services.faults;
  }

  /** The calls that no policy allows, the first first: refused, or with `iam: "audit"` only recorded. */
  get refusals(): readonly Refusal[] {
    return this.services.cloud.iam.refusals;
  }

  /** Everything that happens in the stack, as it happens. */
  get events(): EventStream {
    return this.services.events;
  }

  /** Aborted when the stack closes. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /**
   * An SDK client that calls this stack as its administrator, destroyed when the stack closes.
   *
   * @param config what the client has in addition to endpoint, region and credentials
   * @example stack.client(SFNClient)
   */
  client<C extends Client, ClientConfig extends object>(
    Constructor: new (config: ClientConfig) => C,
    config?: Partial<ClientConfig>,
  ): C {
    const { endpoint, region } = this;
    const access = { endpoint, region, credentials: LOCAL_CREDENTIALS, ...config };
    const client = new Constructor(access as unknown as ClientConfig);
    this.clients.push(client);
    return client;
  }

  /**
   * Evaluates the program; what runs stays as it is.
   *
   * @param config instead of the option `config` of `startLocalStack`
   * @throws EvaluationError
   */
  evaluate(config: Config = this.initialConfig): Promise<Evaluation> {
    return this.evaluateProgram(config);
  }

  /**
   * Creates, updates and deletes resources until the local cloud has those of an evaluation. Deployments run one after
   * another.
   *
   * @param evaluation Default: the program, evaluated as at the start
   * @throws EvaluationError
   * @throws DeploymentError for the first resource that fails; what was done before remains.
   */
  deploy(evaluation?: Evaluation): Promise<Changes> {
    return this.enqueue(async () => this.apply(evaluation ?? (await this.evaluate())));
  }

  /**
   * Evaluates the program again and deploys it, one deployment after another.
   *
   * @param changes over the configuration of the start and of all calls of this before. It is discarded if this fails.
   * @throws EvaluationError
   * @throws DeploymentError
   */
  redeploy(changes: Config = {}): Promise<Changes> {
    return this.enqueue(async () => {
      const config = { ...this.config, ...changes };
      const applied = await this.apply(await this.evaluateProgram(config));
      this.config = config;
      return applied;
    });
  }

  /** Stops evaluations, executions and functions, and closes connections and clients. */
  async close(): Promise<void> {
    this.stopping.abort();
    for (const client of this.clients.splice(0)) client.destroy();
    await this.services.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private enqueue<T>(deploy: () => Promise<T>): Promise<T> {
    const deployed = this.lastDeployment.then(deploy);
    this.lastDeployment = deployed.catch(() => {});
    return deployed;
  }

  private async apply(evaluation: Evaluation): Promise<Changes> {
    const changes = await this.deployment.apply(evaluation);
    this.current = evaluation;
    this.events.publish("deployed", () => ({ stack: this.name, ...changes }));
    return changes;
  }
}
