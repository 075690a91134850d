import type { Clock } from "../aws/clock";
import type { AwsError, CallContext, Caller, Service, ServiceCall } from "../aws/service";
import { broken, type CallFault, isLasting, refused, throttled } from "./callFault";
import { type CurrentTask, currentTask } from "./currentTask";
import { withCrash } from "./functionCrash";

/** A call of a service, as it comes in. */
export interface FaultyCall {
  caller: Caller;
  /** The service's signing name. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
  /** The Task that makes it, where Step Functions does. */
  task?: CurrentTask;
}

/** A fault that is put on calls. */
export interface InjectedFault {
  /** How many calls it befell. */
  readonly hits: number;
  /** Ends it, and answers whoever still waits. */
  end(): void;
}

type Output = Record<string, unknown>;

/** Longer than anybody waits for an answer: seconds of the clock, and of real time where somebody holds the clock. */
const NEVER_SECONDS = 7_200;
const NEVER_REAL_MS = 3_000;

/**
 * Puts faults on the calls that are made of services, whoever makes them: states, functions, front doors, event sources.
 * IAM decides before; what is befallen is the service, or the way to it.
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

  /** Befalls the first call that `matches`, or every one where the fault lasts. */
  inject(fault: CallFault, matches: (call: FaultyCall) => boolean): InjectedFault {
    const active = new ActiveFault(fault, matches, this.clock, () => this.active.delete(active));
    this.active.add(active);
    return active;
  }

  /** Calls `listener` before each call is carried out. Returns a function that ends this. */
  onCall(listener: (call: FaultyCall) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `listener` each time that a call was carried out, whatever its caller is answered. Returns a function that ends this. */
  onEffect(listener: (call: FaultyCall) => void): () => void {
    this.effectListeners.add(listener);
    return () => this.effectListeners.delete(listener);
  }

  /** Leaves the services as they were. */
  close(): void {
    for (const active of [...this.active]) active.end();
    for (const restore of this.restore) restore();
  }

  private intercept(service: Service): () => void {
    const { invoke } = service;
    service.invoke = (call, caller, context) => {
      const seen = describe(service, call, caller);
      const carryOut = async () => {
        const output = await invoke.call(service, call, caller, context);
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

  constructor(
    private readonly fault: CallFault,
    private readonly matches: (call: FaultyCall) => boolean,
    private readonly clock: Clock,
    private readonly onEnd: () => void,
  ) {}

  appliesTo(call: FaultyCall): boolean {
    return (this.hits === 0 || isLasting(this.fault)) && this.matches(call);
  }

  async apply(service: Service, carryOut: () => Promise<Output>, context: CallContext): Promise<Output> {
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
    }
  }

  end(): void {
    this.onEnd();
    for (const wake of [...this.waiting]) wake();
  }

  /** Until the caller is gone, or would be. */
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

/** A function dies before or after its work; another service breaks, and nobody is told whether the work was done. */
async function crash(
  service: Service,
  when: "beforeEffect" | "afterEffect",
  carryOut: () => Promise<Output>,
): Promise<Output> {
  if (service.signingName === "lambda") return withCrash(when, carryOut);
  if (when === "afterEffect") await settled(carryOut);
  throw broken(service);
}

/** The request arrives once more; who sent it has the first answer, and never learns of the second. */
async function twice(carryOut: () => Promise<Output>): Promise<Output> {
  const answer = await settled(carryOut);
  await settled(carryOut);
  return answer();
}

/** What came of a call, to be given to whoever asks later. */
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
