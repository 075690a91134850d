import { AwsError } from "../../aws/service";

export interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

export interface StoredLogEvent extends LogEvent {
  logStreamName: string;
  ingestionTime: number;
  eventId: string;
}

export interface LogStream {
  name: string;
  creationTime: number;
  events: StoredLogEvent[];
}

export interface LogGroup {
  name: string;
  creationTime: number;
  retentionInDays?: number;
  streams: Map<string, LogStream>;
  /** How many events its streams hold. */
  eventCount: number;
}

/** How many events of a group are retained, and how many of the oldest are dropped at a time. */
const MAX_EVENTS = 10_000;
const DROP_BATCH = 1000;

/** The log groups, their streams and events, in memory. */
export class LogGroups {
  private readonly groups = new Map<string, LogGroup>();
  private eventCount = 0;

  /** @param now whole milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** Throws `ResourceAlreadyExistsException`. */
  create(name: string): void {
    if (this.groups.has(name)) throw alreadyExists("log group");
    this.groups.set(name, { name, creationTime: this.now(), streams: new Map(), eventCount: 0 });
  }

  /** Throws `ResourceNotFoundException`. */
  delete(name: string): void {
    if (!this.groups.delete(name)) throw notFound("log group");
  }

  has(name: string): boolean {
    return this.groups.has(name);
  }

  /** In the order of their names. */
  list(): LogGroup[] {
    return [...this.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string): LogGroup {
    const group = this.groups.get(name);
    if (!group) throw notFound("log group");
    return group;
  }

  /** Throws `ResourceNotFoundException`. */
  stream(group: LogGroup, name: string): LogStream {
    const stream = group.streams.get(name);
    if (!stream) throw notFound("log stream");
    return stream;
  }

  /** Throws `ResourceAlreadyExistsException`. */
  createStream(group: LogGroup, name: string): void {
    if (group.streams.has(name)) throw alreadyExists("log stream");
    group.streams.set(name, { name, creationTime: this.now(), events: [] });
  }

  deleteStream(group: LogGroup, name: string): void {
    const { events } = this.stream(group, name);
    group.streams.delete(name);
    group.eventCount -= events.length;
  }

  /** Returns the events as they are kept. */
  append(group: LogGroup, stream: LogStream, events: readonly LogEvent[]): StoredLogEvent[] {
    const stored = events.map(({ timestamp, message }) => ({
      timestamp: Math.floor(timestamp),
      message,
      logStreamName: stream.name,
      ingestionTime: this.now(),
      eventId: String(this.eventCount++).padStart(56, "0"),
    }));
    stream.events.push(...stored);
    group.eventCount += stored.length;
    if (group.eventCount >= MAX_EVENTS + DROP_BATCH) dropOldest(group);
    return stored;
  }

  /** Empties every group: its streams and their events are gone. */
  empty(): void {
    for (const group of this.groups.values()) {
      group.streams.clear();
      group.eventCount = 0;
    }
  }
}

/** In order of time, then of arrival. */
export const inOrder = (events: StoredLogEvent[]): StoredLogEvent[] =>
  events.sort((a, b) => a.timestamp - b.timestamp || (a.eventId < b.eventId ? -1 : 1));

/** Event ids rise with the events' arrival. */
function dropOldest(group: LogGroup): void {
  const streams = [...group.streams.values()];
  const ids = streams.flatMap(({ events }) => events.map(({ eventId }) => eventId)).sort();
  const oldest = ids.at(-MAX_EVENTS)!;
  for (const stream of streams) stream.events = stream.events.filter(({ eventId }) => eventId >= oldest);
  group.eventCount = MAX_EVENTS;
}

const notFound = (what: string) =>
  new AwsError("ResourceNotFoundException", `The specified ${what} does not exist.`);

const alreadyExists = (what: string) =>
  new AwsError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
