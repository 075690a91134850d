import {
  CloudWatchLogsClient,
  paginateFilterLogEvents,
  ResourceNotFoundException,
} from "@aws-sdk/client-cloudwatch-logs";
import { explaining } from "../errors";
import type { Access } from "./place";

/** A line of a function's log. */
export interface LogLine {
  timestamp: Date;
  message: string;
  /** Tells lines of the same time apart. */
  eventId: string;
}

/** Reads logs of functions in CloudWatch Logs. */
export class FunctionLog {
  private readonly client: CloudWatchLogsClient;

  constructor(access: Access & { region: string }) {
    this.client = new CloudWatchLogsClient(access);
  }

  /**
   * The lines of a log group in a span of time, oldest first; none if there is no such group: a function that never ran has none.
   */
  async lines(logGroupName: string, from: number, to?: number): Promise<LogLine[]> {
    const pages = paginateFilterLogEvents(
      { client: this.client },
      { logGroupName, startTime: from, ...(to !== undefined && { endTime: to }) },
    );
    const lines: LogLine[] = [];
    const read = async () => {
      for await (const { events = [] } of pages) {
        for (const { timestamp, message, eventId } of events)
          lines.push({ timestamp: new Date(timestamp!), message: message!.trimEnd(), eventId: eventId! });
      }
    };
    try {
      await explaining(read());
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
    return lines.sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
  }

  close(): void {
    this.client.destroy();
  }
}

/** The group that a function logs to if nothing else is configured. */
export const defaultLogGroup = (functionName: string): string => `/aws/lambda/${functionName}`;

/** A function's name in its name, partial ARN or ARN, with or without a version. */
export const functionNameOf = (given: string): string =>
  /function:([^:]+)/.exec(given)?.[1] ?? given.split(":")[0]!;

const REQUEST_ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/;

/**
 * Groups the lines of a log by invocation, each by the request id that it starts with: lines without one belong to the one before.
 */
export function invocationsIn(lines: readonly LogLine[]): LogLine[][] {
  const byRequest = new Map<string, LogLine[]>();
  let current = "";
  for (const line of lines) {
    current = REQUEST_ID.exec(line.message)?.[0] ?? current;
    const invocation = byRequest.get(current);
    if (invocation) invocation.push(line);
    else byRequest.set(current, [line]);
  }
  return [...byRequest.values()];
}
