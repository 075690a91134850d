import type { MapRun, MapRunControl } from "../../engine/types";
import { errors } from "./errors";

/** The runs of distributed Maps, kept as long as the execution they belong to. */
export class MapRuns {
  private readonly runs = new Map<string, MapRun>();
  private readonly controls = new Map<string, MapRunControl>();
  private readonly sequences = new Map<string, number>();
  private sequence = 0;

  /** Takes in a run that started or changed. */
  put(run: MapRun, control: MapRunControl): void {
    this.runs.set(run.mapRunArn, run);
    if (run.status === "RUNNING") this.controls.set(run.mapRunArn, control);
    else this.controls.delete(run.mapRunArn);
    if (!this.sequences.has(run.mapRunArn)) this.sequences.set(run.mapRunArn, this.sequence++);
  }

  /** What changes the run; undefined once it ended. Throws `ResourceNotFound`. */
  controlOf(arn: string): MapRunControl | undefined {
    return this.controls.get(this.require(arn).mapRunArn);
  }

  /** Throws `ResourceNotFound`. */
  require(arn: string): MapRun {
    const run = this.runs.get(arn);
    if (!run) throw errors.resourceNotFound(arn);
    return run;
  }

  /** Those of an execution, in the order of their start. */
  listOf(executionArn: string): MapRun[] {
    return [...this.runs.values()].filter((run) => run.executionArn === executionArn);
  }

  /** The run's place among all that were ever started. */
  sequenceOf({ mapRunArn }: MapRun): number {
    return this.sequences.get(mapRunArn) ?? 0;
  }

  forget(executionArn: string): void {
    for (const { mapRunArn } of this.listOf(executionArn)) {
      this.runs.delete(mapRunArn);
      this.controls.delete(mapRunArn);
      this.sequences.delete(mapRunArn);
    }
  }
}
