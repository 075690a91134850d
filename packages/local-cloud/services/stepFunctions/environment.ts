import type { Clock } from "../../aws/clock";
import type { Cloud } from "../../aws/service";
import type { Activities } from "./activities";
import type { ExecutionRunner } from "./executionRunner";
import type { Executions } from "./executions";
import type { TaskTokens } from "./integrations";
import type { Pages } from "./pages";
import type { StateMachine } from "./stateMachine";
import type { StateMachines } from "./stateMachines";
import type { Tags } from "./tags";
import type { TaskFaults } from "./taskFaults";

/** What the operations of one Step Functions service share. */
export interface StepFunctions {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly faults: TaskFaults;
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly runner: ExecutionRunner;
  readonly activities: Activities;
  readonly tokens: TaskTokens;
  readonly tags: Tags;
  readonly pages: Pages;
  /** Restores the executions that an earlier process persisted for a state machine that was just created. */
  restore(machine: StateMachine): void;
}
