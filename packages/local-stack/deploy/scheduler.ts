import { AwsError, type LocalServices, SCHEDULED_SERVICES } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { present } from "./present";
import { Properties, text } from "./properties";

const call = ({ cloud }: LocalServices, operation: string, input: object) =>
  cloud.call(cloud.administrator, "scheduler", operation, input);

/** Whether a call that reads something finds it. */
async function found(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (error instanceof AwsError && error.code === "ResourceNotFoundException") return false;
    throw error;
  }
}

const nameOf = (resource: Resource) => ({
  Name: text(resource, "name"),
  GroupName: text(resource, "groupName"),
});

function scheduleOf(resource: Resource): object {
  const inputs = Properties.inputsOf(resource);
  const window = inputs.nested("flexibleTimeWindow");
  return {
    ...nameOf(resource),
    State: inputs.oneOf("state", ["ENABLED", "DISABLED"], "ENABLED"),
    ScheduleExpression: text(resource, "scheduleExpression"),
    FlexibleTimeWindow: present({
      Mode: window?.text("mode") ?? "OFF",
      MaximumWindowInMinutes: window?.number("maximumWindowInMinutes"),
    }),
    Target: targetOf(inputs.required("target")),
    ...present({
      ActionAfterCompletion: inputs.optionalText("actionAfterCompletion"),
      ScheduleExpressionTimezone: inputs.optionalText("scheduleExpressionTimezone"),
      StartDate: inputs.optionalText("startDate"),
      EndDate: inputs.optionalText("endDate"),
      Description: inputs.optionalText("description"),
      KmsKeyArn: inputs.optionalText("kmsKeyArn"),
    }),
  };
}

function targetOf(target: Properties): object {
  const retryPolicy = target.nested("retryPolicy");
  const event = target.nested("eventbridgeParameters");
  const queueArn = target.nested("deadLetterConfig")?.optionalText("arn");
  const messageGroupId = target.nested("sqsParameters")?.optionalText("messageGroupId");
  return present({
    Arn: target.text("arn"),
    RoleArn: target.text("roleArn"),
    Input: target.optionalText("input"),
    RetryPolicy:
      retryPolicy &&
      present({
        MaximumRetryAttempts: retryPolicy.number("maximumRetryAttempts"),
        MaximumEventAgeInSeconds: retryPolicy.number("maximumEventAgeInSeconds"),
      }),
    DeadLetterConfig: queueArn === undefined ? undefined : { Arn: queueArn },
    SqsParameters: messageGroupId === undefined ? undefined : { MessageGroupId: messageGroupId },
    EventBridgeParameters: event && { Source: event.text("source"), DetailType: event.text("detailType") },
  });
}

/** The service of a target that cannot be called on this machine; undefined for one that can. */
function unsupportedTarget(resource: Resource): string | undefined {
  const service = Properties.inputsOf(resource).required("target").text("arn").split(":")[2] ?? "";
  return SCHEDULED_SERVICES.some((each) => each === service) ? undefined : service;
}

const exists = (resource: Resource, services: LocalServices) =>
  found(() => call(services, "GetSchedule", nameOf(resource)));

const schedule: Deployer = {
  /** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/scheduler/retry.go */
  isRetried: ({ code, message }) =>
    code === "ValidationException" &&
    message.startsWith(
      "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ),
  async create(resource, services) {
    if (unsupportedTarget(resource) === undefined)
      await call(services, "CreateSchedule", scheduleOf(resource));
  },
  async update(resource, before, services) {
    const stays = text(resource, "arn") === text(before, "arn") && unsupportedTarget(resource) === undefined;
    if (stays && (await exists(resource, services))) {
      await call(services, "UpdateSchedule", scheduleOf(resource));
      return;
    }
    await schedule.delete(before, services);
    await schedule.create(resource, services);
  },
  /** One that was deleted by the program, or by itself after its completion, is not an error, as for the provider. */
  async delete(resource, services) {
    if (await exists(resource, services)) await call(services, "DeleteSchedule", nameOf(resource));
  },
  unsupported(resource) {
    const service = unsupportedTarget(resource);
    return service === undefined ? [] : [`${resource.type} (target ${service})`];
  },
};

const scheduleGroup: Deployer = {
  async create(resource, services) {
    const tags = Properties.inputsOf(resource).textMap("tags");
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await call(services, "CreateScheduleGroup", { Name: text(resource, "name"), Tags });
  },
  async delete(resource, services) {
    const Name = text(resource, "name");
    if (await found(() => call(services, "GetScheduleGroup", { Name })))
      await call(services, "DeleteScheduleGroup", { Name });
  },
};

export const schedules: Record<string, Deployer> = {
  "aws:scheduler/schedule:Schedule": schedule,
  "aws:scheduler/scheduleGroup:ScheduleGroup": scheduleGroup,
};
