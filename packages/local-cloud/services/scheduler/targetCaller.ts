import { randomUUID } from "node:crypto";
import type { Clock } from "../../aws/clock";
import type { DeadLetter } from "../../aws/deadLetter";
import type { AwsError, Caller, Cloud } from "../../aws/service";
import { callTarget, queueUrl } from "../targetCalls";
import { type Schedule, scheduledService } from "./schedule";

/** A call of a schedule's target. */
export interface Invocation {
  /** When the schedule was due. */
  time: number;
  executionId: string;
  /** From 1. */
  attempt: number;
}

/** Why a target is not called again. */
export type Exhausted = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

export interface TargetCallerOptions {
  cloud: Cloud;
  clock: Clock;
  /** Called with every event that was sent to a dead-letter queue. */
  onDeadLetter?: ((deadLetter: DeadLetter) => void) | undefined;
}

/** Calls the targets of schedules, as their roles. */
export class TargetCaller {
  constructor(private readonly options: TargetCallerOptions) {}

  /** A session of the schedule's role. Throws `AccessDenied` if the role does not trust Scheduler. */
  sessionOf({ groupName, target }: Pick<Schedule, "groupName" | "target">): Caller {
    const { cloud } = this.options;
    return cloud.assumeRole(target.RoleArn, {
      principal: { service: "scheduler.amazonaws.com" },
      sessionName: randomUUID().replaceAll("-", ""),
      sourceArn: `arn:aws:scheduler:${cloud.region}:${cloud.accountId}:schedule-group/${groupName}`,
      sourceAccount: cloud.accountId,
    }).caller;
  }

  async call(schedule: Schedule, invocation: Invocation): Promise<void> {
    const { cloud, clock } = this.options;
    const { Arn: arn, SqsParameters, EventBridgeParameters } = schedule.target;
    const text = inputOf(schedule, invocation);
    const caller = this.sessionOf(schedule);
    const service = scheduledService(arn);
    if (service === undefined) throw new Error(`${arn} was not checked`);
    if (service === "events") {
      const entry = { EventBusName: arn, ...EventBridgeParameters, Detail: text };
      await cloud.call(caller, "events", "PutEvents", { Entries: [entry] });
      return;
    }
    const messageGroupId = SqsParameters?.MessageGroupId;
    const target = { arn, ...(messageGroupId !== undefined && { messageGroupId }) };
    await callTarget(cloud, caller, service, target, { text, time: clock.now() });
  }

  /**
   * Sends what failed to the schedule's dead-letter queue, if it has one, as the schedule's role
   * ({@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html}).
   */
  async sendToDeadLetterQueue(
    schedule: Schedule,
    invocation: Invocation,
    error: AwsError,
    exhausted: Exhausted,
  ): Promise<void> {
    const { cloud, onDeadLetter } = this.options;
    const targetArn = schedule.target.DeadLetterConfig?.Arn;
    if (targetArn === undefined) return;
    const attributes = {
      ERROR_CODE: error.code,
      ERROR_MESSAGE: error.message.slice(0, 1024),
      EXECUTION_ID: invocation.executionId,
      EXHAUSTED_RETRY_CONDITION: exhausted,
      IS_PAYLOAD_TRUNCATED: "false",
      RETRY_ATTEMPTS: String(invocation.attempt - 1),
      SCHEDULED_TIME: isoSeconds(invocation.time),
      SCHEDULE_ARN: schedule.arn,
      TARGET_ARN: schedule.target.Arn,
    };
    await cloud.call(this.sessionOf(schedule), "sqs", "SendMessage", {
      QueueUrl: queueUrl(targetArn, cloud),
      MessageBody: inputOf(schedule, invocation),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, text]) => [name, { DataType: "String", StringValue: text }]),
      ),
    });
    onDeadLetter?.({ service: "scheduler", sourceArn: schedule.arn, targetArn });
  }
}

/** {@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html} */
const inputOf = ({ arn, target }: Schedule, { time, executionId, attempt }: Invocation): string =>
  (target.Input ?? "{}")
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", isoSeconds(time))
    .replaceAll("<aws.scheduler.execution-id>", executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt));

const isoSeconds = (time: number) => new Date(time).toISOString().replace(/\.\d+/, "");
