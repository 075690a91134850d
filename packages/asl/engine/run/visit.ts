import type { Catcher } from "../compile/catcher";
import type { Retrier } from "../compile/retrier";
import { StateFailure } from "../errors";
import type { JsonObject } from "../json";
import type { Scope, Variables } from "../query/scope";
import type { Checkpoint, Json, MapRunCheckpoint, SubmittedTask } from "../types";
import type { Frame } from "./frame";
import { COMPLETE, type EventDetails } from "./history";

export type MachineType = "STANDARD" | "EXPRESS";

/** A state machine, compiled once and run any number of times. */
export interface Machine {
  readonly type: MachineType;
  readonly graph: StateGraph;
  /** `TimeoutSeconds` of the whole machine. */
  readonly timeoutSeconds?: number;
}

/** Only states that can be retried have a `RetryCount` in the context object. */
const RETRYABLE: ReadonlySet<StateType> = new Set(["Task", "Parallel", "Map"]);

export type StateType = "Pass" | "Task" | "Choice" | "Wait" | "Succeed" | "Fail" | "Parallel" | "Map";

/** A state, ready to run. */
export interface CompiledState {
  readonly name: string;
  readonly type: StateType;
  /** One attempt. Throws a `StateFailure`. */
  run(visit: Visit): Promise<Transition>;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

/** How a state was left. */
export interface Transition {
  output: Json;
  assigned?: Variables;
  /** The name of the next state; none ends the machine, branch or iteration. */
  next?: string;
}

/** States that refer to each other: the machine's own, a branch's, or those of a Map's processor. */
export interface StateGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, CompiledState>;
}

/** The progress of a state before a redrive, or before it was interrupted. */
export type Resumed = Pick<Checkpoint, "inner" | "mapRun" | "since" | "submitted">;

/** One visit of a state: from its entry to its exit, over all retries. */
export class Visit {
  /** True for a state that can be ended from outside while it waits: that is recorded. */
  readonly abortable: boolean;
  context: JsonObject;
  readonly enteredEvent: number;
  private retryCount = 0;
  private readonly enteredTime: string;

  constructor(
    readonly frame: Frame,
    readonly state: CompiledState,
    readonly input: Json,
    private resumed: Resumed = {},
  ) {
    frame.enter(state.name, input, resumed);
    this.abortable = ["Task", "Wait", "Parallel", "Map"].includes(state.type);
    const { history, surroundings } = frame.run;
    this.enteredEvent = frame.record(`${state.type}StateEntered`, () => ({
      stateEnteredEventDetails: { name: state.name, input: history.text(input), inputDetails: COMPLETE },
    }));
    this.enteredTime = new Date(surroundings.clock.now()).toISOString();
    this.context = this.contextOfAttempt();
  }

  get scope(): Scope {
    return {
      input: this.input,
      context: this.context,
      variables: this.frame.variables,
      sources: this.frame.run.sources,
    };
  }

  record(type: string, details?: () => EventDetails): number {
    return this.frame.record(type, details);
  }

  /** The progress of the part `index`, a branch or an iteration, before a redrive. */
  before(index: number): { output: Json } | Checkpoint | undefined {
    return this.resumed.inner?.[index] ?? undefined;
  }

  /** The progress of a distributed Map's run before a redrive. */
  get mapRunBefore(): MapRunCheckpoint | undefined {
    return this.resumed.mapRun;
  }

  /** The request that a Task had made when it was interrupted, and continues to wait for. */
  get submittedBefore(): SubmittedTask | undefined {
    return this.resumed.submitted;
  }

  /** How long an interrupted state had lasted, in milliseconds. */
  get lasted(): number {
    const { since } = this.resumed;
    return since === undefined ? 0 : Math.max(0, this.frame.run.surroundings.clock.now() - since);
  }

  text(value: Json): string {
    return this.frame.run.history.text(value);
  }

  nextAttempt(): void {
    this.retryCount++;
    this.resumed = {};
    this.frame.retry();
    this.context = this.contextOfAttempt();
  }

  /** The failure as it leaves the state: AWS prefixes the cause of its own failures with the state. */
  describe(failure: StateFailure): StateFailure {
    if (!failure.ofState) return failure;
    const described = new StateFailure(
      failure.error,
      `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.enteredEvent}). ${failure.cause ?? ""}`,
    );
    described.alias = failure.alias;
    return described;
  }

  private contextOfAttempt(): JsonObject {
    const State: JsonObject = { Name: this.state.name, EnteredTime: this.enteredTime };
    if (RETRYABLE.has(this.state.type)) State.RetryCount = this.retryCount;
    return { ...this.frame.context, State };
  }
}
