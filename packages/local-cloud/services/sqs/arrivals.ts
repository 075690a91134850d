import type { Clock } from "../../aws/clock";

type Listener = () => void;

/** Announcements for one queue within this many milliseconds are combined. */
const RESOLUTION_MS = 20;

/** Notifies listeners that messages may have become available in a queue. Queues are identified by name. */
export class Arrivals {
  private readonly listeners = new Map<string, Set<Listener>>();
  /** Functions that cancel pending announcements, by queue and time. */
  private readonly pending = new Map<string, () => void>();

  constructor(private readonly clock: Clock) {}

  on(queue: string, listener: Listener): () => void {
    const listeners = this.listeners.get(queue) ?? new Set();
    this.listeners.set(queue, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  announce(queue: string): void {
    for (const listener of this.listeners.get(queue) ?? []) listener();
  }

  /**
   * Announces after a delay in real time, which is the backend's.
   * @param held whether the clock is held until then, if there are listeners
   */
  announceIn(queue: string, seconds: number, held: boolean): void {
    const holds = held && (this.listeners.get(queue)?.size ?? 0) > 0;
    const slot = Math.ceil((performance.now() + seconds * 1000) / RESOLUTION_MS);
    const key = `${queue} ${slot} ${holds}`;
    if (this.pending.has(key)) return;
    const release = holds ? this.clock.hold() : () => {};
    const end = () => {
      clearTimeout(timer);
      this.pending.delete(key);
      release();
    };
    const timer = setTimeout(
      () => {
        this.announce(queue);
        end();
      },
      slot * RESOLUTION_MS - performance.now() + 1,
    );
    timer.unref();
    this.pending.set(key, end);
  }

  close(): void {
    for (const end of this.pending.values()) end();
    this.listeners.clear();
  }
}
