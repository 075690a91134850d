import { awsJson, type Codec } from "../aws/protocols/awsJson";
import {
  AwsError,
  type CallContext,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../aws/service";
import { checkShape, list, structure, withoutNulls } from "./inputShape";

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

interface LogGroup {
  name: string;
  creationTime: number;
  streams: Map<string, { creationTime: number; events: StoredLogEvent[] }>;
  /** How many events its streams hold. */
  eventCount: number;
}

type Input = Record<string, unknown>;

const OPERATIONS = new Set([
  "CreateLogGroup",
  "CreateLogStream",
  "DeleteLogGroup",
  "DescribeLogGroups",
  "DescribeLogStreams",
  "FilterLogEvents",
  "GetLogEvents",
  "PutLogEvents",
]);
const INVALID = { wrongType: "InvalidParameterException", missing: "InvalidParameterException" };
/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = {
  logGroupName: "string",
  logGroupNamePrefix: "string",
  logStreamName: "string",
  logStreamNamePrefix: "string",
  logStreamNames: list("string"),
  filterPattern: "string",
  startTime: "number",
  endTime: "number",
  limit: "number",
  startFromHead: "boolean",
  nextToken: "string",
  logEvents: list(structure({ timestamp: "number", message: "string" }, "timestamp", "message")),
} as const;
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  CreateLogStream: ["logGroupName", "logStreamName"],
  DescribeLogGroups: [],
  GetLogEvents: ["logGroupName", "logStreamName"],
  PutLogEvents: ["logGroupName", "logStreamName", "logEvents"],
};
/** How many events of a group are retained, and how many of the oldest are dropped at a time. */
const MAX_EVENTS = 10_000;
const DROP_BATCH = 1000;
const DEFAULT_LIMIT = 10_000;

/**
 * Amazon CloudWatch Logs ({@link https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html}),
 * as far as functions, state machines and readers of their logs need it. Everything is in memory.
 */
export class LogsService implements Service {
  readonly signingName = "logs";
  readonly operationNames = OPERATIONS;
  private readonly codec: Codec = awsJson({
    version: "1.1",
    targetPrefix: "Logs_20140328",
    operations: OPERATIONS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly groups = new Map<string, LogGroup>();
  private readonly listeners = new Set<(group: string, event: StoredLogEvent) => void>();
  private eventCount = 0;

  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    /** Milliseconds since the epoch; the clock has fractions of them, and AWS has not. */
    private readonly clock: () => number,
  ) {}

  private readonly now = (): number => Math.floor(this.clock());

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkShape(input, structure(MEMBERS), INVALID);
    const group = this.groupArn(String(input.logGroupName ?? ""));
    switch (operation) {
      case "CreateLogStream":
      case "PutLogEvents":
      case "GetLogEvents":
        return [
          { action: `logs:${operation}`, resource: `${group}:log-stream:${String(input.logStreamName)}` },
        ];
      case "DescribeLogGroups":
        return [{ action: "logs:DescribeLogGroups", resource: this.groupArn("") }];
      case "CreateLogGroup":
      case "DeleteLogGroup":
        return [{ action: `logs:${operation}`, resource: group }];
      default:
        return [{ action: `logs:${operation}`, resource: `${group}:*` }];
    }
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    _caller: Caller,
    _context: CallContext,
  ): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkShape(input, structure({}, ...(REQUIRED[operation] ?? ["logGroupName"])), INVALID);
    switch (operation) {
      case "CreateLogGroup":
        this.createLogGroup(String(input.logGroupName));
        return {};
      case "DeleteLogGroup":
        this.deleteLogGroup(String(input.logGroupName));
        return {};
      case "CreateLogStream":
        this.createLogStream(input);
        return {};
      case "PutLogEvents":
        return this.putLogEvents(input);
      case "DescribeLogGroups":
        return { logGroups: this.describeLogGroups(input) };
      case "DescribeLogStreams":
        return { logStreams: this.describeLogStreams(input) };
      case "GetLogEvents":
        return this.getLogEvents(input);
      default:
        return { events: this.filterLogEvents(input), searchedLogStreams: [] };
    }
  }

  createLogGroup(name: string): void {
    if (this.groups.has(name)) throw alreadyExists("log group");
    this.groups.set(name, { name, creationTime: this.now(), streams: new Map(), eventCount: 0 });
  }

  deleteLogGroup(name: string): void {
    if (!this.groups.delete(name)) throw notFound("log group");
  }

  /** Empties every group: its streams and their events are gone. */
  reset(): void {
    for (const group of this.groups.values()) {
      group.streams.clear();
      group.eventCount = 0;
    }
  }

  hasLogGroup(name: string): boolean {
    return this.groups.has(name);
  }

  /** Every event of a group, in order of time. Throws `ResourceNotFoundException`. */
  events(groupName: string): StoredLogEvent[] {
    const all = [...this.group(groupName).streams.values()].flatMap(({ events }) => events);
    return all.sort((a, b) => a.timestamp - b.timestamp || (a.eventId < b.eventId ? -1 : 1));
  }

  /** Calls `listener` with every event from now on. Returns a function that ends this. */
  onEvent(listener: (group: string, event: StoredLogEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private createLogStream({ logGroupName, logStreamName }: Input): void {
    const { streams } = this.group(String(logGroupName));
    const name = String(logStreamName);
    if (streams.has(name)) throw alreadyExists("log stream");
    streams.set(name, { creationTime: this.now(), events: [] });
  }

  private putLogEvents({ logGroupName, logStreamName, logEvents }: Input): Record<string, unknown> {
    const group = this.group(String(logGroupName));
    const stream = this.stream(group, String(logStreamName));
    if (!Array.isArray(logEvents) || logEvents.length === 0) {
      throw new AwsError("InvalidParameterException", "1 validation error detected: logEvents is empty");
    }
    for (const { timestamp, message } of logEvents as LogEvent[]) {
      const stored = {
        timestamp: Math.floor(timestamp),
        message,
        logStreamName: String(logStreamName),
        ingestionTime: this.now(),
        eventId: String(this.eventCount++).padStart(56, "0"),
      };
      stream.events.push(stored);
      for (const listener of this.listeners) listener(group.name, stored);
    }
    group.eventCount += logEvents.length;
    if (group.eventCount >= MAX_EVENTS + DROP_BATCH) dropOldest(group);
    return { nextSequenceToken: String(this.eventCount) };
  }

  private describeLogGroups({ logGroupNamePrefix = "" }: Input): object[] {
    return [...this.groups.values()]
      .filter(({ name }) => name.startsWith(String(logGroupNamePrefix)))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, creationTime }) => ({
        logGroupName: name,
        creationTime,
        arn: `${this.groupArn(name)}:*`,
        logGroupArn: this.groupArn(name),
      }));
  }

  private describeLogStreams({ logGroupName, logStreamNamePrefix = "" }: Input): object[] {
    return [...this.group(String(logGroupName)).streams]
      .filter(([name]) => name.startsWith(String(logStreamNamePrefix)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { creationTime, events }]) => ({
        logStreamName: name,
        creationTime,
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        arn: `${this.groupArn(String(logGroupName))}:log-stream:${name}`,
      }));
  }

  private getLogEvents(input: Input): Record<string, unknown> {
    const group = this.group(String(input.logGroupName));
    const { events } = this.stream(group, String(input.logStreamName));
    const found = within(events, input);
    const limit = Number(input.limit ?? DEFAULT_LIMIT);
    const page = input.startFromHead ? found.slice(0, limit) : found.slice(-limit);
    return {
      events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${this.eventCount}`,
      nextBackwardToken: "b/0",
    };
  }

  private filterLogEvents(input: Input): object[] {
    const pattern = String(input.filterPattern ?? "").replace(/^"(.*)"$/, "$1");
    return within(this.events(String(input.logGroupName)), input)
      .filter(({ message }) => message.includes(pattern))
      .slice(0, Number(input.limit ?? DEFAULT_LIMIT));
  }

  private group(name: string): LogGroup {
    const group = this.groups.get(name);
    if (!group) throw notFound("log group");
    return group;
  }

  private stream(group: LogGroup, name: string) {
    const stream = group.streams.get(name);
    if (!stream) throw notFound("log stream");
    return stream;
  }

  private groupArn(name: string): string {
    return `arn:aws:logs:${this.cloud.region}:${this.cloud.accountId}:log-group:${name}`;
  }
}

/** Event ids rise with the events' arrival. */
function dropOldest(group: LogGroup): void {
  const streams = [...group.streams.values()];
  const ids = streams.flatMap(({ events }) => events.map(({ eventId }) => eventId)).sort();
  const oldest = ids.at(-MAX_EVENTS)!;
  for (const stream of streams) stream.events = stream.events.filter(({ eventId }) => eventId >= oldest);
  group.eventCount = MAX_EVENTS;
}

function within(events: StoredLogEvent[], { startTime = 0, endTime = Number.POSITIVE_INFINITY }: Input) {
  return events.filter(({ timestamp }) => timestamp >= Number(startTime) && timestamp < Number(endTime));
}

const notFound = (what: string) =>
  new AwsError("ResourceNotFoundException", `The specified ${what} does not exist.`);

const alreadyExists = (what: string) =>
  new AwsError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
