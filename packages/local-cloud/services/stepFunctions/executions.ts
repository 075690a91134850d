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
import { AwsError, type Caller } from "../../aws/service";
import { executionArn, expressArn } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import { Execution } from "./execution";
import { tasksOf } from "./executionTasks";
import type { KeptExecutions } from "./kept/keptExecutions";
import { MapRuns } from "./mapRuns";
import { checkName } from "./names";
import { Retention, type RetentionLimits } from "./retention";
import { type RoleSession, RoleSessions } from "./roleSessions";
import { parseInput, type StartRequest, sameExecution } from "./startRequest";
import type { StateMachine, Target } from "./stateMachine";

export interface ExecutionsOptions {
  retention: RetentionLimits;
  /** Where executions are kept. Default: nowhere. */
  kept?: KeptExecutions;
  /** How many executions may wait for each other in a row. */
  maxNesting: number;
  onEvent?(execution: Execution, event: HistoryEvent): void;
  warn(message: string): void;
}

/** Starts executions, and knows those that run and the latest that ended. */
export class Executions {
  readonly mapRuns: MapRuns;
  private readonly byArn = new Map<string, Execution>();
  private readonly retention: Retention;
  private readonly sessions: RoleSessions;
  private kept: KeptExecutions | undefined;
  private sequence = 0;

  constructor(
    private readonly service: () => StepFunctions,
    private readonly options: ExecutionsOptions,
  ) {
    this.kept = options.kept;
    this.mapRuns = new MapRuns((run) => this.kept?.mapRun(run));
    this.sessions = new RoleSessions(service);
    this.retention = new Retention(options.retention, ({ arn }) => {
      this.byArn.delete(arn);
      this.mapRuns.forget(arn);
      this.kept?.forget(arn);
    });
  }

  find(arn: string): Execution | undefined {
    return this.byArn.get(arn);
  }

  /** Throws `ExecutionDoesNotExist`. */
  require(arn: string): Execution {
    const execution = this.byArn.get(arn);
    if (!execution) throw errors.executionDoesNotExist(arn);
    return execution;
  }

  /** The latest first. */
  list(): Execution[] {
    return [...this.byArn.values()].sort((a, b) => b.sequence - a.sequence);
  }

  /** Executions that are started from now on follow the one of an earlier process with this place. */
  reserve(sequence: number): void {
    this.sequence = sequence + 1;
  }

  /** Takes in executions of an earlier process. */
  restore(executions: readonly Execution[]): void {
    for (const execution of executions) this.byArn.set(execution.arn, execution);
    const ended = executions.filter(({ status }) => status !== "RUNNING");
    const byEnd = ended.sort((a, b) => (a.stopDate?.getTime() ?? 0) - (b.stopDate?.getTime() ?? 0));
    for (const execution of byEnd) this.retention.ended(execution);
  }

  /** Ends an execution that an earlier process left. */
  fail(execution: Execution, error: string, cause: string): void {
    const { events } = execution;
    const previousEventId = events.at(-1)?.id ?? 0;
    const timestamp = new Date(this.service().clock.now());
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
    this.kept?.ended(execution);
  }

  /** Starts an execution, or finds the running one of the same name and input. */
  start(target: Target, request: StartRequest, caller: Caller): Execution {
    const { machine } = target;
    if (machine.status === "DELETING") throw errors.stateMachineDeleting(machine.arn);
    const { cloud, clock, uuid } = this.service();
    const name = request.name ?? uuid();
    checkName(name);
    const input = request.input ?? "{}";
    const value = parseInput(input);
    const arn =
      machine.type === "EXPRESS"
        ? expressArn(cloud, machine.name, name, uuid())
        : executionArn(cloud, machine.name, name);
    const existing = this.byArn.get(arn);
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
    this.add(execution);
    this.kept?.put(execution);
    this.carryOut(execution, value);
    return execution;
  }

  /** Goes on with an execution that ended without success: from where it ended, with the same input and definition. */
  redrive(execution: Execution, redriveDate: Date): void {
    const { checkpoint, revision, events } = execution;
    const input = parseInput(execution.input);
    const fromStart = { state: revision.compiled.graph.startAt, input, variables: {} };
    if (execution.status === "RUNNING") execution.redrive(redriveDate);
    else this.resume(execution, redriveDate);
    this.kept?.put(execution);
    this.carryOut(execution, input, {
      checkpoint: checkpoint ?? fromStart,
      lastEventId: events.at(-1)?.id ?? 0,
    });
  }

  /** Deletes a state machine once its last execution ended; those that run end with their next transition. */
  deleteMachine(machine: StateMachine): void {
    machine.status = "DELETING";
    const running = this.list().filter((each) => each.machine === machine && each.status === "RUNNING");
    if (running.length === 0) this.forget(machine);
  }

  /** Stops everything that runs; what is kept of it goes on another time. */
  async close(): Promise<void> {
    this.kept = undefined;
    const running = this.list().filter(({ isUnderWay }) => isUnderWay);
    await Promise.all(running.map((execution) => execution.stop(undefined, "The local cloud was closed.")));
  }

  private add(execution: Execution): void {
    execution.sequence = this.sequence++;
    this.byArn.set(execution.arn, execution);
  }

  private carryOut(execution: Execution, input: Json, redrive?: StartOptions["redrive"]): void {
    const { clock, random, uuid } = this.service();
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
      tasks: tasksOf(this.service(), execution, session, this.options.warn),
      ...(redrive && { redrive }),
      onEvent: (event) => this.observe(execution, event),
      ...(this.kept && { onPlace: (path: string, place: Place) => this.kept?.place(execution, path, place) }),
      onMapRun: (mapRun, control) => this.mapRuns.put(mapRun, control),
      onChildExecution: (child) => this.observeChild(execution, session, child),
    });
    execution.follow(run, () => clock.now());
    void execution.ended.then(() => {
      session.close();
      this.kept?.ended(execution);
      this.retire(execution);
    });
  }

  private observe(execution: Execution, event: HistoryEvent): void {
    this.kept?.event(execution, event);
    execution.observe(event);
    this.options.onEvent?.(execution, event);
    if (execution.machine.status === "DELETING" && event.type.endsWith("StateEntered")) {
      // After the event is done with: stopping writes events of its own.
      queueMicrotask(() => void execution.stop());
    }
  }

  /** A child execution of a distributed Map: known as any other, but carried out by its parent's run. */
  private observeChild(parent: Execution, session: RoleSession, started: ChildExecution): ChildObserver {
    const { clock } = this.service();
    this.authorizeChild(parent, session);
    const before = started.redriveCount > 0 ? this.find(started.executionArn) : undefined;
    const child = before ?? this.newChild(parent, started);
    if (before) this.resume(before, new Date(clock.now()));
    this.kept?.put(child);
    return {
      onEvent: (event) => this.observe(child, event),
      onEnd: (result) => {
        child.end(result, new Date(clock.now()));
        this.kept?.ended(child);
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
    this.add(child);
    return child;
  }

  /** The execution runs again: it is not among those that ended any more. */
  private resume(execution: Execution, date: Date): void {
    execution.redrive(date);
    this.retention.resumed(execution);
  }

  /** The role must allow the state machine to start itself, as it does for its children on AWS. */
  private authorizeChild({ machine }: Execution, session: RoleSession): void {
    const requirement = { action: "states:StartExecution", resource: machine.arn };
    try {
      this.service().cloud.authorize(session.assume(), [requirement], "states:StartExecution");
    } catch (error) {
      throw error instanceof AwsError ? new TaskFailure("States.Permissions", error.message) : error;
    }
  }

  private retire(execution: Execution): void {
    this.retention.ended(execution);
    if (execution.machine.status === "DELETING") this.deleteMachine(execution.machine);
  }

  private forget(machine: StateMachine): void {
    const { machines, tags } = this.service();
    if (machines.find(machine.arn) !== machine) return;
    machines.remove(machine);
    tags.clear(machine.arn);
  }

  private limitNesting(execution: Execution): void {
    if (execution.runningAncestors <= this.options.maxNesting) return;
    throw errors.executionLimitExceeded(
      `More than ${this.options.maxNesting} executions wait for each other in a row: ` +
        `'${execution.startedBy ?? ""}' may not start '${execution.machine.arn}'`,
    );
  }
}
