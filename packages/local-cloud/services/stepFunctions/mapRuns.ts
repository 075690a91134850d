import type { MapRun, MapRunControl } from "../../../asl/engine";
import { errors } from "./errors";

/** The Map Runs of distributed Maps, retained as long as the executions they belong to. */
export class MapRuns {
  private readonly runs = new Map<string, MapRun>();
  private readonly controls = new Map<string, MapRunControl>();
  private readonly sequences = new Map<string, number>();
  /** By the execution they belong to, in the order in which they started. */
  private readonly arns = new Map<string, string[]>();
  private sequence = 0;

  /** @param onChange receives every run that starts or changes */
  constructor(private readonly onChange: (run: MapRun) => void = () => {}) {}

  /** Adds an ended run of an earlier process. */
  restore(run: MapRun): void {
    this.add(run);
  }

  /** Adds or updates a run. */
  put(run: MapRun, control: MapRunControl): void {
    this.onChange(run);
    if (run.status === "RUNNING") this.controls.set(run.mapRunArn, control);
    else this.controls.delete(run.mapRunArn);
    this.add(run);
  }

  private add(run: MapRun): void {
    this.runs.set(run.mapRunArn, run);
    if (this.sequences.has(run.mapRunArn)) return;
    this.sequences.set(run.mapRunArn, this.sequence++);
    const others = this.arns.get(run.executionArn);
    if (others) others.push(run.mapRunArn);
    else this.arns.set(run.executionArn, [run.mapRunArn]);
  }

  /** Changes a run while it is in progress; undefined once it has ended. Throws `ResourceNotFound`. */
  controlOf(arn: string): MapRunControl | undefined {
    return this.controls.get(this.require(arn).mapRunArn);
  }

  /** Throws `ResourceNotFound`. */
  require(arn: string): MapRun {
    const run = this.runs.get(arn);
    if (!run) throw errors.resourceNotFound(arn);
    return run;
  }

  /** The runs of an execution, in the order in which they started. */
  listOf(executionArn: string): MapRun[] {
    return (this.arns.get(executionArn) ?? []).map((arn) => this.require(arn));
  }

  /** The run's position in the order in which runs started. */
  sequenceOf({ mapRunArn }: MapRun): number {
    return this.sequences.get(mapRunArn) ?? 0;
  }

  delete(executionArn: string): void {
    for (const arn of this.arns.get(executionArn) ?? []) {
      this.runs.delete(arn);
      this.controls.delete(arn);
      this.sequences.delete(arn);
    }
    this.arns.delete(executionArn);
  }
}
