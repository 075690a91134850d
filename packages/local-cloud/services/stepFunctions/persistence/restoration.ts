import type { Machine, MapRun, MapRunCounts, Place } from "../../../../asl/engine";
import { compileDefinition } from "../definition";
import type { StepFunctions } from "../environment";
import { Execution } from "../execution";
import type { TaskAnswer } from "../integrations/taskTokens";
import type { Revision, StateMachine } from "../stateMachine";
import type { ExecutionState, ExecutionStore, StoredExecution } from "./executionStore";
import { checkpointOf, interruptedStates, stateTypes } from "./places";

/** The error of an execution that was interrupted when the local cloud ended and cannot be resumed safely. */
export const INTERRUPTED = "LocalCloud.Interrupted";

/** Restores the executions of an earlier process, each as soon as its state machine exists. */
export class Restoration {
  private waiting: ExecutionState[];
  /** Executions to resume as soon as everything is deployed. */
  private readonly toResume: Execution[] = [];

  constructor(
    private readonly service: StepFunctions,
    private readonly store: ExecutionStore,
  ) {
    const { executions, answers } = store.load();
    this.waiting = executions;
    service.executions.reserve(executions.at(-1)?.execution.sequence ?? -1);
    for (const { execution, places } of executions) {
      for (const place of places.values()) this.expectAnswer(execution, place, answers);
    }
  }

  /** Restores the executions of a state machine that was just created. */
  restore(machine: StateMachine): void {
    const isOwn = ({ execution }: ExecutionState) => execution.machine.arn === machine.arn;
    const own = this.waiting.filter(isOwn);
    this.waiting = this.waiting.filter((each) => !isOwn(each));
    this.add(own, machine);
  }

  /** Resumes the executions that can be resumed; restores those whose state machines no longer exist. */
  resume(): void {
    const arns = new Set(this.waiting.map(({ execution }) => execution.machine.arn));
    for (const arn of arns) this.restore(this.deletedMachine(arn));
    for (const execution of this.toResume.splice(0)) {
      this.service.runner.redrive(execution, new Date(this.service.clock.now()));
    }
  }

  /** Accepts the task token from now on. If the answer is already there, the request must have been carried out. */
  private expectAnswer({ machine }: StoredExecution, place: Place, answers: Map<string, TaskAnswer>): void {
    const submitted = "output" in place ? undefined : place.submitted;
    if (submitted?.token === undefined) return;
    const answer = answers.get(submitted.token);
    if (answer) submitted.output ??= null;
    if (submitted.output !== undefined) this.service.tokens.expect(submitted.token, machine.arn, answer);
  }

  private add(states: readonly ExecutionState[], machine: StateMachine): void {
    const byArn = new Map<string, Execution>();
    const revisions = new Revisions(machine);
    const running: [Execution, ExecutionState][] = [];
    for (const each of states) {
      const execution = restored(each, machine, revisions, byArn);
      byArn.set(execution.arn, execution);
      if (execution.status === "RUNNING") running.push([execution, each]);
      else if (each.places.size > 0) this.store.ended(execution);
    }
    const { executions, runner } = this.service;
    for (const [execution, each] of running) {
      const reason = this.reasonToFail(execution, each, machine);
      const checkpoint = checkpointOf(each.places, reason === undefined) ?? each.checkpoint;
      execution.resumeFrom(checkpoint);
      if (reason === undefined) this.toResume.push(execution);
      else runner.fail(execution, INTERRUPTED, reason);
    }
    executions.restore([...byArn.values()]);
    for (const { mapRuns } of states) {
      for (const run of mapRuns) this.restoreMapRun(run);
    }
  }

  /** Why a running execution cannot simply be resumed; undefined if it can. */
  private reasonToFail(
    execution: Execution,
    state: ExecutionState,
    machine: StateMachine,
  ): string | undefined {
    if (machine.status === "DELETING")
      return "The local cloud ended, and the state machine no longer exists.";
    if (execution.mapRunArn !== undefined)
      return "The local cloud ended while this child of a Map Run was running.";
    if (execution.type === "EXPRESS")
      return "The local cloud ended while this Express execution was running.";
    const states = interruptedStates(state.places, stateTypes(state.definition));
    if (states.length === 0) return undefined;
    const names = states.map((name) => `'${name}'`).join(", ");
    return (
      `The local cloud ended while ${states.length === 1 ? "the state" : "the states"} ${names} ${states.length === 1 ? "was" : "were"} running: ` +
      "it is not known whether the request was carried out. RedriveExecution repeats it."
    );
  }

  private restoreMapRun(run: MapRun): void {
    const ended = run.status === "RUNNING" ? abandoned(run, this.service.clock.now()) : run;
    if (ended !== run) this.store.mapRun(ended);
    this.service.executions.mapRuns.restore(ended);
  }

  private deletedMachine(arn: string): StateMachine {
    const { execution, definition } = this.waiting.find((each) => each.execution.machine.arn === arn)!;
    const { name, type, creationDate } = execution.machine;
    return {
      arn,
      name,
      type,
      creationDate: new Date(creationDate),
      sequence: -1,
      status: "DELETING",
      revision: revisionOf(execution, compileDefinition(definition, type), definition),
      versions: new Map(),
      lastVersion: 0,
      aliases: new Map(),
    };
  }
}

/** The revisions that executions of one state machine started with; equal definitions are compiled once. */
class Revisions {
  private readonly compiled = new Map<string, Machine>();

  constructor(private readonly machine: StateMachine) {
    const { definition, compiled } = machine.revision;
    this.compiled.set(definition, compiled);
  }

  of(stored: StoredExecution, definition: string): Revision {
    const compiled = this.compiled.get(definition) ?? compileDefinition(definition, this.machine.type);
    this.compiled.set(definition, compiled);
    return revisionOf(stored, compiled, definition);
  }
}

const revisionOf = ({ revision }: StoredExecution, compiled: Machine, definition: string): Revision => ({
  ...revision,
  compiled,
  definition,
  updateDate: new Date(revision.updateDate),
});

/** A Map Run that was interrupted: it has failed, and its remaining items are aborted. */
function abandoned(run: MapRun, now: number): MapRun {
  const counts = ({ pending, running, aborted, ...others }: MapRunCounts): MapRunCounts => ({
    ...others,
    pending: 0,
    running: 0,
    aborted: aborted + pending + running,
  });
  return {
    ...run,
    status: "FAILED",
    stopDate: new Date(now),
    itemCounts: counts(run.itemCounts),
    executionCounts: counts(run.executionCounts),
  };
}

function restored(
  state: ExecutionState,
  machine: StateMachine,
  revisions: Revisions,
  known: ReadonlyMap<string, Execution>,
): Execution {
  const { execution: stored, definition, events, places } = state;
  const { mapRun, versionArn, aliasArn, traceHeader, testCase, startedBy } = stored;
  const parent = mapRun && known.get(mapRun.parent);
  const execution = new Execution({
    arn: stored.arn,
    name: stored.name,
    input: stored.input,
    startDate: new Date(stored.startDate),
    target: {
      machine,
      revision: revisions.of(stored, definition),
      ...(versionArn !== undefined && { version: { arn: versionArn } }),
      ...(aliasArn !== undefined && { alias: { arn: aliasArn } }),
    },
    ...(traceHeader !== undefined && { traceHeader }),
    ...(testCase !== undefined && { testCase }),
    ...(startedBy !== undefined && { startedBy }),
    ...(parent && { parent }),
    ...(mapRun && { mapRun: { arn: mapRun.arn, type: stored.type } }),
  });
  execution.sequence = stored.sequence;
  execution.restore({
    events,
    redriveCount: stored.redriveCount,
    redriveDate: stored.redriveDate === undefined ? undefined : new Date(stored.redriveDate),
    checkpoint: state.checkpoint ?? checkpointOf(places, false),
  });
  return execution;
}
