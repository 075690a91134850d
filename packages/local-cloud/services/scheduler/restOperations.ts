import type { RestOperation } from "../../aws/protocols/restJson";

const schedule = { path: "/schedules/{Name}", query: { GroupName: "groupName", ClientToken: "clientToken" } };
const group = { path: "/schedule-groups/{Name}", query: { ClientToken: "clientToken" } };
const tags = { path: "/tags/{ResourceArn+}", query: { TagKeys: "TagKeys" } };
const page = { NamePrefix: "NamePrefix", NextToken: "NextToken", MaxResults: "MaxResults" };

/** How the operations of the Scheduler API are sent over HTTP. */
export const REST_OPERATIONS = {
  CreateSchedule: { method: "POST", path: schedule.path },
  CreateScheduleGroup: { method: "POST", path: group.path },
  DeleteSchedule: { method: "DELETE", ...schedule },
  DeleteScheduleGroup: { method: "DELETE", ...group },
  GetSchedule: { method: "GET", ...schedule },
  GetScheduleGroup: { method: "GET", path: group.path },
  ListScheduleGroups: { method: "GET", path: "/schedule-groups", query: page },
  ListSchedules: {
    method: "GET",
    path: "/schedules",
    query: { ...page, GroupName: "ScheduleGroup", State: "State" },
  },
  ListTagsForResource: { method: "GET", path: tags.path },
  TagResource: { method: "POST", path: tags.path },
  UntagResource: { method: "DELETE", ...tags },
  UpdateSchedule: { method: "PUT", path: schedule.path },
} as const satisfies Record<string, RestOperation>;

export type OperationName = keyof typeof REST_OPERATIONS;
