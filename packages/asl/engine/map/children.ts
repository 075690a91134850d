import { Aborted, tooManyFailures } from "../errors";
import { LIMITS } from "../limits";
import { Concurrency, runEach } from "../run/fork";
import type { Tolerance } from "../run/host";
import type { Run } from "../run/run";
import type { Machine, Visit } from "../run/visit";
import type { ChildCheckpoint, ChildJob, Json, MapRunCheckpoint, MapRunSettings } from "../types";
import type { MapRunNames } from "./arns";
import { type Family, runChild } from "./childRun";
import { countsOf, Progress } from "./progress";
import type { ChildResult, Results } from "./results";
import type { Supply } from "./supply";

export interface Children {
  visit: Visit;
  child: Machine;
  names: MapRunNames;
  supply: Supply;
  results: Results;
  maxConcurrency: number;
  tolerance: Tolerance;
  /** The state of the run before a redrive: its successful children are not run again. */
  before: MapRunCheckpoint | undefined;
}

/**
 * Runs the child executions and returns the Map's result; they are stopped if the Map ends first or too many of
 * them fail. Only the result of a successful child is stored.
 */
export async function runChildren(children: Children): Promise<Json> {
  const { visit, child, names, supply, results, before } = children;
  const tolerance = { ...children.tolerance };
  const concurrency = new Concurrency(concurrencyOf(children.maxConcurrency));
  const progress = progressOf(children, tolerance, (settings) => {
    tolerance.count = settings.toleratedFailureCount ?? tolerance.count;
    tolerance.percentage = settings.toleratedFailurePercentage ?? tolerance.percentage;
    progress.change(settings);
    if (settings.maxConcurrency !== undefined) concurrency.limit = concurrencyOf(settings.maxConcurrency);
  });
  const family: Family = { visit, child, names, running: new Set<Run>() };
  const succeeded = { ...(before?.succeeded ?? { children: 0, items: 0 }) };
  /** Taken from the supply and not succeeded, in that order. */
  const unfinished = new Map<number, ChildJob>();
  visit.frame.noteMapRun(() => ({
    mapRunArn: names.mapRunArn,
    startDate: progress.startDate,
    redriveCount: redriveCountOf(before),
    succeeded,
    results: results.checkpoint(),
    unfinished: [...unfinished.values(), ...supply.remaining],
    ...(supply.itemsRead !== undefined && { itemsRead: supply.itemsRead }),
  }));
  const atHand = supply.remaining.length;
  let taken = 0;
  const take = async () => {
    const job = await supply.next();
    if (!job) return undefined;
    if (++taken > atHand) progress.found(job.items);
    unfinished.set(job.index, job);
    await visit.frame.run.breathe();
    visit.frame.throwIfAborted();
    return job;
  };
  const run = async (job: ChildJob) => {
    progress.started(job.items);
    const ended = await runChild(family, job.input, job.ended, (end) => {
      job.ended = end;
    });
    progress.ended(job.items, ended.result.status);
    if (ended.result.status === "SUCCEEDED") {
      unfinished.delete(job.index);
      succeeded.children++;
      succeeded.items += job.items;
      await results.add(resultOf(job, ended, names));
    }
    if (progress.exceeded(supply.complete)) throw tooManyFailures();
  };
  const failed = () =>
    [...unfinished.values()].flatMap((job) => (job.ended ? [resultOf(job, job.ended, names)] : []));
  let stopped: Run[] = [];
  try {
    await runEach(take, concurrency, run, () => {
      stopped = [...family.running];
      for (const each of stopped) each.stop();
    });
    if (progress.exceeded(true)) throw tooManyFailures();
    const result = await results.finish(failed());
    if (results.exported) progress.written();
    progress.close("SUCCEEDED");
    return result;
  } catch (error) {
    const exceeded = progress.exceeded(supply.complete);
    progress.close(error instanceof Aborted ? "ABORTED" : "FAILED");
    if (exceeded && !(error instanceof Aborted)) {
      await Promise.all(stopped.map((each) => each.result));
      const pending = [...unfinished.values()].filter((job) => !job.ended);
      await results.abandon?.(failed(), [...pending, ...supply.remaining]);
    }
    throw error;
  } finally {
    await supply.close();
  }
}

function progressOf(
  { visit, names, supply, maxConcurrency, before }: Children,
  tolerance: Tolerance,
  update: (settings: MapRunSettings) => void,
): Progress {
  const { clock, onMapRun } = visit.frame.run.surroundings;
  const { remaining } = supply;
  const items = remaining.reduce((sum, job) => sum + job.items, 0);
  return new Progress(
    {
      mapRunArn: names.mapRunArn,
      executionArn: names.executionArn,
      stateName: visit.state.name,
      status: "RUNNING",
      startDate: new Date(before?.startDate ?? clock.now()),
      redriveCount: redriveCountOf(before),
      ...(before && { redriveDate: new Date(clock.now()) }),
      maxConcurrency,
      toleratedFailureCount: tolerance.count ?? 0,
      toleratedFailurePercentage: tolerance.percentage ?? 0,
      itemCounts: countsOf(items, before?.succeeded.items),
      executionCounts: countsOf(remaining.length, before?.succeeded.children),
    },
    (failed, total) => isTolerated(tolerance, failed, total),
    () => clock.now(),
    onMapRun && ((run) => onMapRun(run, { update })),
  );
}

const redriveCountOf = (before: MapRunCheckpoint | undefined) => (before ? before.redriveCount + 1 : 0);

const resultOf = (
  { index, input }: ChildJob,
  ended: ChildCheckpoint,
  { stateMachineArn }: MapRunNames,
): ChildResult => ({ ...ended, index, input, stateMachineArn });

/** 0 means the service's own limit. */
const concurrencyOf = (maxConcurrency: number) =>
  Math.min(maxConcurrency || LIMITS.distributedConcurrency, LIMITS.distributedConcurrency);

/** A percentage is of all items: it is not exceeded before all of them are known. */
function isTolerated({ count, percentage }: Tolerance, failed: number, total: number | undefined): boolean {
  if (failed === 0) return true;
  if (count === undefined && percentage === undefined) return false;
  if (count !== undefined && count > 0 && failed > count) return false;
  if (
    percentage !== undefined &&
    percentage > 0 &&
    total !== undefined &&
    (failed / total) * 100 > percentage
  )
    return false;
  return (count ?? 0) > 0 || (percentage ?? 0) > 0;
}
