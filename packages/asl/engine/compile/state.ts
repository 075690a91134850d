import type { Variables } from "../query/scope";
import type { Visit } from "../run/visit";
import type { Json } from "../types";
import type { Catcher } from "./catcher";
import type { Retrier } from "./retrier";

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
