import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** One completed visit of a state. */
export interface StateVisit {
  state: string;
  /** How many Map and Parallel states enclose it. */
  depth: number;
  /** The index of the Map iteration that it is in. */
  index?: number;
  status: "SUCCEEDED" | "CAUGHT" | "FAILED" | "TIMED_OUT" | "ABORTED";
  /** Why it failed, or what was caught. */
  error?: string;
  enteredAt: Date;
  durationMs: number;
}

/** A state that was entered, or an iteration of a Map, which has no name. */
interface Frame {
  name?: string;
  /** `Parallel`, `Task`, … */
  type?: string;
  index?: number;
  enteredAt: Date;
  parent: Frame | undefined;
  /** Whether the last attempt failed, and with which error where that is known. */
  failed?: boolean;
  error?: string | undefined;
}

/**
 * Derives the visits of states from an execution's events. Each event names the one before it, which leads to the state that
 * it belongs to, even when branches and iterations run in parallel.
 */
export class StateTracker {
  /** By event id: the innermost state after that event. */
  private readonly frames = new Map<number, Frame | undefined>();
  private readonly open = new Set<Frame>();

  /** The running states, in the order they were entered. */
  get running(): string[] {
    return [...this.open].map(({ name }) => name!);
  }

  /** The visits that this event ends. Events must be passed in order. */
  add(event: HistoryEvent): StateVisit[] {
    const before = this.frames.get(event.previousEventId ?? 0);
    const visits: StateVisit[] = [];
    this.frames.set(event.id!, this.after(event, before, visits));
    return visits;
  }

  private after(event: HistoryEvent, before: Frame | undefined, visits: StateVisit[]): Frame | undefined {
    const { type = "", timestamp: enteredAt = new Date(0) } = event;
    const [, stateType, step] = /^(\w+?)State(Entered|Exited|Failed|Aborted)$/.exec(type) ?? [];
    if (step === "Entered") {
      const name = event.stateEnteredEventDetails?.name ?? "";
      const frame: Frame = { name, type: stateType!, enteredAt, parent: before };
      this.open.add(frame);
      return frame;
    }
    if (step === "Exited") {
      const name = event.stateExitedEventDetails?.name;
      const frame = closest(before, (each) => each.name === name && this.open.has(each));
      if (!frame) return before;
      this.abandon(frame, before, enteredAt, visits);
      visits.push(this.close(frame, frame.failed ? "CAUGHT" : "SUCCEEDED", enteredAt));
      return frame.parent;
    }
    if (step) {
      const frame = closest(before, (each) => each.type === stateType && this.open.has(each));
      if (!frame || step === "Aborted") return before;
      this.abandon(frame, before, enteredAt, visits);
      frame.failed = true;
      frame.error = errorOf(event) ?? before?.error;
      return frame;
    }
    if (type === "MapIterationStarted") {
      const { index } = event.mapIterationStartedEventDetails ?? {};
      return { ...(index === undefined ? {} : { index }), enteredAt, parent: before };
    }
    const [, end] = /^Execution(Failed|TimedOut|Aborted)$/.exec(type) ?? [];
    if (end) this.end(end, event, before, visits);
    else if (before && type !== "MapIterationFailed") {
      before.failed = /(Failed|TimedOut)$/.test(type);
      before.error = before.failed ? errorOf(event) : undefined;
    }
    return before;
  }

  /** Closes what is still open inside a state that has ended: what failed, and what the failure aborted. */
  private abandon(outer: Frame, last: Frame | undefined, at: Date, visits: StateVisit[]): void {
    for (const frame of [...this.open].reverse()) {
      if (frame === outer || !closest(frame, (each) => each === outer)) continue;
      const failed = closest(last, (each) => each === frame) !== undefined;
      visits.push(this.close(frame, failed ? "FAILED" : "ABORTED", at));
    }
  }

  private end(how: string, event: HistoryEvent, last: Frame | undefined, visits: StateVisit[]): void {
    for (const frame of [...this.open].reverse()) {
      const concerned = closest(last, (each) => each === frame) !== undefined;
      if (concerned && how === "Failed") frame.error ??= errorOf(event);
      const status = how === "TimedOut" ? "TIMED_OUT" : how === "Failed" && concerned ? "FAILED" : "ABORTED";
      visits.push(this.close(frame, status, event.timestamp!));
    }
  }

  private close(frame: Frame, status: StateVisit["status"], at: Date): StateVisit {
    this.open.delete(frame);
    const index = closest(frame.parent, (each) => each.index !== undefined || each.name !== undefined)?.index;
    return {
      state: frame.name!,
      depth: depthOf(frame),
      ...(index === undefined ? {} : { index }),
      status,
      ...(frame.error === undefined || status === "SUCCEEDED" ? {} : { error: frame.error }),
      enteredAt: frame.enteredAt,
      durationMs: at.getTime() - frame.enteredAt.getTime(),
    };
  }
}

function closest(frame: Frame | undefined, wanted: (frame: Frame) => boolean): Frame | undefined {
  let each = frame;
  while (each && !wanted(each)) each = each.parent;
  return each;
}

function depthOf({ parent }: Frame): number {
  if (!parent) return 0;
  return depthOf(parent) + (parent.name === undefined ? 0 : 1);
}

/** The error's name, from whichever details the event has. */
export function errorOf(event: HistoryEvent): string | undefined {
  const details = Object.entries(event).find(([key, value]) => key.endsWith("EventDetails") && value)?.[1];
  return (details as { error?: string } | undefined)?.error;
}
