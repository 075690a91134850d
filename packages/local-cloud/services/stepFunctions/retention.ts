import type { HistoryEvent } from "../../../asl/engine";
import type { Execution } from "./execution";

/** How much of what ended is kept; what would be too much goes, the one that ended first before the others. */
export interface RetentionLimits {
  /** Ended executions, the children of distributed Maps among them. At least 1. */
  executions: number;
  /** What they hold together, in bytes, estimated: inputs, outputs, histories. */
  bytes: number;
}

/** About what an execution takes besides its data and its history. */
const EXECUTION_BYTES = 1000;
/** About what an event takes besides its data. */
const EVENT_BYTES = 300;

/**
 * Knows which of the executions that ended are kept. One goes only when whoever started it has ended, and with the children
 * of its distributed Maps. The last one stays, however large it is.
 */
export class Retention {
  /** Those that may go, in the order of their ends. */
  private readonly queue = new Set<Execution>();
  /** Those that may go once the execution that started them has ended. */
  private readonly held = new Map<Execution, Set<Execution>>();
  /** The ended children of distributed Maps, which go with their parent. */
  private readonly children = new Map<Execution, Set<Execution>>();
  /** All that ended and are kept, with the bytes that each holds. */
  private readonly sizes = new Map<Execution, number>();
  private bytes = 0;
  private readonly gone = new WeakSet<Execution>();

  /** @param drop is called with every execution that is not kept any longer. */
  constructor(
    private readonly limits: RetentionLimits,
    private readonly drop: (execution: Execution) => void,
  ) {
    const { executions } = limits;
    if (!Number.isInteger(executions) || executions < 1) {
      throw new RangeError(`${executions} ended executions cannot be kept; allowed: a whole number from 1`);
    }
  }

  /** Takes in an execution that has ended. */
  ended(execution: Execution): void {
    const { mapRunParent, runningParent } = execution;
    const size = sizeOf(execution);
    this.sizes.set(execution, size);
    this.bytes += size;
    if (mapRunParent && this.gone.has(mapRunParent)) this.remove(execution);
    else if (mapRunParent) add(this.children, mapRunParent, execution);
    else if (runningParent) add(this.held, runningParent, execution);
    else this.enqueue(execution);
    this.prune();
  }

  /** An execution that had ended runs again. */
  resumed(execution: Execution): void {
    const { mapRunParent, runningParent } = execution;
    this.queue.delete(execution);
    if (mapRunParent) this.children.get(mapRunParent)?.delete(execution);
    if (runningParent) this.held.get(runningParent)?.delete(execution);
    this.forget(execution);
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
    this.forget(execution);
    this.gone.add(execution);
    this.drop(execution);
  }

  private forget(execution: Execution): void {
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

/** The texts in an event's details are its data. */
function sizeOfEvent(event: HistoryEvent): number {
  let bytes = EVENT_BYTES;
  for (const details of Object.values(event)) {
    if (typeof details !== "object" || details === null) continue;
    for (const text of Object.values(details)) if (typeof text === "string") bytes += text.length;
  }
  return bytes;
}
