import { AwsError, type Caller, type Cloud } from "../../aws/service";
import type { FunctionVersion } from "./function";
import { timeoutMessage } from "./worker/failure";
import type { InvocationOutcome } from "./worker/worker";

interface LogEvent {
  /** Milliseconds since the epoch. */
  timestamp: number;
  message: string;
}

/** Size of the log tail in the response of `Invoke`. */
const TAIL_BYTES = 4096;

/** Sends the output of functions to CloudWatch Logs with the function's role, whose policies apply. */
export class FunctionLogs {
  /** `group:stream` of the streams that exist. */
  private readonly streams = new Set<string>();

  constructor(private readonly cloud: Cloud) {}

  /** If the call is denied, only the log is lost, as on AWS; the cloud records the denied call. */
  async write(role: Caller, group: string, stream: string, events: LogEvent[]): Promise<void> {
    const put = () =>
      this.cloud.call(role, "logs", "PutLogEvents", {
        logGroupName: group,
        logStreamName: stream,
        logEvents: events,
      });
    const key = `${group}:${stream}`;
    try {
      if (!this.streams.has(key)) await this.createStream(role, group, stream);
      this.streams.add(key);
      // The group may have been deleted, and even recreated, in the meantime.
      await put().catch(whereMissing(() => this.createStream(role, group, stream).then(put)));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
    }
  }

  private async createStream(role: Caller, group: string, stream: string): Promise<void> {
    const create = () =>
      this.cloud.call(role, "logs", "CreateLogStream", { logGroupName: group, logStreamName: stream });
    const createGroup = () => this.cloud.call(role, "logs", "CreateLogGroup", { logGroupName: group });
    await create().catch(whereMissing(() => createGroup().then(create)));
  }
}

/** Handles a failure caused by a missing group or stream. */
const whereMissing =
  <T>(recover: () => Promise<T>) =>
  (error: unknown): Promise<T> => {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return recover();
    throw error;
  };

/** The log of one invocation, including the lines that Lambda adds. */
export function invocationLog(
  version: FunctionVersion,
  requestId: string,
  outcome: InvocationOutcome,
  now: number,
): LogEvent[] {
  const { logFormat } = version.configuration;
  const printed = outcome.output.map(({ time, message }) => ({ timestamp: time, message: `${message}\n` }));
  const start = printed[0]?.timestamp ?? now;
  const { before, after } = (logFormat === "JSON" ? jsonLines : textLines)(version, requestId, outcome, now);
  return [
    ...before.map((message) => ({ timestamp: start, message: `${message}\n` })),
    ...printed,
    ...after.map((message) => ({ timestamp: now, message: `${message}\n` })),
  ];
}

type PlatformLines = (
  version: FunctionVersion,
  requestId: string,
  outcome: InvocationOutcome,
  now: number,
) => { before: string[]; after: string[] };

const textLines: PlatformLines = (version, requestId, outcome, now) => {
  const { timeout, memorySize } = version.configuration;
  const { durationMs, initDurationMs, maxMemoryMB, timedOut } = outcome;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billedDurationMs(outcome)} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${maxMemoryMB} MB`,
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
    ...(timedOut ? ["Status: timeout"] : []),
    "",
  ];
  return {
    before: [`START RequestId: ${requestId} Version: ${version.version}`],
    after: [
      ...(timedOut ? [`${new Date(now).toISOString()} ${requestId} ${timeoutMessage(timeout)}\n`] : []),
      `END RequestId: ${requestId}`,
      report.join("\t"),
    ],
  };
};

/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const jsonLines: PlatformLines = (version, requestId, outcome, now) => {
  const { durationMs, initDurationMs, maxMemoryMB, timedOut } = outcome;
  const line = (type: string, record: object) =>
    JSON.stringify({ time: new Date(now).toISOString(), type, record });
  const metrics = {
    durationMs,
    billedDurationMs: billedDurationMs(outcome),
    memorySizeMB: version.configuration.memorySize,
    maxMemoryUsedMB: maxMemoryMB,
    ...(initDurationMs !== undefined && { initDurationMs }),
  };
  const failed = "error" in outcome ? "error" : "success";
  return {
    before: [line("platform.start", { requestId, version: version.version })],
    after: [line("platform.report", { requestId, metrics, status: timedOut ? "timeout" : failed })],
  };
};

/** Whole milliseconds, including the initialization. */
export const billedDurationMs = ({ durationMs, initDurationMs = 0 }: InvocationOutcome) =>
  Math.ceil(durationMs + initDurationMs);

/** `X-Amz-Log-Result`: the last 4 KB, base64. */
export function logTail(events: LogEvent[]): string {
  const text = Buffer.from(events.map((event) => event.message).join(""));
  return text.subarray(-TAIL_BYTES).toString("base64");
}
