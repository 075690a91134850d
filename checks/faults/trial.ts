import { type CallFault, isLasting } from "../../packages/local-cloud";
import { keyOf, type Site, Sites } from "./sites";
import {
  type FaultedWorkflow,
  type Path,
  StartedExecutions,
  type Testbed,
  type Verdict,
  violationsOfExecutions,
} from "./workflow";

/** One fault at one place, on one way through the workflow. */
export interface Cell {
  site: Site;
  fault: CallFault;
  path: Path;
}

export interface CellResult {
  cell: Cell;
  /** What was promised and not kept; empty if all was. */
  violations: string[];
  /** What a person has to do, or which promise is known to be broken and why. */
  note?: string;
  durationMs: number;
}

interface TrialResult extends Verdict {
  /** The errors of the executions that failed. */
  failures: string[];
}

/** Goes a path of a workflow, in a cloud that was there before, with a fault or without one. */
export class Trials {
  private readonly sites: Sites;
  private readonly usualFailures = new Map<Path, string[]>();
  private trials = 0;

  constructor(
    private readonly workflow: FaultedWorkflow,
    private readonly ground: Testbed,
    /** What the names of everything that a trial makes begin with. */
    private readonly prefix = "trial",
  ) {
    this.sites = new Sites(ground.evaluation);
  }

  /** Goes a path without a fault: where calls are made on it, in the order of the first ones. */
  async explore(path: Path): Promise<{ sites: Site[]; violations: string[] }> {
    const found = new Map<string, Site>();
    const stop = this.ground.faults.onCall((call) => {
      const site = this.sites.of(call);
      if (site && !found.has(keyOf(site))) found.set(keyOf(site), site);
    });
    try {
      const { violations, failures } = await this.runTrial(path);
      this.usualFailures.set(path, failures);
      return { sites: [...found.values()], violations };
    } finally {
      stop();
    }
  }

  async run(cell: Cell): Promise<CellResult> {
    const { site, fault, path } = cell;
    const since = performance.now();
    const wanted = keyOf(site);
    const injected = this.ground.faults.inject(fault, (call) => {
      const at = this.sites.of(call);
      return at !== undefined && keyOf(at) === wanted;
    });
    try {
      const { violations, byHand, failures } = await this.runTrial(path, isLasting(fault), () =>
        injected.end(),
      );
      const problems = [
        ...(injected.hits === 0 ? ["the fault befell no call"] : []),
        ...(fault === "throttled once" ? this.unusual(path, failures) : []),
        ...violations,
      ];
      const limit = this.limitOf(cell, problems);
      const note = limit ?? (isLasting(fault) ? byHand : undefined);
      return {
        cell,
        violations: limit === undefined ? problems : [],
        ...(note !== undefined && { note }),
        durationMs: performance.now() - since,
      };
    } finally {
      injected.end();
    }
  }

  /** Why the violations were to be expected, if every one was. */
  private limitOf({ site, fault }: Cell, violations: string[]): string | undefined {
    if (violations.length === 0) return undefined;
    const limit = this.workflow.limits?.find((each) => each.call === site.call && each.fault === fault);
    return limit && violations.every((each) => each.startsWith(limit.promise)) ? limit.because : undefined;
  }

  /** What is throttled once is tried again: nothing fails that does not fail without the fault. */
  private unusual(path: Path, failures: string[]): string[] {
    const usual = this.usualFailures.get(path) ?? [];
    const found = failures.filter((failure) => !usual.includes(failure));
    return found.map((failure) => `what is throttled once is tried again: an execution ended as ${failure}`);
  }

  /** @param endFault called once every execution ended, before anything is looked at */
  private async runTrial(path: Path, lasts = false, endFault = () => {}): Promise<TrialResult> {
    const { services } = this.ground;
    const started = new StartedExecutions(this.ground);
    const check = await path.play(this.ground, `${this.prefix}${this.trials++}`, lasts);
    await started.ended();
    // Event sources and functions may go on for a moment.
    await services.clock.whenIdle();
    endFault();
    await services.clock.whenIdle();
    const verdict = await check();
    await started.ended();
    const failures = started
      .all()
      .flatMap(({ result }) => (result && "error" in result ? [String(result.error)] : []));
    const unnamed = violationsOfExecutions(started.all(), this.workflow.errors);
    for (const execution of started.all()) {
      if (execution.status === "RUNNING") await execution.stop("LeftRunning", "ended by the fault matrix");
    }
    return { ...verdict, violations: [...verdict.violations, ...unnamed], failures };
  }
}
