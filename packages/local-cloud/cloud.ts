import { randomUUID } from "node:crypto";
import type { Clock } from "./aws/clock";
import type { Route } from "./aws/route";
import {
  type AssumeRoleRequest,
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type Session,
} from "./aws/service";
import { CallHold } from "./gateway/callHold";
import { type CallEvent, Dispatcher, type ErrorReporter } from "./gateway/dispatcher";
import { Gateway } from "./gateway/gateway";
import { unknownService } from "./gateway/unknownService";
import { IamService } from "./iam/api/iamService";
import { Iam, type IamMode } from "./iam/iam";
import { Sts } from "./iam/sts";

export interface LocalCloudOptions {
  clock: Clock;
  /** Default `123456789012`. */
  accountId?: string;
  /** Default `us-east-1`. */
  region?: string;
  /** Default `enforce`. */
  iamMode?: IamMode;
  /** Receives every unexpected error; the caller gets an `InternalFailure` with the same request id only. */
  onError: ErrorReporter;
  /** Host names that are accepted in addition to those of this machine. Default: none. */
  allowedHosts?: readonly string[];
  /** The largest request body that is accepted. Default 64 MiB. */
  maxBodyBytes?: number;
}

/** One AWS account in one region on this machine: services, IAM and the one port in front of them. */
export class LocalCloud implements Cloud {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly iam: Iam;
  private readonly dispatcher: Dispatcher;
  private readonly gateway: Gateway;
  /** One for each call made in this process. */
  private readonly inFlight = new Set<AbortController>();
  private closed: Promise<void> | undefined;

  constructor(options: LocalCloudOptions) {
    const { clock, accountId = "123456789012", region = "us-east-1", iamMode = "enforce", onError } = options;
    this.accountId = accountId;
    this.region = region;
    this.clock = clock;
    this.iam = new Iam({ accountId, region, clock, mode: iamMode });
    this.dispatcher = new Dispatcher(clock, this.iam, onError);
    this.gateway = new Gateway({
      clock,
      sessions: this.iam.sessions,
      dispatcher: this.dispatcher,
      ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
      ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
    });
    this.register(new Sts(this.iam));
    this.register(new IamService(this.iam));
  }

  get endpoint(): string {
    return this.gateway.endpoint;
  }

  /** The caller that signs with access key and secret `local`: everything is allowed. */
  get administrator(): Caller {
    return this.iam.sessions.administrator;
  }

  /** Adds a service, found by its signing name. Throws if there is one of that name. */
  register(service: Service): void {
    this.dispatcher.register(service);
  }

  /** Adds a part of the port that does not speak an AWS API. Returns a function that removes it. */
  addRoute(route: Route): () => void {
    return this.gateway.routes.add(route);
  }

  /** Calls `listener` with the prefix at every request of a route. Returns a function that removes it. */
  onRouteRequest(listener: (prefix: string) => void): () => void {
    return this.gateway.routes.onRequest(listener);
  }

  /** Calls `listener` after every call, however it was made. Returns a function that removes it. */
  onCall(listener: (event: CallEvent) => void): () => void {
    return this.dispatcher.onCall(listener);
  }

  /** Listens on `port`, by default a free one; resolves to the endpoint. */
  listen(port = 0): Promise<string> {
    return this.gateway.listen(port);
  }

  async call(
    caller: Caller,
    service: string,
    operation: string,
    input: object,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>> {
    const known = this.dispatcher.find(service);
    if (!known) throw unknownService(service, this.dispatcher.signingNames());
    const requestId = randomUUID();
    const hold = new CallHold(this.clock);
    const controller = new AbortController();
    const abort = () => controller.abort();
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    this.inFlight.add(controller);
    try {
      const call = { operation, input: Object.fromEntries(Object.entries(input)), requestId };
      const context = { requestId, signal: controller.signal, idle: hold.idle };
      return await this.dispatcher.dispatch(known, call, caller, context);
    } finally {
      this.inFlight.delete(controller);
      signal?.removeEventListener("abort", abort);
      hold.end();
    }
  }

  authorize(caller: Caller, requirements: Requirement[], operation: string): void {
    const refusal = this.iam.check(caller, requirements, operation);
    if (refusal) throw new AwsError("AccessDeniedException", refusal.message);
  }

  assumeRole(roleArn: string, request: AssumeRoleRequest): Session {
    return this.iam.assumeRole(roleArn, request);
  }

  /** Ends every connection and call in flight, then closes the services. */
  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    for (const controller of this.inFlight) controller.abort();
    await this.gateway.close();
    await this.dispatcher.close();
  }
}
