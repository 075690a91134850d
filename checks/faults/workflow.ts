import type { CallFault, CallFaults, Execution } from "../../packages/local-cloud";
import type { Evaluation } from "../../packages/local-stack";
import type { WorkflowName } from "../../workflows";
import type { Stage } from "../scenarios/scenario";
import { violationsOf } from "../workflows/check";
import type { DeployedStack } from "../workflows/deployedStack";
import { checkExecutions, factsOf } from "../workflows/executions";

/** A workflow alone in a local cloud, with faults injected into its calls. */
export interface Testbed extends DeployedStack {
  evaluation: Evaluation;
  /** For clients and scenarios. */
  stage: Stage;
  faults: CallFaults;
}

/** Which of the workflow's promises a trial broke, and how. */
export type Violation = string;

/** A path through a workflow that ends whichever fault is injected. */
export interface Path {
  title: string;
  /**
   * Runs the workflow, with keys that begin with `id`, which no other trial uses. The fault is active meanwhile, and until
   * every execution has ended; with a fault that `lasts` it is useless to wait for the end. Returns what checks the tables, queues and
   * objects afterwards, without the fault.
   */
  play(testbed: Testbed, id: string, lasts: boolean): Promise<() => Promise<Verdict>>;
  /** What a client does between two attempts of a call: the fault `client in between`. Default: there is no such client. */
  act?(testbed: Testbed, id: string): Promise<void>;
}

export interface Verdict {
  violations: Violation[];
  /** What a person has to do, as documented, because the program could not. */
  byHand?: string;
}

/** The workflows that have a fault matrix. */
export const FAULTED_WORKFLOWS = [
  "pipeline",
  "messenger",
  "booking",
  "orders",
] as const satisfies readonly WorkflowName[];

export type FaultedWorkflowName = (typeof FAULTED_WORKFLOWS)[number];

/** A workflow, and what it promises whichever fault is injected. */
export interface FaultedWorkflow {
  name: FaultedWorkflowName;
  /** The stack's configuration, over the stack file's. */
  config: Record<string, string>;
  /** Changes the evaluation before it is deployed. Default: no changes. */
  adapt?(evaluation: Evaluation): Evaluation;
  /** A call is tried on the first path that makes it. */
  paths: Path[];
  /** Errors that an execution may fail with: the workflow's own, and those of AWS that need no explanation. */
  errors: RegExp;
  /** Where a promise is known to be broken. Default: nowhere. */
  limits?: Limit[];
}

/** What cannot be fixed here, and why. */
export interface Limit {
  call: string;
  fault: CallFault;
  /** The promise that is broken. */
  promise: string;
  because: string;
}

/** The executions that were started since this object was created. */
export class StartedExecutions {
  private readonly before: ReadonlySet<string>;

  constructor(private readonly testbed: Pick<Testbed, "services">) {
    this.before = new Set(testbed.services.stepFunctions.executions().map(({ arn }) => arn));
  }

  all(): Execution[] {
    return this.testbed.services.stepFunctions.executions().filter(({ arn }) => !this.before.has(arn));
  }

  /** Waits for all of them to end, time skipped, for at most `ms` of real time. */
  async ended(ms = 30_000): Promise<void> {
    const deadline = performance.now() + ms;
    await this.testbed.services.clock.skipWhile(this.untilNoneRuns(deadline));
  }

  private async untilNoneRuns(deadline: number): Promise<void> {
    for (;;) {
      const running = this.all().filter(({ status }) => status === "RUNNING");
      const left = deadline - performance.now();
      if (running.length === 0 || left <= 0) return;
      await within(Promise.all(running.map(({ ended }) => ended)), left);
    }
  }
}

/** Waits for `work`, for at most `ms`. */
function within(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(() => resolve(), reject).finally(() => clearTimeout(timer));
  });
}

/** No execution is left running or fails with an undocumented error; one may be stopped. */
export function violationsOfExecutions(executions: Execution[], errors: RegExp): Violation[] {
  return violationsOf([checkExecutions(executions.map(factsOf), { errors, mayBeStopped: true })]);
}
