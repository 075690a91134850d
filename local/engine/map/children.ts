import type { Machine } from "../compile/machine";
import { Aborted, tooManyFailures } from "../errors";
import { LIMITS } from "../limits";
import { runAll } from "../run/fork";
import type { Tolerance } from "../run/host";
import { Run } from "../run/run";
import type { Visit } from "../run/visit";
import type { ExecutionContext, Json } from "../types";
import type { MapRunNames } from "./arns";
import type { Batch } from "./batcher";
import { countsOf, Progress } from "./progress";
import type { ChildResult } from "./writer";

export interface Children {
  visit: Visit;
  child: Machine;
  names: MapRunNames;
  batches: Batch[];
  maxConcurrency: number;
  tolerance: Tolerance;
}

/** Runs the child executions; they are stopped when the Map ends first or too many of them failed. */
export async function runChildren({
  visit,
  child,
  names,
  batches,
  maxConcurrency,
  tolerance,
}: Children): Promise<ChildResult[]> {
  const { surroundings } = visit.frame.run;
  const total = batches.reduce((sum, batch) => sum + batch.items, 0);
  const progress = new Progress(
    {
      mapRunArn: names.mapRunArn,
      executionArn: names.executionArn,
      stateName: visit.state.name,
      status: "RUNNING",
      startDate: new Date(surroundings.clock.now()),
      maxConcurrency,
      toleratedFailureCount: tolerance.count ?? 0,
      toleratedFailurePercentage: tolerance.percentage ?? 0,
      itemCounts: countsOf(total),
      executionCounts: countsOf(batches.length),
    },
    (failed, all) => isTolerated(tolerance, failed, all),
    () => surroundings.clock.now(),
    surroundings.onMapRun && ((run) => surroundings.onMapRun!(run)),
  );
  const running = new Set<Run>();
  const results = new Array<ChildResult>(batches.length);
  const stopAll = () => {
    for (const run of running) run.stop();
  };
  try {
    await runAll(
      batches.length,
      Math.min(maxConcurrency || LIMITS.distributedConcurrency, LIMITS.distributedConcurrency),
      async (index) => {
        const batch = batches[index]!;
        await visit.frame.run.breathe();
        visit.frame.throwIfAborted();
        progress.started(batch.items);
        const result = await runChild(visit, child, names, batch.input, running);
        results[index] = result;
        progress.ended(batch.items, result.result.status);
        if (progress.exceeded) throw tooManyFailures();
        return null;
      },
      stopAll,
    );
    progress.close("SUCCEEDED");
    return results;
  } catch (error) {
    progress.close(error instanceof Aborted ? "ABORTED" : "FAILED");
    throw error;
  }
}

function isTolerated({ count, percentage }: Tolerance, failed: number, total: number): boolean {
  if (failed === 0) return true;
  if (count === undefined && percentage === undefined) return false;
  if (count !== undefined && count > 0 && failed > count) return false;
  if (percentage !== undefined && percentage > 0 && (failed / total) * 100 > percentage) return false;
  return (count ?? 0) > 0 || (percentage ?? 0) > 0;
}

/** Runs one child execution; it is stopped when the Map ends first. */
function runChild(
  visit: Visit,
  child: Machine,
  names: MapRunNames,
  input: Json,
  running: Set<Run>,
): Promise<ChildResult> {
  const { surroundings } = visit.frame.run;
  const name = surroundings.uuid();
  const executionArn = names.childArn(name, child.type);
  const startDate = new Date(surroundings.clock.now());
  const context: ExecutionContext = {
    Execution: {
      Id: executionArn,
      Name: name,
      RoleArn: names.roleArn,
      StartTime: startDate.toISOString(),
      RedriveCount: 0,
    },
    StateMachine: { Id: names.stateMachineArn, Name: names.stateMachineName },
  };
  const observer = surroundings.onChildExecution?.({
    executionArn,
    name,
    mapRunArn: names.mapRunArn,
    type: child.type,
    input,
    startDate,
  });
  return visit.frame.wait<ChildResult>((resolve, reject) => {
    const run = new Run(child, {
      ...surroundings,
      input,
      context,
      redrive: undefined,
      onEvent: observer?.onEvent && ((event) => observer.onEvent!(event)),
    });
    running.add(run);
    run.result
      .then((result) => {
        running.delete(run);
        observer?.onEnd?.(result);
        const stopDate = new Date(surroundings.clock.now()).toISOString();
        resolve({
          executionArn,
          name,
          stateMachineArn: names.stateMachineArn,
          input,
          startDate: context.Execution.StartTime,
          stopDate,
          result,
        });
      })
      .catch(reject);
    return () => run.stop();
  });
}
