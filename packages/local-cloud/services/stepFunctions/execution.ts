import type { ExecutionStatus, StateMachineType } from "@aws-sdk/client-sfn";
import type { Checkpoint, ExecutionResult, HistoryEvent, Execution as Run } from "../../../asl/engine";
import { TransitionCounter } from "./billing";
import { resultOf } from "./executionResult";
import type { Alias, Revision, StateMachine, Target, Version } from "./stateMachine";

export interface ExecutionStart {
  arn: string;
  name: string;
  target: Pick<Target, "machine" | "revision"> & {
    version?: Pick<Version, "arn">;
    alias?: Pick<Alias, "arn">;
  };
  /** The JSON text as passed. */
  input: string;
  traceHeader?: string;
  /** The test case of the fault plan that it runs in. */
  testCase?: string;
  /** The execution whose Task started this one. */
  parent?: Execution;
  /** Default: the parent, or the execution that the input names. */
  startedBy?: string;
  /** The run of a distributed Map that this execution is a child of, and the child's own type. */
  mapRun?: { arn: string; type: StateMachineType };
  startDate: Date;
}

/** What an earlier process persisted of an execution. */
export interface RestoredExecution {
  events: readonly HistoryEvent[];
  redriveCount: number;
  redriveDate: Date | undefined;
  checkpoint: Checkpoint | undefined;
}

/** An execution, while it is running and after it has ended. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly type: StateMachineType;
  /** As the API reports it: a child execution's has the distributed Map's label. */
  readonly stateMachineArn: string;
  /** Its state machine as it was when the execution started. */
  readonly revision: Revision;
  readonly versionArn: string | undefined;
  readonly aliasArn: string | undefined;
  readonly input: string;
  readonly traceHeader: string | undefined;
  readonly testCase: string | undefined;
  /**
   * The execution that started this one: the one whose Task did, or the one that the input's
   * `AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID` names.
   */
  readonly startedBy: string | undefined;
  readonly mapRunArn: string | undefined;
  /** The execution whose distributed Map this is a child of. */
  readonly mapRunParent: Execution | undefined;
  readonly startDate: Date;
  /** Its position in the order in which executions started. */
  sequence = 0;
  stopDate: Date | undefined;
  redriveCount = 0;
  /** When it was last redriven. */
  redriveDate: Date | undefined;
  readonly events: HistoryEvent[] = [];
  private readonly transitions = new TransitionCounter();
  private expressChildren = 0;
  private settled: ExecutionResult | undefined;
  private run: Run | undefined;
  /** The checkpoint of a run of an earlier process. */
  private storedCheckpoint: Checkpoint | undefined;
  /** Set if it has to be stopped as soon as it resumes. */
  private stopping: { error?: string | undefined; cause?: string | undefined } | undefined;
  /** Only while the parent is running, so that a chain of executions that each start the next is not held in memory. */
  private parent: Execution | undefined;
  private ending = deferred();

  constructor(start: ExecutionStart) {
    const { target } = start;
    this.arn = start.arn;
    this.name = start.name;
    this.machine = target.machine;
    this.type = start.mapRun?.type ?? target.machine.type;
    this.mapRunArn = start.mapRun?.arn;
    this.mapRunParent = start.mapRun && start.parent;
    this.stateMachineArn = labeled(target.machine.arn, start.mapRun?.arn);
    this.revision = target.revision;
    this.versionArn = target.version?.arn;
    this.aliasArn = target.alias?.arn;
    this.input = start.input;
    this.traceHeader = start.traceHeader;
    this.testCase = start.testCase;
    this.startedBy = start.startedBy ?? start.parent?.arn ?? linkedExecution(start.input);
    this.parent = start.parent;
    void start.parent?.ended.then(() => {
      this.parent = undefined;
    });
    this.startDate = start.startDate;
  }

  /** Resolves when the execution has ended; each redrive has a new promise. */
  get ended(): Promise<void> {
    return this.ending.promise;
  }

  get status(): ExecutionStatus {
    return this.settled?.status ?? "RUNNING";
  }

  /** How it ended; undefined while it runs. */
  get result(): ExecutionResult | undefined {
    return this.settled;
  }

  /**
   * The state transitions that AWS bills: none for an Express execution, which is billed by requests and duration; one for
   * each Express child of a distributed Map. Standard children count their own.
   */
  get billedTransitions(): number {
    return this.type === "EXPRESS" ? 0 : this.transitions.count + this.expressChildren;
  }

  /** The execution whose Task or Map started this one, while it is running. */
  get runningParent(): Execution | undefined {
    return this.parent?.status === "RUNNING" ? this.parent : undefined;
  }

  /** How many executions wait for this one, directly or indirectly. */
  get runningAncestors(): number {
    let count = 0;
    for (let parent = this.runningParent; parent; parent = parent.runningParent) count++;
    return count;
  }

  observe(event: HistoryEvent): void {
    this.events.push(event.type === "ExecutionStarted" ? this.withQualifier(event) : event);
    this.transitions.observe(event);
  }

  /** Attaches the run that executes this execution. */
  follow(run: Run, now: () => number): void {
    this.run = run;
    this.storedCheckpoint = undefined;
    if (this.stopping) run.stop(this.stopping.error, this.stopping.cause);
    void run.exactResult.then((result) => this.end(result, new Date(now())));
  }

  end(result: ExecutionResult, stopDate: Date): void {
    this.settled = result;
    this.stopDate = stopDate;
    // A run is only needed for a redrive, and a success cannot be redriven.
    if (result.status === "SUCCEEDED") this.run = undefined;
    this.ending.resolve();
  }

  /** Restores what an earlier process persisted; the execution is running unless its history has ended. */
  restore(stored: RestoredExecution): void {
    for (const event of stored.events) {
      this.events.push(event);
      this.transitions.observe(event);
    }
    this.redriveCount = stored.redriveCount;
    this.redriveDate = stored.redriveDate;
    this.storedCheckpoint = stored.checkpoint;
    const last = this.events.at(-1);
    const result = last && resultOf(last);
    if (result) this.end(result, last.timestamp);
  }

  /** Sets where a redrive resumes. */
  resumeFrom(checkpoint: Checkpoint | undefined): void {
    this.storedCheckpoint = checkpoint;
  }

  /** Whether it is really being run, not only waiting to be resumed. */
  get isInProgress(): boolean {
    return this.status === "RUNNING" && this.run !== undefined;
  }

  /** Where a redrive resumes; undefined while it is running, after a success, and if it never entered a state. */
  get checkpoint(): Checkpoint | undefined {
    return this.run ? this.run.checkpoint() : this.storedCheckpoint;
  }

  /** Marks it as running again: {@link follow} attaches the new run. */
  redrive(date: Date): void {
    // An execution of an earlier process has not ended: those that wait for its end keep waiting.
    if (this.settled) this.ending = deferred();
    this.settled = undefined;
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = date;
  }

  /** Counts a child that one of its distributed Maps started. */
  addChild(child: Execution): void {
    if (child.type === "EXPRESS") this.expressChildren++;
  }

  /** Ends the execution as `ABORTED`; has no effect once it has ended. Resolves when it has ended. */
  async stop(error?: string, cause?: string): Promise<void> {
    if (this.run) this.run.stop(error, cause);
    else this.stopping = { error, cause };
    await this.ended;
  }

  /** The first event includes the version and alias that the execution was started with. */
  private withQualifier(event: HistoryEvent): HistoryEvent {
    const details = {
      ...(event.executionStartedEventDetails as object | undefined),
      ...(this.versionArn !== undefined && { stateMachineVersionArn: this.versionArn }),
      ...(this.aliasArn !== undefined && { stateMachineAliasArn: this.aliasArn }),
    };
    return { ...event, executionStartedEventDetails: details };
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The execution that, according to the input, started this one. */
function linkedExecution(input: string): string | undefined {
  const value: unknown = JSON.parse(input);
  if (value === null || typeof value !== "object") return undefined;
  const link = (value as Record<string, unknown>).AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID;
  return typeof link === "string" ? link : undefined;
}

/** A state machine's ARN with the label from `arn:…:mapRun:machine/label:id`. */
function labeled(stateMachineArn: string, mapRunArn: string | undefined): string {
  const label = mapRunArn?.split(":")[6]?.split("/")[1];
  return label === undefined ? stateMachineArn : `${stateMachineArn}/${label}`;
}
