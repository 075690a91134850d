import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import { AwsError, type Caller, type Cloud } from "../../aws/service";
import { isTimeZone, type NextTime, parseAt, parseCron, parseRate } from "../scheduleExpression";
import { callTarget } from "../targetCalls";

/** The supported properties of a schedule, in the API's terms. */
export interface Schedule {
  arn: string;
  groupName: string;
  scheduleExpression: string;
  /** Of `at` and `cron` expressions. Default: `UTC`. */
  scheduleExpressionTimezone?: string;
  /** Milliseconds since the epoch: nothing is called before, or after. Default: no limits. */
  startDate?: number;
  endDate?: number;
  state: "ENABLED" | "DISABLED";
  target: ScheduleTarget;
}

export interface ScheduleTarget {
  /** A state machine, a function, a queue, a topic or an event bus. */
  arn: string;
  roleArn: string;
  /** The message group, of a FIFO queue. */
  messageGroupId?: string;
  /** Of the event, for an event bus. */
  eventbridgeParameters?: { source: string; detailType: string };
  /** The execution's input, or the function's, the message or the event's detail; `<aws.scheduler.scheduled-time>` and other context attributes are filled in. Default: `{}`. */
  input?: string;
  /** How often a failed call is retried. Default: 185. */
  maximumRetryAttempts?: number;
  /** How long a failed call is retried. Default: one day. */
  maximumEventAgeInSeconds?: number;
}

/** The services whose resources can be called here, by the service in an ARN. */
export const SCHEDULED_SERVICES = ["events", "lambda", "sns", "sqs", "states"] as const;

/** What can be called here; `arn:aws:scheduler:::aws-sdk:…` is any operation of an API, which cannot. */
const serviceOf = (arn: string) => SCHEDULED_SERVICES.find((service) => service === arn.split(":")[2]);

/** The maximum delay between two attempts, in milliseconds. */
const MAX_DELAY = 15 * 60_000;

/**
 * Amazon EventBridge Scheduler ({@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html}), as
 * far as deployments need it: schedules call state machines, functions, queues, topics and event buses, each with its role. They run on the clock in the
 * background: a clock that skips time does not skip to a schedule alone.
 */
export class Schedules {
  private readonly cancels = new Map<string, () => void>();

  constructor(private readonly options: { cloud: Cloud; clock: Clock }) {}

  /**
   * Creates or changes a schedule: its times are counted from now.
   *
   * @throws AwsError `ValidationException` for what AWS rejects, and for what is not supported on this machine.
   */
  put(schedule: Schedule): void {
    const next = this.readExpression(schedule);
    const { arn, eventbridgeParameters } = schedule.target;
    const service = serviceOf(arn);
    if (!service) {
      const allowed = SCHEDULED_SERVICES.join(", ");
      throw invalid(`The target ${arn} cannot be called on this machine; allowed: resources of ${allowed}`);
    }
    if (service === "events" && !eventbridgeParameters) {
      throw invalid(
        `Invalid RequestJson provided. Reason: EventBridgeParameters is required for target ${arn}`,
      );
    }
    this.checkTrust(schedule);
    this.delete(schedule.arn);
    if (schedule.state === "ENABLED") this.wait(schedule, next);
  }

  delete(arn: string): void {
    this.cancels.get(arn)?.();
    this.cancels.delete(arn);
  }

  /** Stops all schedules. */
  close(): void {
    for (const arn of [...this.cancels.keys()]) this.delete(arn);
  }

  private wait(schedule: Schedule, next: NextTime): void {
    const { clock } = this.options;
    const now = clock.now();
    const due = next(now);
    if (due === undefined) return;
    let ended = false;
    const cancels = new Set<() => void>();
    const after = (ms: number, fn: () => void) => {
      if (ended) return;
      const cancel = clock.after(
        ms,
        () => {
          cancels.delete(cancel);
          fn();
        },
        { background: true },
      );
      cancels.add(cancel);
    };
    const plan = (time: number) =>
      after(time - clock.now(), () => {
        void this.invoke(schedule, time, after);
        const following = next(time);
        if (following !== undefined) plan(following);
      });
    plan(due);
    this.cancels.set(schedule.arn, () => {
      ended = true;
      for (const cancel of cancels) cancel();
    });
  }

  /** Calls the target. A failed call is retried with increasing delays, and finally dropped. */
  private async invoke(
    schedule: Schedule,
    time: number,
    after: (ms: number, fn: () => void) => void,
    executionId: string = randomUUID(),
    attempt = 1,
  ): Promise<void> {
    const { clock } = this.options;
    const { target } = schedule;
    try {
      await this.call(schedule, inputOf(schedule, time, executionId, attempt));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const delay = Math.min(1000 * 2 ** (attempt - 1), MAX_DELAY);
      const age = clock.now() + delay - time;
      if (attempt > (target.maximumRetryAttempts ?? 185)) return;
      if (age > (target.maximumEventAgeInSeconds ?? 86_400) * 1000) return;
      after(delay, () => void this.invoke(schedule, time, after, executionId, attempt + 1));
    }
  }

  private async call(schedule: Schedule, text: string): Promise<void> {
    const { cloud, clock } = this.options;
    const { arn, messageGroupId, eventbridgeParameters } = schedule.target;
    const caller = this.callerOf(schedule);
    const service = serviceOf(arn);
    if (service === undefined) throw new Error(`${arn} was not checked`);
    if (service === "events") {
      const { source, detailType } = eventbridgeParameters!;
      const entry = { EventBusName: arn, Source: source, DetailType: detailType, Detail: text };
      await cloud.call(caller, "events", "PutEvents", { Entries: [entry] });
      return;
    }
    const target = { arn, ...(messageGroupId !== undefined && { messageGroupId }) };
    await callTarget(cloud, caller, service, target, { text, time: clock.now() });
  }

  /** {@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html} */
  private readExpression(schedule: Schedule): NextTime {
    const { scheduleExpression: text, scheduleExpressionTimezone, startDate, endDate } = schedule;
    const zone = scheduleExpressionTimezone ?? "UTC";
    if (!isTimeZone(zone))
      throw invalid(`Invalid Schedule Expression Timezone ${zone}; allowed: names such as Europe/Berlin`);
    const created = startDate ?? this.options.clock.now();
    const next = parseRate(text, created) ?? parseAt(text, zone) ?? parseCron(text, zone);
    if (next) return within(next, startDate, endDate);
    throw invalid(
      `Invalid Schedule Expression ${text}; allowed: rate(N minutes|hours|days), at(yyyy-mm-ddThh:mm:ss), or cron with six fields`,
    );
  }

  private callerOf({ groupName, target }: Schedule): Caller {
    const { cloud } = this.options;
    return cloud.assumeRole(target.roleArn, {
      principal: { service: "scheduler.amazonaws.com" },
      sessionName: randomUUID().replaceAll("-", ""),
      sourceArn: `arn:aws:scheduler:${cloud.region}:${cloud.accountId}:schedule-group/${groupName}`,
      sourceAccount: cloud.accountId,
    }).caller;
  }

  private checkTrust(schedule: Schedule): void {
    try {
      this.callerOf(schedule);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalid(
        `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. ${error.message}`,
      );
    }
  }
}

/** {@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html} */
const inputOf = ({ arn, target }: Schedule, time: number, executionId: string, attempt: number): string =>
  (target.input ?? "{}")
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", new Date(time).toISOString().replace(/\.\d+/, ""))
    .replaceAll("<aws.scheduler.execution-id>", executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt));

/** The times that are neither before the start nor after the end. */
const within =
  (next: NextTime, startDate = 0, endDate = Number.POSITIVE_INFINITY): NextTime =>
  (after) => {
    const time = next(Math.max(after, startDate - 1));
    return time !== undefined && time <= endDate ? time : undefined;
  };

const invalid = (message: string) => new AwsError("ValidationException", message);
