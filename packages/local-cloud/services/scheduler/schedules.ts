import type { Clock } from "../../aws/clock";
import { AwsError, type Cloud } from "../../aws/service";
import { invalid, readSchedule, type Schedule, type ScheduleInput } from "./schedule";
import { ScheduledCalls, type ScheduledCallsOptions } from "./scheduledCalls";
import type { ScheduleGroups } from "./scheduleGroups";

/** The schedules of one account and region. */
export class Schedules {
  /** By ARN. */
  private readonly schedules = new Map<string, Schedule>();
  private readonly calls = new Map<string, ScheduledCalls>();
  private readonly callOptions: ScheduledCallsOptions;

  constructor(
    private readonly groups: ScheduleGroups,
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    private readonly clock: Clock,
    options: Omit<ScheduledCallsOptions, "onCompleted" | "clock">,
  ) {
    const onCompleted = (schedule: Schedule) => {
      if (schedule.isDeletedAfterCompletion) this.remove(schedule);
    };
    this.callOptions = { ...options, clock, onCompleted };
  }

  arnOf(name: string, groupName = "default"): string {
    const { region, accountId } = this.cloud;
    return `arn:aws:scheduler:${region}:${accountId}:schedule/${groupName}/${name}`;
  }

  /** In the order of their ARNs. */
  list(): Schedule[] {
    return [...this.schedules.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string, groupName = "default"): Schedule {
    const schedule = this.schedules.get(this.arnOf(name, groupName));
    if (!schedule) throw new AwsError("ResourceNotFoundException", `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  /** Throws `ConflictException`, unless the same request is repeated. */
  create(input: ScheduleInput): Schedule {
    this.groups.get(input.GroupName ?? "default");
    const schedule = this.read(input);
    const existing = this.schedules.get(schedule.arn);
    if (!existing) return this.put(schedule);
    if (existing.clientToken !== undefined && existing.clientToken === schedule.clientToken) return existing;
    throw new AwsError("ConflictException", `Schedule ${schedule.name} already exists.`, 409);
  }

  /** Replaces all settings; what is not given has its default. */
  update(input: ScheduleInput): Schedule {
    this.groups.get(input.GroupName ?? "default");
    const { created } = this.get(input.Name, input.GroupName);
    return this.put({ ...this.read(input), created });
  }

  delete(name: string, groupName?: string): void {
    this.remove(this.get(name, groupName));
  }

  deleteGroup(groupName: string): void {
    for (const schedule of this.list()) if (schedule.groupName === groupName) this.remove(schedule);
  }

  /** Stops all schedules; resolves when the calls in flight have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.calls.values()].map((calls) => calls.end()));
  }

  private read(input: ScheduleInput): Schedule {
    const schedule = readSchedule(input, this.arnOf(input.Name, input.GroupName), this.clock.now());
    try {
      this.callOptions.caller.sessionOf(schedule);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalid(
        `The execution role you provide must allow AWS EventBridge Scheduler to assume the role. ${error.message}`,
      );
    }
    return schedule;
  }

  private put(schedule: Schedule): Schedule {
    this.stop(schedule.arn);
    this.schedules.set(schedule.arn, schedule);
    if (schedule.isEnabled) this.calls.set(schedule.arn, new ScheduledCalls(schedule, this.callOptions));
    return schedule;
  }

  private remove({ arn }: Schedule): void {
    this.stop(arn);
    this.schedules.delete(arn);
  }

  private stop(arn: string): void {
    void this.calls.get(arn)?.end();
    this.calls.delete(arn);
  }
}
