import type { HistoryEvent } from "../../../asl/engine";
import type { Execution } from "./execution";
import { withoutData } from "./historyOperations";

/** Where events of executions are logged. */
export interface LogDelivery {
  /** Does nothing if there is no such group: it may have been deleted. */
  deliver(logGroupName: string, logStreamName: string, event: { timestamp: number; message: string }): void;
}

/**
 * Logs the events of executions to the log group of their state machine, by its level, with or without their data ({@link
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html}). The names of a record's members, and of its stream, are
 * those of AWS's examples; that `parameters` are data too is a guess. The log is not shortened.
 */
export const logExecutions =
  (logs: LogDelivery) =>
  (execution: Execution, event: HistoryEvent): void => {
    const { level = "OFF", includeExecutionData, destinations } = execution.revision.loggingConfiguration;
    if (!LOGGED[level]?.(event.type)) return;
    const group = /:log-group:([^:]+)/.exec(
      destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn ?? "",
    )?.[1];
    if (group === undefined) return;
    const timestamp = Math.floor(event.timestamp.getTime());
    const message = JSON.stringify(recordOf(execution, event, timestamp, includeExecutionData === true));
    logs.deliver(group, streamOf(execution), { timestamp, message });
  };

/** Which types of events a level logs: https://docs.aws.amazon.com/step-functions/latest/dg/cloudwatch-log-level.html */
const LOGGED: Readonly<Record<string, (type: string) => boolean>> = {
  ALL: () => true,
  ERROR: (type) => /(Failed|TimedOut|Aborted)$/.test(type) || type === "FailStateEntered",
  FATAL: (type) => /^Execution(Failed|TimedOut|Aborted)$/.test(type),
};

function recordOf(execution: Execution, event: HistoryEvent, timestamp: number, withData: boolean): object {
  const { id, type, previousEventId, ...more } = withData ? event : (withoutData(event) as HistoryEvent);
  const [, details = {}] = Object.entries(more).find(([name]) => name.endsWith("EventDetails")) ?? [];
  const { parameters, ...others } = details as Record<string, unknown>;
  return {
    id: String(id),
    type,
    details: withData && parameters !== undefined ? details : others,
    redrive_count: String(execution.redriveCount),
    previous_event_id: String(previousEventId),
    event_timestamp: String(timestamp),
    execution_arn: execution.arn,
  };
}

/** `states/NAME/2026-01-31-23-59/ID`: by the minute in which the execution started. */
function streamOf({ machine, startDate, sequence }: Execution): string {
  const minute = startDate.toISOString().slice(0, 16).replace(/[T:]/g, "-");
  return `states/${machine.name}/${minute}/${sequence.toString(16).padStart(8, "0")}`;
}
