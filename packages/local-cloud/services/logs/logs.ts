import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import type { CallContext, Caller, Cloud, Requirement, Service, ServiceCall } from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { describeGroup, describeGroups, describeStreams, listGroups } from "./descriptions";
import { checkInput, checkTypes, groupNameOf, invalid, OPERATION_NAMES } from "./inputs";
import {
  inOrder,
  type LogEvent,
  type LogGroup,
  LogGroups,
  type LogStream,
  type StoredLogEvent,
} from "./logGroups";
import { filterLogEvents, getLogEvents } from "./reading";

export type { LogEvent, StoredLogEvent } from "./logGroups";

type Input = Record<string, unknown>;

/**
 * Amazon CloudWatch Logs ({@link https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html}),
 * as far as functions, state machines and readers of their logs need it. Everything is in memory: the latest 10,000 events of
 * each group, whatever its retention is. Logs Insights is not served.
 */
export class LogsService implements Service {
  readonly signingName = "logs";
  readonly operationNames = OPERATION_NAMES;
  private readonly codec: Codec = awsJson({
    version: "1.1",
    targetPrefix: "Logs_20140328",
    operations: OPERATION_NAMES,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly groups: LogGroups;
  private readonly listeners = new Set<(group: string, event: StoredLogEvent) => void>();

  /** @param now milliseconds since the epoch, with fractions or without */
  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    now: () => number,
  ) {
    this.groups = new LogGroups(() => Math.floor(now()));
  }

  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkTypes(input);
    const group = this.groupArn(groupNameOf(input));
    const needs = (resource: string) => [{ action: `logs:${operation}`, resource }];
    switch (operation) {
      case "CreateLogStream":
      case "DeleteLogStream":
      case "PutLogEvents":
      case "GetLogEvents":
        return needs(`${group}:log-stream:${String(input.logStreamName)}`);
      case "DescribeLogGroups":
        return needs(this.groupArn(""));
      case "ListLogGroups":
        return needs("*");
      case "CreateLogGroup":
      case "DeleteLogGroup":
      case "PutRetentionPolicy":
      case "DeleteRetentionPolicy":
        return needs(group);
      default:
        return needs(`${group}:*`);
    }
  }

  async invoke(
    { operation, input: given }: ServiceCall,
    _caller: Caller,
    _context: CallContext,
  ): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkInput(operation, input);
    return this.operations[operation]?.(input) ?? {};
  }

  createLogGroup(name: string): void {
    this.groups.create(name);
  }

  deleteLogGroup(name: string): void {
    this.groups.delete(name);
  }

  /** Empties every group: its streams and their events are gone. */
  reset(): void {
    this.groups.empty();
  }

  hasLogGroup(name: string): boolean {
    return this.groups.has(name);
  }

  /** Every event of a group, in order of time. Throws `ResourceNotFoundException`. */
  events(groupName: string): StoredLogEvent[] {
    return inOrder([...this.groups.get(groupName).streams.values()].flatMap(({ events }) => events));
  }

  /** Writes an event as an AWS service does that a group is configured for: without a role. Nothing if the group is gone. */
  deliver(groupName: string, streamName: string, event: LogEvent): void {
    if (!this.groups.has(groupName)) return;
    const group = this.groups.get(groupName);
    if (!group.streams.has(streamName)) this.groups.createStream(group, streamName);
    this.write(group, this.groups.stream(group, streamName), [event]);
  }

  /** Calls `listener` with every event from now on. Returns a function that ends this. */
  onEvent(listener: (group: string, event: StoredLogEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private readonly operations: Readonly<Record<string, (input: Input) => Input | undefined>> = {
    CreateLogGroup: ({ logGroupName }) => void this.groups.create(String(logGroupName)),
    DeleteLogGroup: ({ logGroupName }) => void this.groups.delete(String(logGroupName)),
    DescribeLogGroups: (input) => describeGroups(this.groups.list(), this.describe, input),
    ListLogGroups: (input) => listGroups(this.groups.list(), this.describe, input),
    PutRetentionPolicy: ({ logGroupName, retentionInDays }) => {
      this.groups.get(String(logGroupName)).retentionInDays = Number(retentionInDays);
      return undefined;
    },
    DeleteRetentionPolicy: ({ logGroupName }) => {
      delete this.groups.get(String(logGroupName)).retentionInDays;
      return undefined;
    },
    CreateLogStream: ({ logGroupName, logStreamName }) =>
      void this.groups.createStream(this.groups.get(String(logGroupName)), String(logStreamName)),
    DeleteLogStream: ({ logGroupName, logStreamName }) =>
      void this.groups.deleteStream(this.groups.get(String(logGroupName)), String(logStreamName)),
    DescribeLogStreams: (input) => {
      const group = this.groups.get(groupNameOf(input));
      return describeStreams(group, this.groupArn(group.name), input);
    },
    PutLogEvents: (input) => this.putLogEvents(input),
    GetLogEvents: (input) => {
      const stream = this.groups.stream(this.groups.get(groupNameOf(input)), String(input.logStreamName));
      return getLogEvents(inOrder([...stream.events]), input);
    },
    FilterLogEvents: (input) => filterLogEvents(this.groups.get(groupNameOf(input)), input),
  };

  private readonly describe = (group: Parameters<typeof describeGroup>[0]) =>
    describeGroup(group, this.groupArn(group.name));

  private putLogEvents({ logGroupName, logStreamName, logEvents }: Input): Input {
    const group = this.groups.get(String(logGroupName));
    const stream = this.groups.stream(group, String(logStreamName));
    const events = logEvents as LogEvent[];
    if (events.length === 0) throw invalid("1 validation error detected: logEvents is empty");
    return { nextSequenceToken: this.write(group, stream, events).at(-1)!.eventId };
  }

  private write(group: LogGroup, stream: LogStream, events: readonly LogEvent[]): StoredLogEvent[] {
    const stored = this.groups.append(group, stream, events);
    for (const event of stored) for (const listener of this.listeners) listener(group.name, event);
    return stored;
  }

  private groupArn(name: string): string {
    return `arn:aws:logs:${this.cloud.region}:${this.cloud.accountId}:log-group:${name}`;
  }
}
