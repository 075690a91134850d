import { createHash } from "node:crypto";
import type { EncryptionConfiguration, StateMachineType } from "@aws-sdk/client-sfn";
import {
  type Checkpoint,
  type HistoryEvent,
  type MapRun,
  type Place,
  parseExact,
} from "../../../../asl/engine";
import type { DataDirectory } from "../../../data/dataDirectory";
import { compositeKey, splitKey } from "../../../data/persistedValues";
import type { Execution } from "../execution";
import type { TaskAnswer } from "../integrations/taskTokens";
import type { Revision } from "../stateMachine";

/** An execution as it is persisted; whether and how it ended is in its last event. */
export interface StoredExecution {
  arn: string;
  name: string;
  sequence: number;
  machine: { arn: string; name: string; type: StateMachineType; creationDate: string };
  /** The execution's own type: a child of a distributed Map may differ from its state machine. */
  type: StateMachineType;
  input: string;
  traceHeader?: string | undefined;
  testCase?: string | undefined;
  startedBy?: string | undefined;
  mapRun?: { arn: string; parent: string } | undefined;
  versionArn?: string | undefined;
  aliasArn?: string | undefined;
  revision: StoredRevision;
  startDate: string;
  redriveCount: number;
  redriveDate?: string | undefined;
}

type StoredRevision = Omit<Revision, "compiled" | "updateDate" | "definition"> & {
  /** The digest of the definition, which many executions share. */
  definition: string;
  updateDate: string;
  encryptionConfiguration: EncryptionConfiguration;
};

/** Everything that is persisted of one execution. */
export interface ExecutionState {
  execution: StoredExecution;
  definition: string;
  events: HistoryEvent[];
  places: Map<string, Place>;
  checkpoint: Checkpoint | undefined;
  mapRuns: MapRun[];
}

/** Persists executions as they progress: before a Task is performed and before a response is sent. */
export class ExecutionStore {
  private readonly executions;
  private readonly definitions;
  private readonly events;
  private readonly places;
  private readonly checkpoints;
  private readonly mapRuns;
  private readonly answers;
  /** The tokens of Tasks in progress, by execution and path. */
  private readonly tokens = new Map<string, Map<string, string>>();
  private readonly awaited = new Set<string>();
  private readonly digests = new Map<string, string>();

  constructor(private readonly data: DataDirectory) {
    this.executions = data.values<StoredExecution>("executions");
    this.definitions = data.values<string>("definitions");
    this.events = data.values<HistoryEvent>("events");
    this.places = data.values<Place>("places", parseExact);
    this.checkpoints = data.values<Checkpoint>("checkpoints", parseExact);
    this.mapRuns = data.values<MapRun>("map runs");
    this.answers = data.values<TaskAnswer>("answers", parseExact);
  }

  /** Writes an execution that starts or is redriven. */
  put(execution: Execution): void {
    const { arn, name, sequence, machine, revision, startDate, redriveDate } = execution;
    const { compiled: _, definition, updateDate, ...settings } = revision;
    this.executions.set(arn, {
      arn,
      name,
      sequence,
      machine: {
        arn: machine.arn,
        name: machine.name,
        type: machine.type,
        creationDate: machine.creationDate.toISOString(),
      },
      type: execution.type,
      input: execution.input,
      traceHeader: execution.traceHeader,
      testCase: execution.testCase,
      startedBy: execution.startedBy,
      mapRun: mapRunOf(execution),
      versionArn: execution.versionArn,
      aliasArn: execution.aliasArn,
      revision: { ...settings, definition: this.digest(definition), updateDate: updateDate.toISOString() },
      startDate: startDate.toISOString(),
      redriveCount: execution.redriveCount,
      redriveDate: redriveDate?.toISOString(),
    });
  }

  event({ arn }: Execution, event: HistoryEvent): void {
    this.events.set(compositeKey(arn, String(event.id).padStart(8, "0")), event);
  }

  /** See `Surroundings.onPlace`. */
  place({ arn }: Execution, path: string, place: Place): void {
    const key = compositeKey(arn, path);
    const isNew = "output" in place || place.isNew === true;
    this.data.atomically(() => {
      this.places.set(key, place);
      if (isNew) this.places.deletePrefix(`${key}/`);
    });
    this.setToken(arn, path, "output" in place ? undefined : place.submitted?.token);
  }

  /** Replaces an ended execution's places with its checkpoint, from which a redrive resumes. */
  ended({ arn, checkpoint }: Execution): void {
    this.data.atomically(() => {
      if (checkpoint) this.checkpoints.set(arn, checkpoint);
      else this.checkpoints.delete(arn);
      this.places.deleteBelow(arn);
    });
    for (const path of this.tokens.get(arn)?.keys() ?? []) this.setToken(arn, path, undefined);
  }

  mapRun(run: MapRun): void {
    this.mapRuns.set(compositeKey(run.executionArn, run.mapRunArn), run);
  }

  answered(token: string, answer: TaskAnswer): void {
    if (this.awaited.has(token)) this.answers.set(token, answer);
  }

  delete(arn: string): void {
    this.data.atomically(() => {
      this.executions.delete(arn);
      this.checkpoints.delete(arn);
      for (const values of [this.events, this.places, this.mapRuns]) values.deleteBelow(arn);
    });
  }

  /** Reads what an earlier process persisted, in the order in which executions started, and deletes unused data. */
  load(): { executions: ExecutionState[]; answers: Map<string, TaskAnswer> } {
    const definitions = new Map(this.definitions.entries());
    const byArn = new Map<string, ExecutionState>();
    const ordered = this.executions.entries().sort(([, a], [, b]) => a.sequence - b.sequence);
    const used = new Set<string>();
    for (const [arn, execution] of ordered) {
      const { definition: digest } = execution.revision;
      const definition = definitions.get(digest) ?? "";
      used.add(digest);
      this.digests.set(definition, digest);
      byArn.set(arn, {
        execution,
        definition,
        events: [],
        places: new Map(),
        checkpoint: undefined,
        mapRuns: [],
      });
    }
    for (const [key, event] of this.events.entries()) {
      const timestamp = new Date(event.timestamp);
      byArn.get(splitKey(key)[0])?.events.push({ ...event, timestamp });
    }
    for (const [key, place] of this.places.entries()) {
      const [arn, path] = splitKey(key);
      byArn.get(arn)?.places.set(path, place);
    }
    for (const [arn, checkpoint] of this.checkpoints.entries()) {
      const state = byArn.get(arn);
      if (state) state.checkpoint = checkpoint;
    }
    for (const [key, run] of this.mapRuns.entries())
      byArn.get(splitKey(key)[0])?.mapRuns.push(withDates(run));
    for (const digest of definitions.keys()) if (!used.has(digest)) this.definitions.delete(digest);
    return { executions: [...byArn.values()], answers: this.loadAnswers([...byArn.values()]) };
  }

  private loadAnswers(executions: readonly ExecutionState[]): Map<string, TaskAnswer> {
    for (const { execution, places } of executions) {
      for (const [path, place] of places) {
        const token = "output" in place ? undefined : place.submitted?.token;
        if (token !== undefined) this.setToken(execution.arn, path, token);
      }
    }
    const answers = new Map(this.answers.entries());
    for (const token of answers.keys()) {
      if (this.awaited.has(token)) continue;
      this.answers.delete(token);
      answers.delete(token);
    }
    return answers;
  }

  /** An answer is stored until the execution has used it. */
  private setToken(arn: string, path: string, token: string | undefined): void {
    const tokens = this.tokens.get(arn) ?? new Map<string, string>();
    const before = tokens.get(path);
    if (before === token) return;
    if (before !== undefined) {
      this.answers.delete(before);
      this.awaited.delete(before);
    }
    if (token === undefined) tokens.delete(path);
    else {
      tokens.set(path, token);
      this.awaited.add(token);
    }
    if (tokens.size > 0) this.tokens.set(arn, tokens);
    else this.tokens.delete(arn);
  }

  private digest(definition: string): string {
    const known = this.digests.get(definition);
    if (known !== undefined) return known;
    const digest = createHash("sha256").update(definition).digest("hex");
    this.definitions.set(digest, definition);
    this.digests.set(definition, digest);
    return digest;
  }
}

const mapRunOf = ({ mapRunArn: arn, mapRunParent: parent }: Execution) =>
  arn === undefined || parent === undefined ? undefined : { arn, parent: parent.arn };

const withDates = (run: MapRun): MapRun => ({
  ...run,
  startDate: new Date(run.startDate),
  ...(run.stopDate && { stopDate: new Date(run.stopDate) }),
  ...(run.redriveDate && { redriveDate: new Date(run.redriveDate) }),
});
