import type { Machine, MapRun, MapRunCounts, Place } from "../../../../asl/engine";
import { compileDefinition } from "../definition";
import type { StepFunctions } from "../environment";
import { Execution } from "../execution";
import type { TaskAnswer } from "../integrations/taskTokens";
import type { Revision, StateMachine } from "../stateMachine";
import type { KeptExecution, KeptExecutions, Remains } from "./keptExecutions";
import { checkpointOf, interruptedStates, stateTypes } from "./places";

/** The error of an execution that the end of the local cloud interrupted in the middle of something. */
export const INTERRUPTED = "LocalCloud.Interrupted";

/** The executions of an earlier process, found again: each once there is its state machine. */
export class Restoration {
  private waiting: Remains[];
  /** Those that go on as soon as everything is deployed. */
  private readonly toContinue: Execution[] = [];

  constructor(
    private readonly service: StepFunctions,
    private readonly kept: KeptExecutions,
  ) {
    const { executions, answers } = kept.load();
    this.waiting = executions;
    service.executions.reserve(executions.at(-1)?.execution.sequence ?? -1);
    for (const { execution, places } of executions) {
      for (const place of places.values()) this.expectAnswer(execution, place, answers);
    }
  }

  /** Takes in the executions of a state machine that was made. */
  restore(machine: StateMachine): void {
    const isOwn = ({ execution }: Remains) => execution.machine.arn === machine.arn;
    const own = this.waiting.filter(isOwn);
    this.waiting = this.waiting.filter((each) => !isOwn(each));
    this.takeIn(own, machine);
  }

  /** Lets those go on that can, and takes in those whose state machines are no longer there. */
  continue(): void {
    const arns = new Set(this.waiting.map(({ execution }) => execution.machine.arn));
    for (const arn of arns) this.restore(this.standIn(arn));
    for (const execution of this.toContinue.splice(0)) {
      this.service.executions.redrive(execution, new Date(this.service.clock.now()));
    }
  }

  /** Its token is good from now on; a request whose answer has come was carried out. */
  private expectAnswer({ machine }: KeptExecution, place: Place, answers: Map<string, TaskAnswer>): void {
    const submitted = "output" in place ? undefined : place.submitted;
    if (submitted?.token === undefined) return;
    const answer = answers.get(submitted.token);
    if (answer) submitted.output ??= null;
    if (submitted.output !== undefined) this.service.tokens.expect(submitted.token, machine.arn, answer);
  }

  private takeIn(remains: readonly Remains[], machine: StateMachine): void {
    const byArn = new Map<string, Execution>();
    const revisions = new Revisions(machine);
    const running: [Execution, Remains][] = [];
    for (const each of remains) {
      const execution = restored(each, machine, revisions, byArn);
      byArn.set(execution.arn, execution);
      if (execution.status === "RUNNING") running.push([execution, each]);
      else if (each.places.size > 0) this.kept.ended(execution);
    }
    const { executions } = this.service;
    for (const [execution, each] of running) {
      const reason = this.reasonToFail(execution, each, machine);
      const checkpoint = checkpointOf(each.places, reason === undefined) ?? each.checkpoint;
      execution.goesOnAt(checkpoint);
      if (reason === undefined) this.toContinue.push(execution);
      else executions.fail(execution, INTERRUPTED, reason);
    }
    executions.restore([...byArn.values()]);
    for (const { mapRuns } of remains) {
      for (const run of mapRuns) this.restoreMapRun(run);
    }
  }

  /** Why an execution that ran cannot go on as if nothing had happened. */
  private reasonToFail(execution: Execution, remains: Remains, machine: StateMachine): string | undefined {
    if (machine.status === "DELETING")
      return "The local cloud ended, and the state machine is no longer there.";
    if (execution.mapRunArn !== undefined) return "The local cloud ended while this child of a Map Run ran.";
    if (execution.type === "EXPRESS") return "The local cloud ended while this Express execution ran.";
    const states = interruptedStates(remains.places, stateTypes(remains.definition));
    if (states.length === 0) return undefined;
    const names = states.map((name) => `'${name}'`).join(", ");
    return (
      `The local cloud ended while ${states.length === 1 ? "the state" : "the states"} ${names} ran: ` +
      "whether the request was carried out is not known. RedriveExecution makes it again."
    );
  }

  private restoreMapRun(run: MapRun): void {
    const ended = run.status === "RUNNING" ? abandoned(run, this.service.clock.now()) : run;
    if (ended !== run) this.kept.mapRun(ended);
    this.service.executions.mapRuns.restore(ended);
  }

  private standIn(arn: string): StateMachine {
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

  of(kept: KeptExecution, definition: string): Revision {
    const compiled = this.compiled.get(definition) ?? compileDefinition(definition, this.machine.type);
    this.compiled.set(definition, compiled);
    return revisionOf(kept, compiled, definition);
  }
}

const revisionOf = ({ revision }: KeptExecution, compiled: Machine, definition: string): Revision => ({
  ...revision,
  compiled,
  definition,
  updateDate: new Date(revision.updateDate),
});

/** A Map Run that nobody carries out any longer. */
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
  remains: Remains,
  machine: StateMachine,
  revisions: Revisions,
  known: ReadonlyMap<string, Execution>,
): Execution {
  const { execution: kept, definition, events, places } = remains;
  const { mapRun, versionArn, aliasArn, traceHeader, testCase, startedBy } = kept;
  const parent = mapRun && known.get(mapRun.parent);
  const execution = new Execution({
    arn: kept.arn,
    name: kept.name,
    input: kept.input,
    startDate: new Date(kept.startDate),
    target: {
      machine,
      revision: revisions.of(kept, definition),
      ...(versionArn !== undefined && { version: { arn: versionArn } }),
      ...(aliasArn !== undefined && { alias: { arn: aliasArn } }),
    },
    ...(traceHeader !== undefined && { traceHeader }),
    ...(testCase !== undefined && { testCase }),
    ...(startedBy !== undefined && { startedBy }),
    ...(parent && { parent }),
    ...(mapRun && { mapRun: { arn: mapRun.arn, type: kept.type } }),
  });
  execution.sequence = kept.sequence;
  execution.restore({
    events,
    redriveCount: kept.redriveCount,
    redriveDate: kept.redriveDate === undefined ? undefined : new Date(kept.redriveDate),
    checkpoint: remains.checkpoint ?? checkpointOf(places, false),
  });
  return execution;
}
