import type { Clock } from "../aws/clock";
import {
  AwsError,
  type CallContext,
  type Caller,
  type ProtocolFamily,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../aws/service";
import type { Iam } from "../iam/iam";

/** A call that was carried out or denied. */
export interface CallEvent {
  requestId: string;
  caller: Caller;
  /** The service's signing name. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** What IAM had to allow. */
  requirements: Requirement[];
  output?: Record<string, unknown>;
  /** The error that the caller got instead of an output. */
  error?: AwsError;
  /** Milliseconds of the cloud's clock. */
  startTime: number;
  /** Milliseconds of the cloud's clock. */
  endTime: number;
  /** How long the call took in real time, in milliseconds. */
  durationMs: number;
}

/** Where an unexpected error happened. */
export interface ErrorLocation {
  requestId: string;
  service?: string;
  operation?: string;
}

export type ErrorReporter = (error: unknown, place: ErrorLocation) => void;

/** The services of the cloud, and the one way to call them: authorized by IAM, carried out, reported to the listeners. */
export class Dispatcher {
  private readonly services = new Map<string, Service>();
  private readonly listeners = new Set<(event: CallEvent) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly iam: Iam,
    private readonly onError: ErrorReporter,
  ) {}

  register(service: Service): void {
    const { signingName } = service;
    if (this.services.has(signingName))
      throw new Error(`A service named ${signingName} is already registered.`);
    this.services.set(signingName, service);
  }

  find(signingName: string): Service | undefined {
    return this.services.get(signingName);
  }

  signingNames(): string[] {
    return [...this.services.keys()];
  }

  /** Closes every service. */
  async close(): Promise<void> {
    await Promise.all([...this.services.values()].map((service) => service.close?.()));
  }

  onCall(listener: (event: CallEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Rejects with {@link AwsError} and nothing else. */
  async dispatch(
    service: Service,
    call: ServiceCall,
    caller: Caller,
    context: CallContext,
  ): Promise<Record<string, unknown>> {
    const { requestId } = context;
    const { operation, input } = call;
    const place = { requestId, service: service.signingName, operation };
    const started = performance.now();
    const event: CallEvent = {
      ...place,
      caller,
      input,
      requirements: [],
      startTime: this.clock.now(),
      endTime: 0,
      durationMs: 0,
    };
    try {
      event.requirements = service.requirements(call);
      this.authorize(service, call, caller, event.requirements);
      event.output = await service.invoke(call, caller, context);
      return event.output;
    } catch (error) {
      event.error = this.asAwsError(error, place);
      throw event.error;
    } finally {
      event.endTime = this.clock.now();
      event.durationMs = performance.now() - started;
      this.notifyListeners(event);
    }
  }

  /**
   * An unexpected error becomes an `InternalFailure` that discloses nothing about the cause; the cause is reported to
   * the host.
   */
  asAwsError(error: unknown, place: ErrorLocation): AwsError {
    if (error instanceof AwsError) return error;
    this.onError(error, place);
    const message = `The request failed because of an unknown error. Request id: ${place.requestId}`;
    return new AwsError("InternalFailure", message, 500);
  }

  private authorize(service: Service, call: ServiceCall, caller: Caller, requirements: Requirement[]): void {
    const via = `${service.signingName}:${call.operation}`;
    const refusal = this.iam.check(caller, requirements, via);
    if (!refusal) return;
    const { code, status } = ACCESS_DENIED[service.protocol ?? "json"];
    throw new AwsError(service.refusalCode ?? code, refusal.message, status);
  }

  private notifyListeners(event: CallEvent): void {
    const { requestId, service, operation } = event;
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        this.onError(error, { requestId, service, operation });
      }
    }
  }
}

const ACCESS_DENIED: Readonly<Record<ProtocolFamily, { code: string; status: number }>> = {
  json: { code: "AccessDeniedException", status: 400 },
  "rest-json": { code: "AccessDeniedException", status: 403 },
  query: { code: "AccessDenied", status: 403 },
  "rest-xml": { code: "AccessDenied", status: 403 },
};
