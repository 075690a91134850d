import { Aborted } from "../errors";
import type { JsonObject } from "../json";
import type { Variables } from "../query/scope";
import type { Checkpoint, Json, MapRunCheckpoint, Place, ReachedState, SubmittedTask } from "../types";
import type { EventDetails } from "./history";
import type { Host } from "./host";

export interface ForkOptions {
  /** The event that started it. */
  lastEvent: number;
  context?: JsonObject;
  /** Called when it is aborted, after its state. */
  onAbort?(frame: Frame): void;
}

/** A running sequence of states: the machine's own, a branch of a Parallel or an iteration of a Map. */
export class Frame {
  /** The visit of the state it is in. */
  visit?: { readonly state: { readonly type: string }; readonly abortable: boolean };
  /** The latest state, with the input it got and what runs inside it. */
  private place?: {
    state: string;
    input: Json;
    inner: ({ output: Json } | Frame)[];
    mapRun?: () => MapRunCheckpoint;
  };
  private readonly children = new Set<Frame>();
  private readonly waits = new Set<() => void>();
  private aborted = false;

  constructor(
    readonly run: Host,
    /** The context object without `State` and `Task`. */
    readonly context: JsonObject,
    public variables: Variables,
    /** The latest event in this sequence: the next one's `previousEventId`. */
    public lastEvent: number,
    /** Called when the frame is aborted, after its state. */
    private readonly onAbort?: (frame: Frame) => void,
    /** See `Surroundings.onPlace`. */
    private readonly path = "",
  ) {}

  record(type: string, details?: () => EventDetails): number {
    this.lastEvent = this.run.history.add(type, this.lastEvent, details);
    return this.lastEvent;
  }

  /** Records an event that must not prevent the execution from ending: omitted when the history is full or closed. */
  recordIfRoom(type: string, details?: () => EventDetails): void {
    if (this.run.history.hasRoom) this.record(type, details);
  }

  /** A sequence inside the state that this one is in; it reads this one's variables and has its own. */
  fork(index: number, { context = this.context, lastEvent, onAbort }: ForkOptions): Frame {
    const path = `${this.path}/${index}`;
    const child = new Frame(this.run, context, this.variables, lastEvent, onAbort, path);
    this.children.add(child);
    return child;
  }

  /** @param before the earlier progress of a state that continues */
  enter(state: string, input: Json, before: Pick<Checkpoint, "inner" | "since" | "submitted"> = {}): void {
    this.place = { state, input, inner: [] };
    const { inner, since = this.run.surroundings.clock.now(), submitted } = before;
    this.report({ since, ...(submitted && { submitted }), ...(!inner && { isNew: true }) });
  }

  /** Notes which state is next; nothing of it has been done yet. */
  reach(state: string, input: Json): void {
    const { variables } = this;
    this.run.surroundings.onPlace?.(this.path, { state, input, variables, isNew: true });
  }

  /** Notes that the state is retried. */
  retry(): void {
    this.report({ since: this.run.surroundings.clock.now(), isNew: true });
  }

  noteSubmitted(submitted: SubmittedTask): void {
    this.report({ since: this.run.surroundings.clock.now(), submitted });
  }

  /** Notes what runs, or ran, as the part `index` of the state. */
  noteInner(index: number, part: { output: Json } | Frame): void {
    if (this.place) this.place.inner[index] = part;
    if ("output" in part) this.run.surroundings.onPlace?.(`${this.path}/${index}`, part satisfies Place);
  }

  /** Notes the run of a distributed Map that the state has started. */
  noteMapRun(mapRun: () => MapRunCheckpoint): void {
    if (this.place) this.place.mapRun = mapRun;
  }

  checkpoint(): Checkpoint | undefined {
    if (!this.place) return undefined;
    const { state, input, inner, mapRun } = this.place;
    const parts = Array.from(inner, (part) =>
      part instanceof Frame ? (part.checkpoint() ?? null) : (part ?? null),
    );
    return {
      state,
      input,
      variables: { ...this.variables },
      ...(parts.length > 0 && { inner: parts }),
      ...(mapRun && { mapRun: mapRun() }),
    };
  }

  private report(progress: Pick<ReachedState, "since" | "submitted" | "isNew">): void {
    if (!this.place) return;
    const { state, input } = this.place;
    this.run.surroundings.onPlace?.(this.path, { state, input, variables: this.variables, ...progress });
  }

  /** Lets go of a sequence that ended. */
  release(child: Frame): void {
    this.children.delete(child);
    this.lastEvent = Math.max(this.lastEvent, child.lastEvent);
  }

  /** Records that a failed Task ended the sequence. */
  recordFailure(): void {
    if (this.visit?.state.type === "Task") this.record("TaskStateAborted");
    this.visit = undefined;
  }

  /** Ends the sequence and those inside it; recorded for states that were waiting for something. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.abortChildren();
    if (this.visit?.abortable) this.recordIfRoom(`${this.visit.state.type}StateAborted`);
    this.onAbort?.(this);
    for (const cancel of this.waits) cancel();
    this.waits.clear();
  }

  abortChildren(): void {
    for (const child of this.children) child.abort();
    this.children.clear();
  }

  throwIfAborted(): void {
    if (this.aborted) throw new Aborted();
  }

  /**
   * Waits for something that calls back; rejects with {@link Aborted} when the frame is aborted first.
   * @param begin starts it and returns what undoes it.
   */
  wait<T>(begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.aborted) {
        reject(new Aborted());
        return;
      }
      let undo = () => {};
      const cancel = () => {
        undo();
        reject(new Aborted());
      };
      this.waits.add(cancel);
      undo = begin(
        (value) => {
          this.waits.delete(cancel);
          resolve(value);
        },
        (error) => {
          this.waits.delete(cancel);
          reject(error);
        },
      );
    });
  }

  sleep(milliseconds: number): Promise<void> {
    return this.wait((resolve) => this.run.surroundings.clock.after(milliseconds, () => resolve()));
  }
}
