import { dataLimitExceeded } from "../errors";
import { LIMITS } from "../limits";
import type { ChildCheckpoint, ChildJob, Json } from "../types";

/** A child execution that ended. */
export interface ChildResult extends ChildCheckpoint {
  index: number;
  stateMachineArn: string;
  input: Json;
}

/** Collects the results of a distributed Map's children into the Map's result. */
export interface Results {
  /** They are written somewhere, not put out by the Map. */
  readonly exported: boolean;
  /** Takes a child that succeeded. */
  add(child: ChildResult): void | Promise<void>;
  /** The Map's result, once all children have ended. */
  finish(failed: ChildResult[]): Promise<Json>;
  /** The Map failed before its children had all succeeded: saves the results so far. */
  abandon?(failed: ChildResult[], pending: ChildJob[]): Promise<void>;
  /** What was taken so far, for a redrive. */
  checkpoint(): Json;
}

/** `NONE` returns each child's description, `COMPACT` its output, `FLATTEN` the items of its output. */
export type Transformation = (child: ChildResult) => Json[];

/** The results of a Map that puts out its children's results itself: they must not be larger than any other output. */
export class CollectedResults implements Results {
  readonly exported = false;
  private parts: [index: number, items: Json[]][] = [];
  /** Of the array as JSON. */
  private bytes = 1;

  /** @param before the checkpoint of an earlier run */
  constructor(
    private readonly stateName: string,
    private readonly transform: Transformation,
    before: Json = [],
  ) {
    if (before === null) this.bytes = Number.POSITIVE_INFINITY;
    else for (const [index, items] of before as [number, Json[]][]) this.keep(index, items);
  }

  add(child: ChildResult): void {
    this.keep(child.index, this.transform(child));
  }

  async finish(): Promise<Json> {
    if (this.exceeded) throw dataLimitExceeded(this.stateName);
    return this.parts.sort(([a], [b]) => a - b).flatMap(([, items]) => items);
  }

  checkpoint(): Json {
    return this.exceeded ? null : this.parts;
  }

  private get exceeded(): boolean {
    return this.bytes > LIMITS.payloadBytes;
  }

  /** Results that can no longer be returned are not stored. */
  private keep(index: number, items: Json[]): void {
    if (this.exceeded) return;
    for (const item of items) this.bytes += Buffer.byteLength(JSON.stringify(item)) + 1;
    this.parts.push([index, items]);
    if (this.exceeded) this.parts = [];
  }
}
