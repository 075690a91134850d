import { type StartOptions, start } from "../../engine";
import {
  type ChildExecution,
  type ChildObserver,
  type HistoryEvent,
  type Json,
  TaskFailure,
  type TaskRunner,
} from "../../engine/types";
import { FaultyTasks } from "../../faults";
import { ServiceIntegrations } from "../../integrations";
import { AwsError, type Caller } from "../service";
import { executionArn, expressArn } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import { Execution } from "./execution";
import { MapRuns } from "./mapRuns";
import { checkName } from "./names";
import { Retention, type RetentionLimits } from "./retention";
import { type RoleSession, RoleSessions } from "./roleSessions";
import type { StateMachine, Target } from "./stateMachine";

export interface ExecutionsOptions {
  retention: RetentionLimits;
  /** How many executions may wait for each other in a row. */
  maxNesting: number;
  onEvent?(execution: Execution, event: HistoryEvent): void;
  warn(message: string): void;
}

export interface StartRequest {
  name?: string | undefined;
  input?: string | undefined;
  traceHeader?: string | undefined;
  /** A test case of the fault plan. */
  testCase?: string | undefined;
}

/** Starts executions, and knows those that run and the latest that ended. */
export class Executions {
  readonly mapRuns = new MapRuns();
  private readonly byArn = new Map<string, Execution>();
  private readonly retention: Retention;
  private readonly sessions: RoleSessions;
  private sequence = 0;

  constructor(
    private readonly service: () => StepFunctions,
    private readonly options: ExecutionsOptions,
  ) {
    this.sessions = new RoleSessions(service);
    this.retention = new Retention(options.retention, ({ arn }) => {
      this.byArn.delete(arn);
      this.mapRuns.forget(arn);
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
    return [...this.byArn.values()].reverse();
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
    this.carryOut(execution, value);
    return execution;
  }

  /** Goes on with an execution that ended without success: from where it ended, with the same input and definition. */
  redrive(execution: Execution, redriveDate: Date): void {
    const { checkpoint, revision, events } = execution;
    const input = parseInput(execution.input);
    const fromStart = { state: revision.compiled.graph.startAt, input, variables: {} };
    this.resume(execution, redriveDate);
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

  /** Stops everything that runs. */
  async close(): Promise<void> {
    const running = this.list().filter(({ status }) => status === "RUNNING");
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
      tasks: this.tasksOf(execution, session),
      ...(redrive && { redrive }),
      onEvent: (event) => this.observe(execution, event),
      onMapRun: (mapRun, control) => this.mapRuns.put(mapRun, control),
      onChildExecution: (child) => this.observeChild(execution, session, child),
    });
    execution.follow(run, () => clock.now());
    void execution.ended.then(() => {
      session.close();
      this.retire(execution);
    });
  }

  private tasksOf({ arn, machine, testCase }: Execution, session: RoleSession): TaskRunner {
    const { clock, cloud, uuid, activities, tokens, faults } = this.service();
    const environment = {
      stateMachineArn: machine.arn,
      executionArn: arn,
      tokens,
      activities,
      assume: session.assume,
      executionEnded: (started: string) => this.require(started).ended,
      uuid,
      warn: this.options.warn,
    };
    return new FaultyTasks({
      faults,
      stateMachine: machine.name,
      ...(testCase !== undefined && { testCase }),
      clock,
      cloud,
      tasksOf: (reached) => new ServiceIntegrations({ ...environment, cloud: reached }),
    });
  }

  private observe(execution: Execution, event: HistoryEvent): void {
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
    return {
      onEvent: (event) => this.observe(child, event),
      onEnd: (result) => {
        child.end(result, new Date(clock.now()));
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

/** The answer to a start whose name is taken: the same execution if it runs and was started alike. */
function sameExecution(existing: Execution, target: Target, input: string, testCase?: string): Execution {
  const alike =
    existing.status === "RUNNING" &&
    existing.input === input &&
    existing.versionArn === target.version?.arn &&
    existing.aliasArn === target.alias?.arn &&
    existing.testCase === testCase;
  if (!alike) throw errors.executionAlreadyExists(existing.arn);
  return existing;
}

function parseInput(input: string): Json {
  try {
    return JSON.parse(input) as Json;
  } catch (error) {
    throw error instanceof SyntaxError ? errors.invalidExecutionInput(error.message) : error;
  }
}
