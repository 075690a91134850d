import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import type { Codec } from "../../aws/protocols/awsJson";
import { restJson } from "../../aws/protocols/restJson";
import { type ResourcePolicies, UnenforcedPolicies } from "../../aws/resourcePolicies";
import type { CallContext, Caller, Cloud, Requirement, Service, ServiceCall } from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { AsynchronousInvocations } from "./asynchronous";
import type { FunctionCrash } from "./crash";
import { makeDirectories, removeAtExit, removeDirectories } from "./directories";
import { invalidContent, requestTooLarge, validationError } from "./errors";
import { EventSourceMappings } from "./eventSource/mappings";
import type { QueueService } from "./eventSource/queue";
import { FunctionManager } from "./functionManager";
import { FunctionPolicy } from "./functionPolicy";
import { FunctionRegistry } from "./functions";
import { checkInput } from "./inputs";
import type { Inspection } from "./inspection";
import { aliasOperations } from "./operations/aliases";
import { functionOperations } from "./operations/functions";
import { mappingOperations } from "./operations/mappings";
import { type Operation, referenceOf } from "./operations/operation";
import { settingOperations } from "./operations/settings";
import { requirementsOf } from "./requirements";
import { type OperationName, REST_OPERATIONS } from "./restOperations";
import { FunctionRunner } from "./runner";
import type { PoolOptions } from "./worker/pool";

export interface LambdaOptions {
  cloud: Cloud;
  clock: Clock;
  /** The queues that event source mappings receive messages from. */
  queues: QueueService;
  /** Where the policies of functions are. Default: they have no effect. */
  policies?: ResourcePolicies;
  /** 0 ≤ n < 1, for the routing weights of aliases. Default `Math.random`. */
  random?: () => number;
  workers?: PoolOptions;
  /** Called at the start of every invocation: whether and when the function crashes. Default: never. */
  crash?: () => FunctionCrash | undefined;
  /** Which functions are debugged. Default: none. */
  inspection?: Inspection;
  /** Called with each event that was sent to a function's dead-letter queue. Default: nothing. */
  onDeadLetter?: (deadLetter: DeadLetter) => void;
}

/** Bytes. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution */
const SYNC_PAYLOAD_LIMIT = 6_291_456;
const ASYNC_PAYLOAD_LIMIT = 1_048_576;

/**
 * AWS Lambda ({@link https://docs.aws.amazon.com/lambda/latest/api/welcome.html}): runs each function's code in its own
 * processes. Functions and event source mappings are created by the API, and in process by deployments. Timeouts are in real time, during which the clock
 * is held; retries of events, batching windows and redeliveries run on the clock.
 */
export class LambdaService implements Service {
  readonly signingName = "lambda";
  readonly operationNames: ReadonlySet<string> = new Set(Object.keys(REST_OPERATIONS));
  readonly protocol = "rest-json";
  /** Creates and changes functions. */
  readonly functions: FunctionManager;
  readonly eventSourceMappings: EventSourceMappings;
  private readonly codec: Codec = restJson(REST_OPERATIONS);
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly directories = makeDirectories();
  private readonly cancelRemoval = removeAtExit(this.directories);
  private readonly registry: FunctionRegistry;
  private readonly runner: FunctionRunner;
  private readonly asynchronous: AsynchronousInvocations;
  private readonly random: () => number;
  private readonly operations: Readonly<Record<Exclude<OperationName, "Invoke">, Operation>>;
  /** Calls `listener` with every invocation as it starts, from any caller. Returns a function that unsubscribes. */
  readonly onInvocationStart: FunctionRunner["onInvocationStart"];
  /** Calls `listener` with every line that a function prints, as it prints it. Returns a function that unsubscribes. */
  readonly onLogLine: FunctionRunner["onLogLine"];
  /** Calls `listener` after every invocation, from any caller. Returns a function that unsubscribes. */
  readonly onInvocation: FunctionRunner["onInvocation"];

  /** Calls `listener` with every debugger of a function's process, when it listens. Returns a function that unsubscribes. */
  readonly onDebugger: FunctionRunner["onDebugger"];

  constructor(private readonly options: LambdaOptions) {
    const {
      cloud,
      clock,
      queues,
      policies = new UnenforcedPolicies(),
      random = Math.random,
      workers = {},
      crash,
      inspection,
      onDeadLetter,
    } = options;
    this.random = random;
    this.registry = new FunctionRegistry(cloud.accountId, cloud.region, () => clock.now());
    this.runner = new FunctionRunner(cloud, clock, this.directories, workers, crash, inspection);
    this.onInvocationStart = this.runner.onInvocationStart;
    this.onLogLine = this.runner.onLogLine;
    this.onInvocation = this.runner.onInvocation;
    this.onDebugger = this.runner.onDebugger;
    this.functions = new FunctionManager(
      this.registry,
      this.runner,
      cloud,
      this.directories.root,
      this.directories.layers,
      () => clock.now(),
      inspection,
    );
    this.asynchronous = new AsynchronousInvocations(this.registry, this.runner, {
      cloud,
      clock,
      random,
      onDeadLetter,
    });
    this.eventSourceMappings = new EventSourceMappings(
      this.registry,
      this.runner,
      queues,
      cloud,
      clock,
      random,
    );
    const services = {
      registry: this.registry,
      manager: this.functions,
      policyOf: (arn: string) => new FunctionPolicy(policies, arn),
      cloud,
      random,
    };
    this.operations = {
      ...functionOperations(services),
      ...aliasOperations(services),
      ...settingOperations(services),
      ...mappingOperations(this.eventSourceMappings, this.registry),
    };
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkInput(operation, input);
    const { accountId, region } = this.options.cloud;
    return requirementsOf(operation, input, {
      functionOf: (given) => this.registry.arnOf(referenceOf(given)),
      mapping: (uuid) => `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`,
      mappedFunction: (uuid) => this.eventSourceMappings.functionOf(uuid),
    });
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    caller: Caller,
    { requestId }: CallContext,
  ): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    const name = operation as OperationName;
    return name === "Invoke" ? this.invokeFunction(input, requestId) : this.operations[name](input, caller);
  }

  /** Drops what waits to be retried, redelivered or batched, and waits for the invocations of it that are in flight. */
  async reset(): Promise<void> {
    await Promise.all([this.asynchronous.reset(), this.eventSourceMappings.reset()]);
  }

  /** Stops every process and removes the unpacked code. Invocations in flight fail. */
  async close(): Promise<void> {
    await Promise.all([this.eventSourceMappings.close(), this.asynchronous.close(), this.runner.close()]);
    await removeDirectories(this.directories);
    this.cancelRemoval();
  }

  private async invokeFunction(
    input: Record<string, unknown>,
    requestId: string,
  ): Promise<Record<string, unknown>> {
    const { InvocationType = "RequestResponse", LogType = "None" } = input;
    const reference = referenceOf(input);
    const version = this.registry.resolve(reference, this.random);
    const clientContext = decodeClientContext(input.ClientContext);
    const payload = payloadText(input.Payload);
    switch (InvocationType) {
      case "DryRun":
        return { StatusCode: 204 };
      case "Event":
        checkSize(payload, ASYNC_PAYLOAD_LIMIT, "InvokeAsync");
        checkJson(payload);
        this.asynchronous.enqueue({ requestId, reference, payload, ...clientContext });
        return { StatusCode: 202 };
      case "RequestResponse": {
        checkSize(payload, SYNC_PAYLOAD_LIMIT, "InvokeFunction");
        checkJson(payload);
        const result = await this.runner.run(this.registry.get(reference), version, {
          requestId,
          payload,
          invokedFunctionArn: this.registry.arnOf(reference),
          ...clientContext,
        });
        return {
          StatusCode: 200,
          ...(result.error && { FunctionError: "Unhandled" }),
          ...(LogType === "Tail" && { LogResult: result.logTail }),
          Payload: Buffer.from(result.payload),
          ExecutedVersion: result.executedVersion,
        };
      }
      default:
        throw validationError(
          `1 validation error detected: Value '${InvocationType}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
        );
    }
  }
}

/** The payload is bytes in a call over HTTP and may be text in process. No payload is an empty event. */
function payloadText(payload: unknown): string {
  const text = payload instanceof Uint8Array ? Buffer.from(payload).toString("utf8") : String(payload ?? "");
  return text === "" ? "{}" : text;
}

function checkSize(payload: string, limit: number, operation: string): void {
  if (Buffer.byteLength(payload) > limit) throw requestTooLarge(limit, operation);
}

function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw invalidContent((error as Error).message);
  }
}

/** Base64 of a JSON object. */
function decodeClientContext(clientContext: unknown): { clientContext?: string } {
  if (clientContext === undefined) return {};
  const text = Buffer.from(String(clientContext), "base64").toString("utf8");
  checkJson(text);
  return { clientContext: text };
}
