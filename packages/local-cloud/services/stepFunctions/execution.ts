import type { ExecutionStatus, StateMachineType } from "@aws-sdk/client-sfn";
import type { Checkpoint, ExecutionResult, HistoryEvent, Execution as Run } from "../../../asl/engine";
import { TransitionCounter } from "./billing";
import { endOf } from "./kept/ends";
import type { Alias, Revision, StateMachine, Target, Version } from "./stateMachine";

export interface ExecutionStart {
  arn: string;
  name: string;
  target: Pick<Target, "machine" | "revision"> & {
    version?: Pick<Version, "arn">;
    alias?: Pick<Alias, "arn">;
  };
  /** The JSON text given. */
  input: string;
  traceHeader?: string;
  /** The test case of the fault plan that it runs. */
  testCase?: string;
  /** The execution whose Task started this one. */
  parent?: Execution;
  /** Default: the parent, or the execution that the input names. */
  startedBy?: string;
  /** The run of a distributed Map that this execution is a child of, and the child's own type. */
  mapRun?: { arn: string; type: StateMachineType };
  startDate: Date;
}

/** What an earlier process kept of an execution. */
export interface RestoredExecution {
  events: readonly HistoryEvent[];
  redriveCount: number;
  redriveDate: Date | undefined;
  checkpoint: Checkpoint | undefined;
}

/** An execution: what is known of it while it runs and after it ended. */
export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: StateMachine;
  readonly type: StateMachineType;
  /** As the API tells it: with the distributed Map's label for a child execution. */
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
  /** Its place among all that were ever started. */
  sequence = 0;
  stopDate: Date | undefined;
  redriveCount = 0;
  /** When it was redriven last. */
  redriveDate: Date | undefined;
  readonly events: HistoryEvent[] = [];
  private readonly transitions = new TransitionCounter();
  private expressChildren = 0;
  private settled: ExecutionResult | undefined;
  private run: Run | undefined;
  /** Of a run that an earlier process carried out. */
  private keptCheckpoint: Checkpoint | undefined;
  /** It is to be stopped once it goes on. */
  private stopping: { error?: string | undefined; cause?: string | undefined } | undefined;
  /** Known while it runs: a chain of executions that each start the next one is not kept whole. */
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

  /** Resolves when the execution has ended; a new promise for each redrive. */
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

  /** The execution whose Task or Map started this one, while that runs. */
  get runningParent(): Execution | undefined {
    return this.parent?.status === "RUNNING" ? this.parent : undefined;
  }

  /** How many executions wait for this one, directly or not. */
  get runningAncestors(): number {
    let count = 0;
    for (let parent = this.runningParent; parent; parent = parent.runningParent) count++;
    return count;
  }

  observe(event: HistoryEvent): void {
    this.events.push(event.type === "ExecutionStarted" ? this.withQualifier(event) : event);
    this.transitions.observe(event);
  }

  /** Takes over the run that carries this execution out. */
  follow(run: Run, now: () => number): void {
    this.run = run;
    this.keptCheckpoint = undefined;
    if (this.stopping) run.stop(this.stopping.error, this.stopping.cause);
    void run.result.then((result) => this.end(result, new Date(now())));
  }

  end(result: ExecutionResult, stopDate: Date): void {
    this.settled = result;
    this.stopDate = stopDate;
    // What a redrive would need is kept no longer than one is possible.
    if (result.status === "SUCCEEDED") this.run = undefined;
    this.ending.resolve();
  }

  /** Takes over what is known of it from an earlier process; it runs unless its history has an end. */
  restore(kept: RestoredExecution): void {
    for (const event of kept.events) {
      this.events.push(event);
      this.transitions.observe(event);
    }
    this.redriveCount = kept.redriveCount;
    this.redriveDate = kept.redriveDate;
    this.keptCheckpoint = kept.checkpoint;
    const last = this.events.at(-1);
    const result = last && endOf(last);
    if (result) this.end(result, last.timestamp);
  }

  /** Where a redrive goes on. */
  goesOnAt(checkpoint: Checkpoint | undefined): void {
    this.keptCheckpoint = checkpoint;
  }

  /** Whether somebody carries it out, and not only is going to. */
  get isUnderWay(): boolean {
    return this.status === "RUNNING" && this.run !== undefined;
  }

  /** Where a redrive goes on; undefined while it runs, once it succeeded, and where it had not entered a state. */
  get checkpoint(): Checkpoint | undefined {
    return this.run ? this.run.checkpoint() : this.keptCheckpoint;
  }

  /** It runs again: {@link follow} takes over the run that carries on. */
  redrive(date: Date): void {
    // Who waits for the end of one that an earlier process left goes on waiting.
    if (this.settled) this.ending = deferred();
    this.settled = undefined;
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = date;
  }

  /** One of its distributed Maps started a child. */
  addChild(child: Execution): void {
    if (child.type === "EXPRESS") this.expressChildren++;
  }

  /** Ends the execution as `ABORTED`; without effect once it ended. Resolves when it has. */
  async stop(error?: string, cause?: string): Promise<void> {
    if (this.run) this.run.stop(error, cause);
    else this.stopping = { error, cause };
    await this.ended;
  }

  /** The first event names the version and the alias that the execution was started with. */
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

/** The execution that an input names as the one that started it. */
function linkedExecution(input: string): string | undefined {
  const value: unknown = JSON.parse(input);
  if (value === null || typeof value !== "object") return undefined;
  const link = (value as Record<string, unknown>).AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID;
  return typeof link === "string" ? link : undefined;
}

/** A state machine's ARN with the label that `arn:…:mapRun:machine/label:id` has. */
function labeled(stateMachineArn: string, mapRunArn: string | undefined): string {
  const label = mapRunArn?.split(":")[6]?.split("/")[1];
  return label === undefined ? stateMachineArn : `${stateMachineArn}/${label}`;
}
