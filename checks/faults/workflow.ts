import type { CallFault, CallFaults, Execution, LocalServices } from "../../packages/local-cloud";
import type { Evaluation } from "../../packages/local-stack";
import type { WorkflowName } from "../../workflows";
import type { Stage } from "../scenarios/scenario";

/** A workflow in a local cloud of its own, in which faults are put on its calls. */
export interface Testbed {
  services: LocalServices;
  evaluation: Evaluation;
  outputs: Record<string, unknown>;
  /** For the clients of scenarios. */
  stage: Stage;
  faults: CallFaults;
}

/** What is wrong after a trial: which of the workflow's promises was broken, and how. */
export type Violation = string;

/** A way through a workflow that ends, whatever befalls it. */
export interface Path {
  title: string;
  /**
   * Goes through the workflow, with keys that begin with `id` and are nobody else's. The fault is on meanwhile, and until
   * every execution ended; where it `lasts`, nothing comes of waiting for its end. Gives what looks at the tables, queues and objects afterwards, once nothing is at fault.
   */
  play(ground: Testbed, id: string, lasts: boolean): Promise<() => Promise<Verdict>>;
}

export interface Verdict {
  violations: Violation[];
  /** What a person has to do, as the documents say, since the program could not. */
  byHand?: string;
}

/** A workflow, and what it promises whatever befalls it. */
export interface FaultedWorkflow {
  name: WorkflowName;
  /** The stack's configuration, over the stack file's. */
  config: Record<string, string>;
  /** Changes what was evaluated, before it is deployed. Default: not at all. */
  adapt?(evaluation: Evaluation): Evaluation;
  /** The first that reaches a call is the one that is gone for it. */
  paths: Path[];
  /** Errors that an execution may end with: the workflow's own, and those of AWS that say all there is to say. */
  errors: RegExp;
  /** Where a promise is known to be broken. Default: nowhere. */
  limits?: Limit[];
}

/** What cannot be mended here, and why. */
export interface Limit {
  call: string;
  fault: CallFault;
  /** What its violations begin with. */
  promise: string;
  because: string;
}

/** The executions of a trial: those that were not there at its start. */
export class StartedExecutions {
  private readonly before: ReadonlySet<string>;

  constructor(private readonly ground: Pick<Testbed, "services">) {
    this.before = new Set(ground.services.stepFunctions.executions().map(({ arn }) => arn));
  }

  all(): Execution[] {
    return this.ground.services.stepFunctions.executions().filter(({ arn }) => !this.before.has(arn));
  }

  /** Waits for all to end, time skipped; for no longer than `ms` of real time. */
  async ended(ms = 30_000): Promise<void> {
    const deadline = performance.now() + ms;
    await this.ground.services.clock.skipWhile(this.untilNoneRuns(deadline));
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

/** Waits for `work`, but not longer. */
function within(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(() => resolve(), reject).finally(() => clearTimeout(timer));
  });
}

/** What none of a trial's executions may come to: running for ever, or failing without a name that tells something. */
export function violationsOfExecutions(executions: Execution[], errors: RegExp): Violation[] {
  return executions.flatMap((execution) => {
    const { name, machine, status, result } = execution;
    const title = `${machine.name} ${name}`;
    if (status === "RUNNING") return [`no execution is left RUNNING: ${title} is`];
    if (status === "SUCCEEDED" || status === "ABORTED") return [];
    const error = result && "error" in result ? result.error : undefined;
    if (error && errors.test(error)) return [];
    return [`every failed execution has a named error: ${title} ended as ${status} with ${error || "none"}`];
  });
}
