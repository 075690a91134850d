import { pageOf } from "../../aws/pages";
import { restJson } from "../../aws/protocols/restJson";
import { type Caller, notServed, type Requirement, type Service, type ServiceCall } from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { checkInput, type Input } from "./inputs";
import { type OperationName, REST_OPERATIONS } from "./restOperations";
import { invalid, type Schedule, type ScheduleInput } from "./schedule";
import { type ScheduleGroup, ScheduleGroups, type Tag } from "./scheduleGroups";
import { Schedules } from "./schedules";
import { TargetCaller, type TargetCallerOptions } from "./targetCaller";

export interface SchedulerOptions extends TargetCallerOptions {
  /** 0 ≤ n < 1, for the time within a flexible window. Default `Math.random`. */
  random?: () => number;
}

type Operation = (input: Input) => Record<string, unknown>;

const PAGE_SIZE = 100;

/**
 * Amazon EventBridge Scheduler ({@link https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html}): schedules
 * that call state machines, functions, queues, topics and event buses, each as its role, by the clock. Everything is in memory.
 */
export class SchedulerService implements Service {
  readonly signingName = "scheduler";
  readonly protocol = "rest-json";
  readonly operationNames: ReadonlySet<string> = new Set(Object.keys(REST_OPERATIONS));
  private readonly codec = restJson(REST_OPERATIONS);
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;
  private readonly groups: ScheduleGroups;
  private readonly schedules: Schedules;

  constructor({ random = Math.random, ...options }: SchedulerOptions) {
    const { cloud, clock } = options;
    this.groups = new ScheduleGroups(cloud, () => clock.now());
    const caller = new TargetCaller(options);
    this.schedules = new Schedules(this.groups, cloud, clock, { caller, random });
  }

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    if (!isOperation(operation)) throw notServed(operation, Object.keys(REST_OPERATIONS));
    checkInput(operation, input);
    const { Name, GroupName, ResourceArn, Target, Tags } = withoutNulls(input) as Partial<ScheduleInput> &
      Input;
    const action = `scheduler:${operation}`;
    if (operation.startsWith("List") && operation !== "ListTagsForResource")
      return [{ action, resource: "*" }];
    if (ResourceArn !== undefined) return [{ action, resource: String(ResourceArn) }];
    if (operation.endsWith("Group")) {
      const resource = this.groups.arnOf(String(Name));
      const more = Tags === undefined ? [] : [{ action: "scheduler:TagResource", resource }];
      if (operation === "DeleteScheduleGroup")
        more.push({ action: "scheduler:DeleteSchedule", resource: this.schedules.arnOf("*", Name) });
      return [{ action, resource }, ...more];
    }
    return [
      { action, resource: this.schedules.arnOf(String(Name), GroupName) },
      ...(Target
        ? [
            {
              action: "iam:PassRole",
              resource: Target.RoleArn,
              context: { "iam:PassedToService": "scheduler.amazonaws.com" },
            },
          ]
        : []),
    ];
  }

  async invoke({ operation, input }: ServiceCall, _caller: Caller): Promise<Record<string, unknown>> {
    return this.operations[operation as OperationName](withoutNulls(input));
  }

  /** Stops all schedules; resolves when the calls in flight have ended. */
  close(): Promise<void> {
    return this.schedules.close();
  }

  private readonly operations: Readonly<Record<OperationName, Operation>> = {
    CreateSchedule: (input) => ({
      ScheduleArn: this.schedules.create(input as unknown as ScheduleInput).arn,
    }),
    UpdateSchedule: (input) => ({
      ScheduleArn: this.schedules.update(input as unknown as ScheduleInput).arn,
    }),
    GetSchedule: ({ Name, GroupName }) => describe(this.schedules.get(String(Name), groupOf(GroupName))),
    DeleteSchedule: ({ Name, GroupName }) => {
      this.schedules.delete(String(Name), groupOf(GroupName));
      return {};
    },
    ListSchedules: ({ GroupName, NamePrefix = "", State, ...input }) => {
      if (GroupName !== undefined) this.groups.get(String(GroupName));
      const found = this.schedules
        .list()
        .filter(
          ({ name, groupName, description }) =>
            name.startsWith(String(NamePrefix)) &&
            (GroupName === undefined || groupName === GroupName) &&
            (State === undefined || description.State === State),
        );
      const { items, next } = page(found, input);
      return { Schedules: items.map(summarize), ...next };
    },
    CreateScheduleGroup: ({ Name, Tags, ClientToken }) => ({
      ScheduleGroupArn: this.groups.create(
        String(Name),
        (Tags ?? []) as Tag[],
        ClientToken as string | undefined,
      ).arn,
    }),
    GetScheduleGroup: ({ Name }) => describeGroup(this.groups.get(String(Name))),
    /** Its schedules are deleted at once; AWS takes a while. */
    DeleteScheduleGroup: ({ Name }) => {
      this.groups.delete(String(Name));
      this.schedules.deleteGroup(String(Name));
      return {};
    },
    ListScheduleGroups: ({ NamePrefix = "", ...input }) => {
      const found = this.groups.list().filter(({ name }) => name.startsWith(String(NamePrefix)));
      const { items, next } = page(found, input);
      return { ScheduleGroups: items.map(describeGroup), ...next };
    },
    TagResource: ({ ResourceArn, Tags }) => {
      const { tags } = this.groups.ofArn(String(ResourceArn));
      for (const { Key, Value } of Tags as Tag[]) tags.set(Key, Value);
      return {};
    },
    UntagResource: ({ ResourceArn, TagKeys }) => {
      const { tags } = this.groups.ofArn(String(ResourceArn));
      for (const key of [TagKeys].flat()) tags.delete(String(key));
      return {};
    },
    ListTagsForResource: ({ ResourceArn }) => ({
      Tags: [...this.groups.ofArn(String(ResourceArn)).tags].map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

const isOperation = (name: string): name is OperationName => Object.hasOwn(REST_OPERATIONS, name);

const groupOf = (given: unknown) => (given === undefined ? undefined : String(given));

function page<T extends { arn: string }>(all: T[], { MaxResults, NextToken }: Input) {
  const { items, nextToken } = pageOf(
    all,
    ({ arn }) => arn,
    { limit: MaxResults, nextToken: NextToken },
    PAGE_SIZE,
    () => invalid("Invalid NextToken provided."),
  );
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}

const common = ({ arn, name, groupName, created, modified }: Schedule) => ({
  Arn: arn,
  Name: name,
  GroupName: groupName,
  CreationDate: created,
  LastModificationDate: modified,
});

const describe = (schedule: Schedule) => ({ ...common(schedule), ...schedule.description });

const summarize = (schedule: Schedule) => ({
  ...common(schedule),
  State: schedule.description.State,
  Target: { Arn: schedule.target.Arn },
});

const describeGroup = ({ arn, name, created, modified }: ScheduleGroup) => ({
  Arn: arn,
  Name: name,
  State: "ACTIVE",
  CreationDate: created,
  LastModificationDate: modified,
});
