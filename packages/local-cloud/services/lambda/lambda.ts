import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import type { Codec } from "../../aws/protocols/awsJson";
import { restJson } from "../../aws/protocols/restJson";
import type { CallContext, Caller, Cloud, Requirement, Service, ServiceCall } from "../../aws/service";
import { AsynchronousInvocations } from "./asynchronous";
import type { FunctionCrash } from "./crash";
import { makeDirectories, removeAtExit, removeDirectories } from "./directories";
import { invalidContent, requestTooLarge, validationError } from "./errors";
import { EventSourceMappings } from "./eventSource/mappings";
import type { QueueService } from "./eventSource/queue";
import { describeVersion } from "./function";
import { FunctionManager } from "./functionManager";
import { type FunctionReference, parseFunctionName } from "./functionName";
import { FunctionRegistry } from "./functions";
import type { Inspection } from "./inspection";
import { REST_OPERATIONS } from "./restOperations";
import { FunctionRunner } from "./runner";
import type { PoolOptions } from "./worker/pool";

export interface LambdaOptions {
  cloud: Cloud;
  clock: Clock;
  /** The queues that event source mappings receive messages from. */
  queues: QueueService;
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
const PAGE_SIZE = 50;

/**
 * AWS Lambda ({@link https://docs.aws.amazon.com/lambda/latest/api/welcome.html}): runs each function's code in its own
 * processes. Functions and event source mappings are created in process. Timeouts are in real time, during which the clock
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
  /** Calls `listener` with every invocation as it starts, from any caller. Returns a function that unsubscribes. */
  readonly onInvocationStart: FunctionRunner["onInvocationStart"];
  /** Calls `listener` with every line that a function prints, as it prints it. Returns a function that unsubscribes. */
  readonly onLogLine: FunctionRunner["onLogLine"];
  /** Calls `listener` after every invocation, from any caller. Returns a function that unsubscribes. */
  readonly onInvocation: FunctionRunner["onInvocation"];

  /** Calls `listener` with every debugger of a function's process, when it listens. Returns a function that unsubscribes. */
  readonly onDebugger: FunctionRunner["onDebugger"];

  constructor(options: LambdaOptions) {
    const {
      cloud,
      clock,
      queues,
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
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    if (operation === "ListFunctions") return [{ action: "lambda:ListFunctions", resource: "*" }];
    const action = operation === "Invoke" ? "lambda:InvokeFunction" : `lambda:${operation}`;
    return [{ action, resource: this.registry.arnOf(referenceOf(input)) }];
  }

  async invoke(
    { operation, input }: ServiceCall,
    _caller: Caller,
    { requestId }: CallContext,
  ): Promise<Record<string, unknown>> {
    switch (operation) {
      case "Invoke":
        return this.invokeFunction(input, requestId);
      case "ListFunctions":
        return this.listFunctions(input);
      case "GetFunctionConfiguration":
        return describeVersion(this.registry.resolve(referenceOf(input), this.random));
      default:
        return this.getFunction(referenceOf(input));
    }
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

  private getFunction(reference: FunctionReference): Record<string, unknown> {
    const target = this.registry.get(reference);
    const version = this.registry.resolve(reference, this.random);
    return {
      Configuration: describeVersion(version),
      Code: { RepositoryType: "FILE", Location: `file://${version.code.directory}` },
      ...(target.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: target.reservedConcurrency },
      }),
    };
  }

  private listFunctions({ Marker, MaxItems }: Record<string, unknown>): Record<string, unknown> {
    const size = Math.min(Number(MaxItems ?? PAGE_SIZE), PAGE_SIZE);
    const all = this.registry.list();
    const start = Marker === undefined ? 0 : all.findIndex(({ arn }) => arn > String(Marker));
    const page = start < 0 ? [] : all.slice(start, start + size);
    const last = page.at(-1);
    return {
      Functions: page.map(({ latest }) => describeVersion(latest)),
      ...(last && last !== all.at(-1) && { NextMarker: last.arn }),
    };
  }
}

function referenceOf({ FunctionName, Qualifier }: Record<string, unknown>): FunctionReference {
  return parseFunctionName(String(FunctionName), Qualifier === undefined ? undefined : String(Qualifier));
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
