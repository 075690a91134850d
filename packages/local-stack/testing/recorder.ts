import type { CloudEvent, EventStream } from "../../local-cloud";

/** A call of a service, as {@link CallRecord} has it. */
export type CallRecord = CloudEvent<"call">;
/** A line that a function printed. */
export type LogLine = CloudEvent<"functionLog">;

/** Which calls are wanted: those for which everything that is given is the same. */
export interface CallFilter {
  /** The service's name in signatures and ARNs: `sqs`, `states`. */
  service?: string;
  /** `SendMessage` */
  operation?: string;
}

/** How many calls, and how many lines, are kept: the latest. */
const KEPT = 10_000;

/** Keeps the latest calls and log lines of a stack, for tests. */
export class Recorder {
  private calls: CallRecord[] = [];
  private lines: LogLine[] = [];

  constructor(events: EventStream) {
    events.subscribe((call) => keep(this.calls, call), ["call"]);
    events.subscribe((line) => keep(this.lines, line), ["functionLog"]);
  }

  /** The first first. */
  callsOf({ service, operation }: CallFilter): CallRecord[] {
    return this.calls.filter(
      (call) =>
        (service === undefined || call.service === service) &&
        (operation === undefined || call.operation === operation),
    );
  }

  /** The first first. */
  linesOf(functionName: string): LogLine[] {
    return this.lines.filter((line) => line.functionName === functionName);
  }

  clear(): void {
    this.calls = [];
    this.lines = [];
  }
}

function keep<T>(list: T[], item: T): void {
  list.push(item);
  // Not one at a time, which would move all others each time.
  if (list.length >= KEPT * 1.1) list.splice(0, list.length - KEPT);
}
