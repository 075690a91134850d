import { checkEnum, checkLength, checkPattern, checkRange } from "../../aws/constraints";
import { AwsError } from "../../aws/service";
import { isTimeZone, type NextTime, parseAt, parseCron, parseRate } from "../scheduleExpression";

/** What is called, as `CreateSchedule` takes it. */
export interface ScheduleTarget {
  /** Of a state machine, a function, a queue, a topic or an event bus. */
  Arn: string;
  RoleArn: string;
  /** The execution's input, or the function's, the message or the event's detail; `<aws.scheduler.scheduled-time>` and other context attributes are filled in. Default: `{}`. */
  Input?: string;
  /** Default: 185 attempts within a day. */
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
  DeadLetterConfig?: { Arn?: string };
  /** The message group, of a FIFO queue. */
  SqsParameters?: { MessageGroupId?: string };
  /** Of the event, for an event bus. */
  EventBridgeParameters?: { DetailType: string; Source: string };
}

/** The input of `CreateSchedule` and `UpdateSchedule`. */
export interface ScheduleInput {
  Name: string;
  /** Default: `default`. */
  GroupName?: string;
  ScheduleExpression: string;
  /** Of `at` and `cron` expressions. Default: `UTC`. */
  ScheduleExpressionTimezone?: string;
  FlexibleTimeWindow: { Mode: string; MaximumWindowInMinutes?: number };
  /** Seconds since the epoch, a date, or text as of ISO 8601: nothing is called before, or after. Default: no limits. */
  StartDate?: unknown;
  EndDate?: unknown;
  Description?: string;
  KmsKeyArn?: string;
  State?: string;
  ActionAfterCompletion?: string;
  ClientToken?: string;
  Target: ScheduleTarget;
}

export interface Schedule {
  arn: string;
  groupName: string;
  name: string;
  created: Date;
  modified: Date;
  /** Of the request that created it. */
  clientToken?: string;
  isEnabled: boolean;
  isDeletedAfterCompletion: boolean;
  /** Milliseconds after a scheduled time within which the target is called. */
  flexibleWindow: number;
  /** When it is due. */
  next: NextTime;
  target: ScheduleTarget;
  /** What `GetSchedule` returns of the input. */
  description: Record<string, unknown>;
}

/** The services whose resources can be called here, by the service in an ARN. */
export const SCHEDULED_SERVICES = ["events", "lambda", "sns", "sqs", "states"] as const;

export type ScheduledService = (typeof SCHEDULED_SERVICES)[number];

/** What can be called here; `arn:aws:scheduler:::aws-sdk:…` is any operation of an API, which cannot. */
export const scheduledService = (arn: string): ScheduledService | undefined =>
  SCHEDULED_SERVICES.find((service) => service === arn.split(":")[2]);

export const DEFAULT_RETRIES = 185;
export const DEFAULT_AGE_SECONDS = 86_400;
const MINUTE = 60_000;
const NAME = "[0-9a-zA-Z-_.]+";

export const invalid = (message: string) => new AwsError("ValidationException", message);

/**
 * Checks an input as AWS does ({@link https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html}). A
 * rate is counted from its start, or else from `now`.
 *
 * @throws AwsError `ValidationException` for what AWS rejects, and for targets that are not on this machine
 */
export function readSchedule(input: ScheduleInput, arn: string, now: number): Schedule {
  const { Name, GroupName = "default", ScheduleExpressionTimezone = "UTC", Target } = input;
  const { State = "ENABLED", ActionAfterCompletion = "NONE", Description, KmsKeyArn } = input;
  checkName(Name);
  checkLength(Description, "description", 512, 0);
  checkEnum(State, "state", ["ENABLED", "DISABLED"]);
  checkEnum(ActionAfterCompletion, "actionAfterCompletion", ["NONE", "DELETE"]);
  checkTarget(Target);
  const [start, end] = [readTime(input.StartDate, "startDate"), readTime(input.EndDate, "endDate")];
  if (start !== undefined && end !== undefined && end <= start) {
    throw invalid("The EndDate you specify must come after the StartDate.");
  }
  const date = new Date(now);
  return {
    arn,
    groupName: GroupName,
    name: Name,
    created: date,
    modified: date,
    ...(input.ClientToken !== undefined && { clientToken: input.ClientToken }),
    isEnabled: State === "ENABLED",
    isDeletedAfterCompletion: ActionAfterCompletion === "DELETE",
    flexibleWindow: readWindow(input.FlexibleTimeWindow),
    next: readExpression(input.ScheduleExpression, ScheduleExpressionTimezone, start, end, now),
    target: Target,
    description: {
      ScheduleExpression: input.ScheduleExpression,
      ScheduleExpressionTimezone,
      FlexibleTimeWindow: input.FlexibleTimeWindow,
      State,
      ActionAfterCompletion,
      ...(start !== undefined && { StartDate: new Date(start) }),
      ...(end !== undefined && { EndDate: new Date(end) }),
      ...(Description !== undefined && { Description }),
      ...(KmsKeyArn !== undefined && { KmsKeyArn }),
      Target: {
        ...Target,
        RetryPolicy: {
          MaximumEventAgeInSeconds: DEFAULT_AGE_SECONDS,
          MaximumRetryAttempts: DEFAULT_RETRIES,
          ...Target.RetryPolicy,
        },
      },
    },
  };
}

/** The name of a schedule or a group. */
export function checkName(name: string, member = "name"): void {
  checkPattern(name, member, NAME);
  checkLength(name, member, 64);
}

function checkTarget({
  Arn,
  RoleArn,
  RetryPolicy = {},
  DeadLetterConfig,
  EventBridgeParameters,
}: ScheduleTarget) {
  const service = scheduledService(Arn);
  if (!service) {
    const allowed = SCHEDULED_SERVICES.join(", ");
    throw invalid(`The target ${Arn} cannot be called on this machine; allowed: resources of ${allowed}`);
  }
  if (service === "events" && !EventBridgeParameters) {
    throw invalid(
      `Invalid RequestJson provided. Reason: EventBridgeParameters is required for target ${Arn}`,
    );
  }
  checkPattern(RoleArn, "target.roleArn", "arn:aws[a-z-]*:iam::\\d{12}:role\\/[\\w+=,.@\\/-]+");
  checkRange(RetryPolicy.MaximumRetryAttempts, "target.retryPolicy.maximumRetryAttempts", 0, DEFAULT_RETRIES);
  checkRange(
    RetryPolicy.MaximumEventAgeInSeconds,
    "target.retryPolicy.maximumEventAgeInSeconds",
    60,
    DEFAULT_AGE_SECONDS,
  );
  // The pattern excludes FIFO queues.
  checkPattern(
    DeadLetterConfig?.Arn,
    "target.deadLetterConfig.arn",
    "arn:aws[a-z-]*:sqs:[a-z0-9\\-]+:\\d{12}:[a-zA-Z0-9\\-_]+",
  );
}

function readWindow({ Mode, MaximumWindowInMinutes }: ScheduleInput["FlexibleTimeWindow"]): number {
  checkEnum(Mode, "flexibleTimeWindow.mode", ["OFF", "FLEXIBLE"]);
  checkRange(MaximumWindowInMinutes, "flexibleTimeWindow.maximumWindowInMinutes", 1, 1440);
  if (Mode === "OFF") {
    if (MaximumWindowInMinutes === undefined) return 0;
    throw invalid("MaximumWindowInMinutes is only supported for schedules with FLEXIBLE mode.");
  }
  if (MaximumWindowInMinutes !== undefined) return MaximumWindowInMinutes * MINUTE;
  throw invalid("MaximumWindowInMinutes is required for schedules with FLEXIBLE mode.");
}

/** {@link https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html} */
function readExpression(
  text: string,
  zone: string,
  start: number | undefined,
  end: number | undefined,
  now: number,
): NextTime {
  if (!isTimeZone(zone))
    throw invalid(`Invalid Schedule Expression Timezone ${zone}; allowed: names such as Europe/Berlin`);
  const next = parseRate(text, start ?? now) ?? parseAt(text, zone) ?? parseCron(text, zone);
  if (next) return within(next, start, end);
  throw invalid(
    `Invalid Schedule Expression ${text}; allowed: rate(N minutes|hours|days), at(yyyy-mm-ddThh:mm:ss), or cron with six fields`,
  );
}

/** The times that are neither before the start nor after the end. */
const within =
  (next: NextTime, start = 0, end = Number.POSITIVE_INFINITY): NextTime =>
  (after) => {
    const time = next(Math.max(after, start - 1));
    return time !== undefined && time <= end ? time : undefined;
  };

function readTime(given: unknown, member: string): number | undefined {
  if (given === undefined) return undefined;
  const time =
    typeof given === "number"
      ? given * 1000
      : Date.parse(given instanceof Date ? given.toISOString() : String(given));
  if (!Number.isNaN(time)) return time;
  throw invalid(`${member} is '${given}'; allowed: a time such as 2030-01-01T00:00:00Z`);
}
