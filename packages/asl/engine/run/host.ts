import type { Sources } from "../query/scope";
import type { Checkpoint, ExecutionContext, Json, Surroundings } from "../types";
import type { History } from "./history";

export interface StartOptions extends Surroundings {
  input: Json;
  context: ExecutionContext;
  /** Continues an execution that did not succeed: the history continues after `lastEventId`. */
  redrive?: { checkpoint: Checkpoint; lastEventId: number };
}

/** How many failed items a distributed Map puts up with. */
export interface Tolerance {
  count?: number;
  percentage?: number;
}

/** What the states of an execution stand on. */
export interface Host {
  readonly history: History;
  readonly sources: Sources;
  readonly surroundings: Surroundings;
  /** Lets other executions, timers and `stop` have their turn now and then. */
  breathe(): Promise<void>;
  /** Replaces the branches of a Parallel and the iterations of a Map when a single state is tested. */
  readonly mock?: Mock;
}

export interface Mock {
  /** What the object of an `ItemReader` holds. */
  readonly itemReaderData?: string;
  /** The mocked result. Throws the mocked failure, or a `TestStateError` if the result does not fit what the Map would have run. */
  result(map?: MockedMap): Json;
}

/** What a Map would have run. */
export interface MockedMap {
  /** Items and child executions or iterations; undefined where nothing says what the `ItemReader` reads. */
  counts?: { items: number; children: number };
  tolerance?: Tolerance;
}
