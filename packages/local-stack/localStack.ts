import type { CloudClock, EventStream, LocalServices, StateMachine } from "../local-cloud";
import { LOCAL_CREDENTIALS } from "../local-cloud/aws/credentials";
import { type NamedResource, StackNames } from "../names";
import { UsageError } from "../terminal";
import type { Changes, Deployment } from "./deploy/deployment";
import { existingResources } from "./existingResources";
import type { InspectedFunctions } from "./inspectedFunctions";
import type { Evaluation } from "./program/evaluation";
import { Interruptions } from "./testing/interruptions";
import { Machine } from "./testing/machine";
import { type CallFilter, type CallRecord, type LogLine, Recorder } from "./testing/recorder";
import { reset } from "./testing/reset";
import {
  type MockAnswer,
  type MockedState,
  mockState,
  type StackFaults,
  stackFaults,
} from "./testing/stackFaults";

/** Configuration over the stack file's, by `key` or `project:key`. */
export type Config = Record<string, string>;

/** A call that no policy allows. */
export type Refusal = LocalServices["cloud"]["iam"]["refusals"][number];

interface Client {
  destroy(): void;
}

/** What a {@link LocalStack} is made of. */
interface Parts {
  name: string;
  services: LocalServices;
  deployment: Deployment;
  stopping: AbortController;
  evaluateProgram(config: Config): Promise<Evaluation>;
  /** At the start. */
  config: Config;
  /** Whether calls and lines are kept. */
  record: boolean;
  /** The functions that are debugged. */
  inspected: InspectedFunctions | undefined;
}

/** A stack of a Pulumi program, running on this machine. {@link startLocalStack} makes one. */
export class LocalStack implements AsyncDisposable {
  private current: Evaluation | undefined;
  private config: Config;
  private lastDeployment: Promise<unknown> = Promise.resolve();
  private readonly clients: Client[] = [];
  private readonly recorder: Recorder | undefined;
  /** The faults that are injected into Tasks. */
  readonly faults: StackFaults;
  private readonly interruptions = new Interruptions();

  /** `dev` */
  readonly name: string;
  /** The local cloud that it runs in. */
  readonly services: LocalServices;
  private readonly deployment: Deployment;
  private readonly stopping: AbortController;
  private readonly evaluateProgram: Parts["evaluateProgram"];
  private readonly initialConfig: Config;
  private readonly inspected: InspectedFunctions | undefined;

  /** @internal */
  constructor(parts: Parts) {
    this.name = parts.name;
    this.services = parts.services;
    this.deployment = parts.deployment;
    this.stopping = parts.stopping;
    this.evaluateProgram = parts.evaluateProgram;
    this.initialConfig = parts.config;
    this.config = parts.config;
    this.inspected = parts.inspected;
    this.recorder = parts.record ? new Recorder(parts.services.events) : undefined;
    this.faults = stackFaults(parts.services.faults, this.faultSubjects);
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

  /** The calls that no policy allows, in order: refused, or with `iam: "audit"` only recorded. */
  get refusals(): readonly Refusal[] {
    return this.services.cloud.iam.refusals;
  }

  /** The state machines and functions that exist, with what they are called. */
  get resources(): NamedResource[] {
    const { stepFunctions, lambda } = this.services;
    return existingResources(stepFunctions.stateMachines(), lambda.functions.list(), this.current);
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
   * A state machine of the stack, to start executions of.
   *
   * @param given an output, the name of its resource or component in the program, its physical name, or an ARN, also that of a
   * version or an alias
   * @throws UsageError that lists the names that exist
   */
  machine(given: string): Machine {
    const { machine, arn } = this.names.stateMachine(given);
    return new Machine(arn, machine.physicalName, this.services, this.interruptions);
  }

  /**
   * Answers a Task instead of its service, until the returned function is called or the stack is reset. Faults for the Task still
   * apply, and come first.
   *
   * @param state its name; with the state machine where several have a state of that name
   * @param answer the result, as the service would return it (`{ Payload: … }` for `lambda:invoke`), or a function of what the Task
   * sends that returns it, or throws the Task's error
   * @throws UsageError that lists the names that exist
   * @example stack.mock("Charge", () => { throw Object.assign(new Error("no money"), { name: "CardDeclined" }); })
   */
  mock(state: string | MockedState, answer: MockAnswer): () => void {
    return mockState(this.services.faults, this.faultSubjects, state, answer);
  }

  /**
   * The calls of services since the start or the last reset, by any caller, in order; the last 10,000 of them.
   *
   * @param filter Default: all
   * @example stack.calls({ service: "sqs", operation: "SendMessage" })
   */
  calls(filter: CallFilter = {}): CallRecord[] {
    return this.recorded.callsOf(filter);
  }

  /**
   * The lines that a function printed since the start or the last reset, in order; of all functions together, the last 10,000.
   *
   * @param given an output, the name of its resource or component in the program, its physical name, or an ARN
   * @throws UsageError that lists the names that exist
   */
  logs(given: string): LogLine[] {
    return this.recorded.linesOf(this.names.function(given).physicalName);
  }

  /**
   * Goes back to what the start returned, for the next test: stops executions and forgets them, empties tables, queues and buckets,
   * except for the items and objects that the program declares, removes mocks and the faults that were added, and forgets calls,
   * logs and refusals. What is deployed stays, and so does the time.
   */
  async reset(): Promise<void> {
    await this.enqueue(async () => {
      this.interrupt("the stack was reset");
      await reset(this.services, this.deployment);
    });
    this.recorder?.clear();
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
    this.interrupt("the stack was closed");
    for (const client of this.clients.splice(0)) client.destroy();
    await this.services.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private interrupt(reason: string): void {
    this.interruptions.interrupt(this.services.stepFunctions.executions(), reason);
  }

  private get recorded(): Recorder {
    if (this.recorder) return this.recorder;
    throw new UsageError("calls and logs are not recorded; start the stack without `record: false`");
  }

  private get faultSubjects() {
    const { stepFunctions } = this.services;
    const byArn = (arn: string) => stepFunctions.stateMachines().find((each) => each.arn === arn);
    return {
      machines: (): StateMachine[] => stepFunctions.stateMachines(),
      machine: (given: string): StateMachine => byArn(this.names.stateMachine(given).machine.arn)!,
    };
  }

  private get names(): StackNames {
    return new StackNames(this.resources, this.current?.outputs ?? {});
  }

  private enqueue<T>(deploy: () => Promise<T>): Promise<T> {
    const deployed = this.lastDeployment.then(deploy);
    this.lastDeployment = deployed.catch(() => {});
    return deployed;
  }

  private async apply(evaluation: Evaluation): Promise<Changes> {
    this.inspected?.select(evaluation);
    const changes = await this.deployment.apply(evaluation);
    this.current = evaluation;
    if (this.inspected) await this.services.lambda.functions.openDebuggers();
    this.recorder?.clear();
    this.events.publish("deployed", () => ({ stack: this.name, ...changes }));
    return changes;
  }
}
