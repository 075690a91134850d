import {
  type ChildExecution,
  type ChildObserver,
  type HistoryEvent,
  type Json,
  type Place,
  type StartOptions,
  start,
  TaskFailure,
} from "../../../asl/engine";
import type { Clock } from "../../aws/clock";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { checkName, executionArn, expressArn } from "./arns";
import { errors } from "./errors";
import { Execution } from "./execution";
import type { Executions } from "./executions";
import { type TaskServices, tasksOf } from "./executionTasks";
import { type RoleSession, RoleSessions } from "./roleSessions";
import { parseInput, type StartRequest, sameExecution } from "./startRequest";
import type { StateMachine, Target } from "./stateMachine";
import type { StateMachines } from "./stateMachines";
import type { Tags } from "./tags";

export interface ExecutionRunnerOptions extends TaskServices {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly random: () => number;
  readonly executions: Executions;
  readonly machines: StateMachines;
  readonly tags: Tags;
  /** How many nested executions may wait for one another. */
  maxNesting: number;
  onEvent?(execution: Execution, event: HistoryEvent): void;
  onEnd?(execution: Execution): void;
  /** Receives every Standard execution that has started, was redriven or has ended. */
  onStatusChange?(execution: Execution): void;
  warn(message: string): void;
}

/** Starts, redrives and stops executions. */
export class ExecutionRunner {
  private readonly executions: Executions;
  private readonly sessions: RoleSessions;

  constructor(private readonly options: ExecutionRunnerOptions) {
    this.executions = options.executions;
    this.sessions = new RoleSessions(options);
  }

  /** Ends an execution that was running when an earlier process ended. */
  fail(execution: Execution, error: string, cause: string): void {
    const { events } = execution;
    const previousEventId = events.at(-1)?.id ?? 0;
    const timestamp = new Date(this.options.clock.now());
    const id = previousEventId + 1;
    const executionFailedEventDetails = { error, cause };
    this.observe(execution, {
      id,
      previousEventId,
      timestamp,
      type: "ExecutionFailed",
      executionFailedEventDetails,
    });
    execution.end({ status: "FAILED", error, cause }, timestamp);
    this.executions.store?.ended(execution);
    this.announceEnd(execution);
  }

  /** Starts an execution, or finds the running one of the same name and input. */
  start(target: Target, request: StartRequest, caller: Caller): Execution {
    const { machine } = target;
    if (machine.status === "DELETING") throw errors.stateMachineDeleting(machine.arn);
    const { cloud, clock, uuid } = this.options;
    const name = request.name ?? uuid();
    checkName(name);
    const input = request.input ?? "{}";
    const value = parseInput(input);
    const arn =
      machine.type === "EXPRESS"
        ? expressArn(cloud, machine.name, name, uuid())
        : executionArn(cloud, machine.name, name);
    const existing = this.executions.find(arn);
    if (existing) return sameExecution(existing, target, input, request.testCase);
    const parent = this.sessions.executionOf(caller);
    const { traceHeader, testCase } = request;
    const startDate = new Date(clock.now());
    const execution = new Execution({
      arn,
      name,
      target,
      input,
      startDate,
      ...(parent && { parent }),
      ...(traceHeader !== undefined && { traceHeader }),
      ...(testCase !== undefined && { testCase }),
    });
    this.limitNesting(execution);
    this.executions.add(execution);
    this.executions.store?.put(execution);
    this.run(execution, value);
    return execution;
  }

  /** Redrives an execution that did not succeed: from where it ended, with the same input and definition. */
  redrive(execution: Execution, redriveDate: Date): void {
    const { checkpoint, revision, events } = execution;
    const input = parseInput(execution.input);
    const fromStart = { state: revision.compiled.graph.startAt, input, variables: {} };
    if (execution.status === "RUNNING") execution.redrive(redriveDate);
    else this.executions.resume(execution, redriveDate);
    this.executions.store?.put(execution);
    this.run(execution, input, {
      checkpoint: checkpoint ?? fromStart,
      lastEventId: events.at(-1)?.id ?? 0,
    });
  }

  /** Deletes a state machine once its last execution has ended; running ones end with their next transition. */
  deleteMachine(machine: StateMachine): void {
    machine.status = "DELETING";
    const running = this.executions
      .list()
      .filter((each) => each.machine === machine && each.status === "RUNNING");
    if (running.length === 0) this.removeMachine(machine);
  }

  /** Stops everything that is running; executions that are persisted continue in the next process. */
  async close(): Promise<void> {
    this.executions.detachStore();
    await this.stopAll("The local cloud was closed.");
  }

  async stopAll(cause: string): Promise<void> {
    const running = this.executions.list().filter(({ isInProgress }) => isInProgress);
    await Promise.all(running.map((execution) => execution.stop(undefined, cause)));
  }

  private run(execution: Execution, input: Json, redrive?: StartOptions["redrive"]): void {
    const { clock, random, uuid } = this.options;
    const { machine, revision, redriveCount, redriveDate } = execution;
    const session = this.sessions.open(execution);
    const run = start(revision.compiled, {
      input,
      context: {
        Execution: {
          Id: execution.arn,
          Name: execution.name,
          RoleArn: revision.roleArn,
          StartTime: execution.startDate.toISOString(),
          RedriveCount: redriveCount,
          ...(redriveDate && { RedriveTime: redriveDate.toISOString() }),
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
      clock,
      random,
      uuid,
      tasks: tasksOf(this.options, execution, session, {
        executionEnded: (arn) => this.executions.require(arn).ended,
        warn: this.options.warn,
      }),
      ...(redrive && { redrive }),
      onEvent: (event) => this.observe(execution, event),
      ...(this.executions.store && {
        onPlace: (path: string, place: Place) => this.executions.store?.place(execution, path, place),
      }),
      onMapRun: (mapRun, control) => this.executions.mapRuns.put(mapRun, control),
      onChildExecution: (child) => this.observeChild(execution, session, child),
    });
    execution.follow(run, () => clock.now());
    void execution.ended.then(() => {
      session.close();
      this.executions.store?.ended(execution);
      this.retire(execution);
    });
  }

  private observe(execution: Execution, event: HistoryEvent): void {
    this.executions.store?.event(execution, event);
    execution.observe(event);
    this.options.onEvent?.(execution, event);
    if (event.type === "ExecutionStarted" || event.type === "ExecutionRedriven")
      this.announceStatus(execution);
    if (execution.machine.status === "DELETING" && event.type.endsWith("StateEntered")) {
      // Stopping writes events itself, so this one has to be done first.
      queueMicrotask(() => void execution.stop());
    }
  }

  /** A child execution of a distributed Map: registered like any other, but run by its parent's run. */
  private observeChild(parent: Execution, session: RoleSession, started: ChildExecution): ChildObserver {
    const { clock } = this.options;
    this.authorizeChild(parent, session);
    const before = started.redriveCount > 0 ? this.executions.find(started.executionArn) : undefined;
    const child = before ?? this.newChild(parent, started);
    if (before) this.executions.resume(before, new Date(clock.now()));
    this.executions.store?.put(child);
    return {
      onEvent: (event) => this.observe(child, event),
      onEnd: (result) => {
        child.end(result, new Date(clock.now()));
        this.executions.store?.ended(child);
        this.retire(child);
      },
    };
  }

  private newChild(parent: Execution, started: ChildExecution): Execution {
    const { executionArn: arn, name, startDate } = started;
    const child = new Execution({
      arn,
      name,
      startDate,
      target: { machine: parent.machine, revision: parent.revision },
      parent,
      mapRun: { arn: started.mapRunArn, type: started.type },
      input: JSON.stringify(started.input),
    });
    parent.addChild(child);
    this.executions.add(child);
    return child;
  }

  /** As on AWS, the role must allow the state machine to start itself: its children run as the same state machine. */
  private authorizeChild({ machine }: Execution, session: RoleSession): void {
    const requirement = { action: "states:StartExecution", resource: machine.arn };
    try {
      this.options.cloud.authorize(session.assume(), [requirement], "states:StartExecution");
    } catch (error) {
      throw error instanceof AwsError ? new TaskFailure("States.Permissions", error.message) : error;
    }
  }

  private announceEnd(execution: Execution): void {
    this.options.onEnd?.(execution);
    this.announceStatus(execution);
  }

  private announceStatus(execution: Execution): void {
    if (execution.type === "STANDARD") this.options.onStatusChange?.(execution);
  }

  private retire(execution: Execution): void {
    this.executions.ended(execution);
    this.announceEnd(execution);
    if (execution.machine.status === "DELETING") this.deleteMachine(execution.machine);
  }

  private removeMachine(machine: StateMachine): void {
    const { machines, tags } = this.options;
    if (machines.find(machine.arn) !== machine) return;
    machines.remove(machine);
    tags.clear(machine.arn);
  }

  private limitNesting(execution: Execution): void {
    if (execution.runningAncestors <= this.options.maxNesting) return;
    throw errors.executionLimitExceeded(
      `More than ${this.options.maxNesting} executions are waiting for one another: ` +
        `'${execution.startedBy ?? ""}' may not start '${execution.machine.arn}'`,
    );
  }
}
