import type { Live } from "../../api";

type Listener = (live: Live) => void;

/** What changes in the stack, as the server sends it, and whether there is a connection. */
export class LiveEvents {
  private readonly listeners = new Set<Listener>();
  private readonly watchers = new Set<(connected: boolean) => void>();
  private readonly source: EventSource;

  constructor(url: string) {
    this.source = new EventSource(url);
    this.source.onmessage = ({ data }) => this.emit(JSON.parse(data as string) as Live);
    this.source.onopen = () => {
      this.watch(true);
      // What happened while there was no connection, and what was asked for does not show, is not sent again.
      this.emit(EVERYTHING);
    };
    // An EventSource connects again on its own, unless it was refused.
    this.source.onerror = () => this.watch(false);
  }

  get refused(): boolean {
    return this.source.readyState === EventSource.CLOSED;
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onConnection(watcher: (connected: boolean) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  private emit(live: Live): void {
    for (const listener of this.listeners) listener(live);
  }

  private watch(connected: boolean): void {
    for (const watcher of this.watchers) watcher(connected);
  }
}

/** Stands for whatever may have changed. */
export const EVERYTHING: Live = { executions: [], counts: {}, stack: true, logs: [] };
