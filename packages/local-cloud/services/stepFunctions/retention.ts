import type { HistoryEvent } from "../../../asl/engine";
import type { Execution } from "./execution";

/** How many ended executions are retained; beyond that, the one that ended first is dropped first. */
export interface RetentionLimits {
  /** Ended executions, including the children of distributed Maps. At least 1. */
  executions: number;
  /** Their estimated total size in bytes: inputs, outputs, histories. */
  bytes: number;
}

/** The approximate size of an execution without its data and history. */
const EXECUTION_BYTES = 1000;
/** The approximate size of an event without its data. */
const EVENT_BYTES = 300;

/**
 * Decides which ended executions are retained. An execution is dropped only after the execution that started it has ended,
 * and together with the children of its distributed Maps. The last one is retained, however large it is.
 */
export class Retention {
  /** The executions that may be dropped, in the order in which they ended. */
  private readonly queue = new Set<Execution>();
  /** The executions that may be dropped once the execution that started them has ended. */
  private readonly held = new Map<Execution, Set<Execution>>();
  /** The ended children of distributed Maps, which are dropped with their parent. */
  private readonly children = new Map<Execution, Set<Execution>>();
  /** The size in bytes of every ended execution that is retained. */
  private readonly sizes = new Map<Execution, number>();
  private bytes = 0;
  private readonly dropped = new WeakSet<Execution>();

  /** @param drop called with every execution that is no longer retained */
  constructor(
    private readonly limits: RetentionLimits,
    private readonly drop: (execution: Execution) => void,
  ) {
    const { executions } = limits;
    if (!Number.isInteger(executions) || executions < 1) {
      throw new RangeError(
        `${executions} ended executions cannot be retained; allowed: a whole number from 1`,
      );
    }
  }

  /** Adds an execution that has ended. */
  ended(execution: Execution): void {
    const { mapRunParent, runningParent } = execution;
    const size = sizeOf(execution);
    this.sizes.set(execution, size);
    this.bytes += size;
    if (mapRunParent && this.dropped.has(mapRunParent)) this.remove(execution);
    else if (mapRunParent) add(this.children, mapRunParent, execution);
    else if (runningParent) add(this.held, runningParent, execution);
    else this.enqueue(execution);
    this.prune();
  }

  /** Removes an execution that is running again. */
  resumed(execution: Execution): void {
    const { mapRunParent, runningParent } = execution;
    this.queue.delete(execution);
    if (mapRunParent) this.children.get(mapRunParent)?.delete(execution);
    if (runningParent) this.held.get(runningParent)?.delete(execution);
    this.release(execution);
  }

  /** Drops an execution that has ended. */
  forget(execution: Execution): void {
    this.queue.delete(execution);
    this.children.delete(execution);
    this.held.delete(execution);
    this.remove(execution);
  }

  private enqueue(execution: Execution): void {
    for (const started of this.held.get(execution) ?? []) this.enqueue(started);
    this.held.delete(execution);
    this.queue.add(execution);
  }

  private prune(): void {
    const { executions, bytes } = this.limits;
    for (const oldest of this.queue) {
      if (this.queue.size === 1 || (this.sizes.size <= executions && this.bytes <= bytes)) return;
      this.queue.delete(oldest);
      for (const child of this.children.get(oldest) ?? []) this.remove(child);
      this.children.delete(oldest);
      this.remove(oldest);
    }
  }

  private remove(execution: Execution): void {
    this.release(execution);
    this.dropped.add(execution);
    this.drop(execution);
  }

  private release(execution: Execution): void {
    this.bytes -= this.sizes.get(execution) ?? 0;
    this.sizes.delete(execution);
  }
}

function add(sets: Map<Execution, Set<Execution>>, parent: Execution, execution: Execution): void {
  const set = sets.get(parent) ?? new Set();
  sets.set(parent, set.add(execution));
}

function sizeOf({ input, events }: Execution): number {
  return events.reduce((bytes, event) => bytes + sizeOfEvent(event), EXECUTION_BYTES + input.length);
}

/** An event's data are the strings in its details. */
function sizeOfEvent(event: HistoryEvent): number {
  let bytes = EVENT_BYTES;
  for (const details of Object.values(event)) {
    if (typeof details !== "object" || details === null) continue;
    for (const text of Object.values(details)) if (typeof text === "string") bytes += text.length;
  }
  return bytes;
}
