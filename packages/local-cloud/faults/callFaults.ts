import type { Clock } from "../aws/clock";
import type { AwsError, CallContext, Caller, Service, ServiceCall } from "../aws/service";
import { broken, type CallFault, isPermanent, refused, throttled } from "./callFault";
import { type CurrentTask, currentTask } from "./currentTask";
import { withCrash } from "./functionCrash";

/** A call of a service, as it is received. */
export interface FaultyCall {
  caller: Caller;
  /** The service's signing name. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** The Task that makes the call, if Step Functions makes it. */
  task?: CurrentTask;
}

/** A fault that is injected into calls. */
export interface InjectedFault {
  /** How many calls it affected. */
  readonly hits: number;
  /** Ends the fault, responds to the callers that are still waiting, and carries out what is late. */
  end(): Promise<void>;
}

type Output = Record<string, unknown>;

/** Longer than any caller waits for a response: in seconds of the clock, and in real time for when the clock is held. */
const NEVER_SECONDS = 7_200;
const NEVER_REAL_MS = 3_000;

/** Seconds of the clock after which a late call is carried out: most callers have given up by then. */
const LATE_SECONDS = 60;

/**
 * Injects faults into calls of services by any caller: states, functions, routes, event sources. IAM decides
 * first; the fault affects the service, or the connection to it.
 */
export class CallFaults {
  private readonly active = new Set<ActiveFault>();
  private readonly listeners = new Set<(call: FaultyCall) => void>();
  private readonly effectListeners = new Set<(call: FaultyCall) => void>();
  private readonly restore: (() => void)[];

  constructor(
    services: readonly Service[],
    private readonly clock: Clock,
  ) {
    this.restore = services.map((service) => this.intercept(service));
  }

  /**
   * Affects the first call that `matches`, or every one if the fault is lasting.
   *
   * @param act for `client in between`: what a client does between a call whose response is lost and the next attempt
   */
  inject(
    fault: CallFault,
    matches: (call: FaultyCall) => boolean,
    act: () => Promise<void> = async () => {},
  ): InjectedFault {
    const active = new ActiveFault(fault, matches, this.clock, () => this.active.delete(active), act);
    this.active.add(active);
    return active;
  }

  /** Calls `listener` before each call is carried out. Returns a function that ends this. */
  onCall(listener: (call: FaultyCall) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Calls `listener` after each call that was carried out, whatever response its caller gets. Returns a function that
   * ends this.
   */
  onEffect(listener: (call: FaultyCall) => void): () => void {
    this.effectListeners.add(listener);
    return () => this.effectListeners.delete(listener);
  }

  /** Ends all faults and restores the services. */
  close(): void {
    for (const active of [...this.active]) void active.end();
    for (const restore of this.restore) restore();
  }

  private intercept(service: Service): () => void {
    const { invoke } = service;
    service.invoke = (call, caller, context) => {
      const seen = describe(service, call, caller);
      const carryOut = async (as = context) => {
        const output = await invoke.call(service, call, caller, as);
        for (const listener of this.effectListeners) listener(seen);
        return output;
      };
      for (const listener of this.listeners) listener(seen);
      const found = [...this.active].find((active) => active.appliesTo(seen));
      return found ? found.apply(service, carryOut, context) : carryOut();
    };
    return () => {
      service.invoke = invoke;
    };
  }
}

function describe({ signingName }: Service, { operation, input }: ServiceCall, caller: Caller): FaultyCall {
  const task = currentTask();
  return { caller, service: signingName, operation, input, ...(task && { task }) };
}

class ActiveFault implements InjectedFault {
  hits = 0;
  private readonly waiting = new Set<() => void>();
  private readonly late = new Set<() => Promise<void>>();

  constructor(
    private readonly fault: CallFault,
    private readonly matches: (call: FaultyCall) => boolean,
    private readonly clock: Clock,
    private readonly onEnd: () => void,
    private readonly act: () => Promise<void>,
  ) {}

  appliesTo(call: FaultyCall): boolean {
    return (this.hits === 0 || isPermanent(this.fault)) && this.matches(call);
  }

  async apply(
    service: Service,
    carryOut: (as?: CallContext) => Promise<Output>,
    context: CallContext,
  ): Promise<Output> {
    this.hits++;
    switch (this.fault) {
      case "throttled once":
      case "throttled always":
        throw throttled(service);
      case "refused":
        throw refused(service);
      case "timed out":
        await this.untilGivenUp(context);
        throw broken(service);
      case "crashed before":
        return crash(service, "beforeEffect", carryOut);
      case "crashed after":
        return crash(service, "afterEffect", carryOut);
      case "answered twice":
        return twice(carryOut);
      case "answered late": {
        const answer = await settled(carryOut);
        await this.untilGivenUp(context);
        return answer();
      }
      case "carried out late":
        // Its caller has gone, but a function that is invoked late is not stopped for that.
        this.carryOutLate(() => carryOut({ ...context, signal: new AbortController().signal }));
        await this.untilGivenUp(context);
        throw broken(service);
      case "client in between": {
        const answer = await settled(() => crash(service, "afterEffect", carryOut));
        await this.act();
        return answer();
      }
    }
  }

  async end(): Promise<void> {
    this.onEnd();
    for (const wake of [...this.waiting]) wake();
    await Promise.all([...this.late].map((carryOut) => carryOut()));
  }

  private carryOutLate(carryOut: () => Promise<Output>): void {
    const once = async () => {
      cancel();
      // Its outcome is nobody's any more.
      if (this.late.delete(once)) await settled(carryOut);
    };
    const cancel = this.clock.after(LATE_SECONDS * 1000, () => void once());
    this.late.add(once);
  }

  /** Resolves when the caller has gone, or would have. */
  private untilGivenUp({ signal, idle }: CallContext): Promise<void> {
    return idle(
      new Promise((resolve) => {
        const wake = () => {
          this.waiting.delete(wake);
          cancel();
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, NEVER_REAL_MS);
        const cancel = this.clock.after(NEVER_SECONDS * 1000, wake);
        this.waiting.add(wake);
        if (signal.aborted) wake();
        else signal.addEventListener("abort", wake);
      }),
    );
  }
}

/**
 * A function dies before or after its work; any other service fails, and its caller does not learn whether the work was
 * done.
 */
async function crash(
  service: Service,
  when: "beforeEffect" | "afterEffect",
  carryOut: () => Promise<Output>,
): Promise<Output> {
  if (service.signingName === "lambda") return withCrash(when, carryOut);
  if (when === "afterEffect") await settled(carryOut);
  throw broken(service);
}

/** The request is delivered twice; its sender gets the first response, and never learns of the second. */
async function twice(carryOut: () => Promise<Output>): Promise<Output> {
  const answer = await settled(carryOut);
  await settled(carryOut);
  return answer();
}

/** The outcome of a call, to be returned later. */
async function settled(carryOut: () => Promise<Output>): Promise<() => Output> {
  try {
    const output = await carryOut();
    return () => output;
  } catch (error) {
    return () => {
      throw error as AwsError;
    };
  }
}
