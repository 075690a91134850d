import type { Machine } from "../compile/machine";
import { Aborted, tooManyFailures } from "../errors";
import { LIMITS } from "../limits";
import { Concurrency, runAll } from "../run/fork";
import type { Tolerance } from "../run/host";
import type { Run } from "../run/run";
import type { Visit } from "../run/visit";
import type { ChildCheckpoint, MapRunCheckpoint, MapRunSettings } from "../types";
import type { MapRunNames } from "./arns";
import type { Batch } from "./batcher";
import { type Family, runChild } from "./childRun";
import { countsOf, Progress } from "./progress";
import type { ChildResult } from "./writer";

export interface Children {
  visit: Visit;
  child: Machine;
  names: MapRunNames;
  batches: Batch[];
  maxConcurrency: number;
  tolerance: Tolerance;
  /** What the run came to before a redrive: its successful children are not run again. */
  before?: MapRunCheckpoint;
}

/** Runs the child executions; they are stopped when the Map ends first or too many of them failed. */
export async function runChildren({
  visit,
  child,
  names,
  batches,
  maxConcurrency,
  tolerance: configured,
  before,
}: Children): Promise<ChildResult[]> {
  const { surroundings } = visit.frame.run;
  const tolerance = { ...configured };
  const concurrency = new Concurrency(concurrencyOf(maxConcurrency));
  const update = (settings: MapRunSettings) => {
    tolerance.count = settings.toleratedFailureCount ?? tolerance.count;
    tolerance.percentage = settings.toleratedFailurePercentage ?? tolerance.percentage;
    progress.change(settings);
    if (settings.maxConcurrency !== undefined) concurrency.limit = concurrencyOf(settings.maxConcurrency);
  };
  const redriveCount = before ? before.redriveCount + 1 : 0;
  const total = batches.reduce((sum, batch) => sum + batch.items, 0);
  const progress = new Progress(
    {
      mapRunArn: names.mapRunArn,
      executionArn: names.executionArn,
      stateName: visit.state.name,
      status: "RUNNING",
      startDate: new Date(before?.startDate ?? surroundings.clock.now()),
      redriveCount,
      ...(before && { redriveDate: new Date(surroundings.clock.now()) }),
      maxConcurrency,
      toleratedFailureCount: tolerance.count ?? 0,
      toleratedFailurePercentage: tolerance.percentage ?? 0,
      itemCounts: countsOf(total),
      executionCounts: countsOf(batches.length),
    },
    (failed, all) => isTolerated(tolerance, failed, all),
    () => surroundings.clock.now(),
    surroundings.onMapRun && ((run) => surroundings.onMapRun!(run, { update })),
  );
  const family: Family = { visit, child, names, running: new Set<Run>() };
  const ended: (ChildCheckpoint | null | undefined)[] = [...(before?.children ?? [])];
  visit.frame.noteMapRun(() => ({
    mapRunArn: names.mapRunArn,
    startDate: progress.startDate,
    redriveCount,
    batches,
    children: Array.from({ length: batches.length }, (_, index) => ended[index] ?? null),
  }));
  const stopAll = () => {
    for (const run of family.running) run.stop();
  };
  try {
    await runAll(
      batches.length,
      concurrency,
      async (index) => {
        const batch = batches[index]!;
        await visit.frame.run.breathe();
        visit.frame.throwIfAborted();
        progress.started(batch.items);
        const earlier = ended[index];
        const { result } =
          earlier?.result.status === "SUCCEEDED"
            ? earlier
            : await runChild(family, batch.input, earlier ?? undefined, (end) => {
                ended[index] = end;
              });
        progress.ended(batch.items, result.status);
        if (progress.exceeded) throw tooManyFailures();
        return null;
      },
      stopAll,
    );
    progress.close("SUCCEEDED");
    return batches.map(({ input }, index) => ({
      ...ended[index]!,
      stateMachineArn: names.stateMachineArn,
      input,
    }));
  } catch (error) {
    progress.close(error instanceof Aborted ? "ABORTED" : "FAILED");
    throw error;
  }
}

/** 0 means the service's own limit. */
const concurrencyOf = (maxConcurrency: number) =>
  Math.min(maxConcurrency || LIMITS.distributedConcurrency, LIMITS.distributedConcurrency);

function isTolerated({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (failed === 0) return true;
  if (count === undefined && percentage === undefined) return false;
  if (count !== undefined && count > 0 && failed > count) return false;
  if (percentage !== undefined && percentage > 0 && (failed / total) * 100 > percentage) return false;
  return (count ?? 0) > 0 || (percentage ?? 0) > 0;
}
