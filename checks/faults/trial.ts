import { type CallFault, type FaultyCall, type InjectedFault, isLasting } from "../../packages/local-cloud";
import { keyOf, type Site, Sites } from "./sites";
import {
  type FaultedWorkflow,
  type Path,
  StartedExecutions,
  type Testbed,
  type Verdict,
  violationsOfExecutions,
} from "./workflow";

/** A fault in a call. */
export interface SiteFault {
  site: Site;
  fault: CallFault;
}

/** One fault in one call, or two in two, on one path through the workflow. */
export interface Cell extends SiteFault {
  path: Path;
  /** The other fault, if there are two. The first one may keep its call from being made. */
  second?: SiteFault;
}

/** What a cell is called in reports. */
export const labelOf = ({ site, fault, second }: Cell): string =>
  [{ site, fault }, ...(second ? [second] : [])]
    .map((each) => `${keyOf(each.site)}, ${each.fault}`)
    .join("; and ");

export interface CellResult {
  cell: Cell;
  /** The promises that were broken; empty if none was. */
  violations: string[];
  /** What a person has to do, or why a promise is known to be broken. */
  note?: string;
  durationMs: number;
}

/** For how much real time executions that are started late may run; a pump does not end by itself. */
const LATE_MS = 1_000;

interface TrialResult extends Verdict {
  /** The errors of the executions that failed. */
  failures: string[];
}

/** Runs paths of a workflow in an open testbed, with a fault or without one. */
export class Trials {
  private readonly sites: Sites;
  private readonly usualFailures = new Map<Path, string[]>();
  private trials = 0;

  constructor(
    private readonly workflow: FaultedWorkflow,
    private readonly testbed: Testbed,
    /** The prefix of the names of everything that a trial creates. */
    private readonly prefix = "trial",
  ) {
    this.sites = new Sites(testbed.evaluation);
  }

  /** Runs a path without a fault; returns the calls made on it, in the order of the first of each. */
  async explore(path: Path): Promise<{ sites: Site[]; violations: string[] }> {
    const found = new Map<string, Site>();
    const stop = this.testbed.faults.onCall((call) => {
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
    const { fault, path, second } = cell;
    const since = performance.now();
    const faults = second ? [cell, second] : [cell];
    const lasts = faults.some((each) => isLasting(each.fault));
    const injected = faults.map((each) => this.inject(each, path));
    const end = async () => {
      for (const each of injected) await each.end();
    };
    try {
      const { violations, byHand, failures } = await this.runTrial(path, lasts, end);
      const problems = [
        ...(injected.every(({ hits }) => hits === 0) ? ["the fault was injected into no call"] : []),
        ...(fault === "throttled once" && !second ? this.unusual(path, failures) : []),
        ...violations,
      ];
      const limit = this.limitOf(faults, problems);
      const note = limit ?? (lasts ? byHand : undefined);
      return {
        cell,
        violations: limit === undefined ? problems : [],
        ...(note !== undefined && { note }),
        durationMs: performance.now() - since,
      };
    } finally {
      await end();
    }
  }

  private inject({ site, fault }: SiteFault, path: Path): InjectedFault {
    const wanted = keyOf(site);
    const matches = (call: FaultyCall) => {
      const at = this.sites.of(call);
      return at !== undefined && keyOf(at) === wanted;
    };
    // The trial that runs next, whose things the client knows.
    const id = `${this.prefix}${this.trials}`;
    return this.testbed.faults.inject(
      fault,
      matches,
      () => path.act?.(this.testbed, id) ?? Promise.resolve(),
    );
  }

  /** Why the violations are known limits, if all of them are. */
  private limitOf(faults: SiteFault[], violations: string[]): string | undefined {
    if (violations.length === 0) return undefined;
    const limit = this.workflow.limits?.find((each) =>
      faults.some(({ site, fault }) => each.call === site.call && each.fault === fault),
    );
    return limit && violations.every((each) => each.startsWith(limit.promise)) ? limit.because : undefined;
  }

  /** A call that is throttled once is retried: no execution fails that does not fail without the fault. */
  private unusual(path: Path, failures: string[]): string[] {
    const usual = this.usualFailures.get(path) ?? [];
    const found = failures.filter((failure) => !usual.includes(failure));
    return found.map(
      (failure) => `a call that is throttled once is retried: an execution failed with ${failure}`,
    );
  }

  /** @param endFault called once every execution has ended, before anything is checked */
  private async runTrial(path: Path, lasts = false, endFault = async () => {}): Promise<TrialResult> {
    const { services } = this.testbed;
    const started = new StartedExecutions(this.testbed);
    const check = await path.play(this.testbed, `${this.prefix}${this.trials++}`, lasts);
    await started.ended();
    // Event sources and functions may still run for a moment.
    await services.clock.whenIdle();
    await endFault();
    await services.clock.whenIdle();
    // What is carried out late may have started an execution.
    await started.ended(LATE_MS);
    const verdict = await check();
    await started.ended();
    const failures = started
      .all()
      .flatMap(({ result }) => (result && "error" in result ? [String(result.error)] : []));
    const ofExecutions = violationsOfExecutions(started.all(), this.workflow.errors);
    for (const execution of started.all()) {
      if (execution.status === "RUNNING") await execution.stop("LeftRunning", "stopped by the fault matrix");
    }
    return { ...verdict, violations: [...verdict.violations, ...ofExecutions], failures };
  }
}
