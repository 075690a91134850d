import { arn, putRole, type Scenario } from "./scenario";

export const scheduler: Scenario = async (call, services) => {
  const schedule = {
    Name: "nightly",
    ScheduleExpression: "cron(0 3 * * ? *)",
    StartDate: Date.now() / 1000,
    FlexibleTimeWindow: { Mode: "OFF" },
    Description: "at night",
    Target: {
      Arn: arn("sqs", "target"),
      RoleArn: putRole(services, "scheduler"),
      Input: "{}",
      DeadLetterConfig: { Arn: arn("sqs", "dead") },
    },
  };
  const group = { GroupName: "reports" };
  const Tags = [{ Key: "team", Value: "a" }];
  const { ScheduleGroupArn: ResourceArn } = await call("CreateScheduleGroup", {
    Name: group.GroupName,
    Tags,
  });
  await call("GetScheduleGroup", { Name: group.GroupName });
  await call("ListScheduleGroups", { MaxResults: 1 });
  await call("TagResource", { ResourceArn, Tags: [{ Key: "stage", Value: "b" }] });
  await call("ListTagsForResource", { ResourceArn });
  await call("UntagResource", { ResourceArn, TagKeys: ["team"] });
  await call("CreateSchedule", { ...schedule, ...group });
  await call("UpdateSchedule", { ...schedule, ...group, State: "DISABLED" });
  await call("GetSchedule", { Name: schedule.Name, ...group });
  await call("ListSchedules", group);
  await call("DeleteSchedule", { Name: schedule.Name, ...group });
  await call("DeleteScheduleGroup", { Name: group.GroupName });
};
