import { type LocalServices, SCHEDULED_SERVICES, type Schedule } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { Properties, text } from "./properties";

function scheduleOf(resource: Resource): Schedule {
  const inputs = Properties.inputsOf(resource);
  return {
    arn: text(resource, "arn"),
    groupName: text(resource, "groupName"),
    scheduleExpression: text(resource, "scheduleExpression"),
    state: inputs.oneOf("state", ["ENABLED", "DISABLED"], "ENABLED"),
    target: targetOf(inputs.required("target")),
    ...present({
      scheduleExpressionTimezone: inputs.optionalText("scheduleExpressionTimezone"),
      startDate: dateOf(inputs, "startDate"),
      endDate: dateOf(inputs, "endDate"),
    }),
  };
}

function targetOf(target: Properties): Schedule["target"] {
  const retryPolicy = target.nested("retryPolicy");
  const event = target.nested("eventbridgeParameters");
  return {
    arn: target.text("arn"),
    roleArn: target.text("roleArn"),
    ...present({
      input: target.optionalText("input"),
      maximumRetryAttempts: retryPolicy?.number("maximumRetryAttempts"),
      maximumEventAgeInSeconds: retryPolicy?.number("maximumEventAgeInSeconds"),
      messageGroupId: target.nested("sqsParameters")?.optionalText("messageGroupId"),
      eventbridgeParameters: event && { source: event.text("source"), detailType: event.text("detailType") },
    }),
  };
}

function dateOf(inputs: Properties, key: string): number | undefined {
  const given = inputs.optionalText(key);
  if (given === undefined) return undefined;
  const time = Date.parse(given);
  if (Number.isNaN(time))
    throw new Error(`${key} is '${given}'; allowed: a time such as 2030-01-01T00:00:00Z`);
  return time;
}

const present = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

/** The service of a target that cannot be called on this machine; undefined for one that can. */
function unsupportedTarget(resource: Resource): string | undefined {
  const service = Properties.inputsOf(resource).required("target").text("arn").split(":")[2] ?? "";
  return SCHEDULED_SERVICES.some((each) => each === service) ? undefined : service;
}

function unsupportedIn(resource: Resource): string[] {
  const service = unsupportedTarget(resource);
  const hasQueue = Properties.inputsOf(resource).required("target").has("deadLetterConfig");
  return [
    ...(service === undefined ? [] : [`target ${service}`]),
    ...(hasQueue ? ["deadLetterConfig"] : []),
  ].map((what) => `${resource.type} (${what})`);
}

function put(resource: Resource, { schedules }: LocalServices): void {
  if (unsupportedTarget(resource) === undefined) schedules.put(scheduleOf(resource));
}

const schedule: Deployer = {
  /** https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/scheduler/retry.go */
  isRetried: ({ code, message }) =>
    code === "ValidationException" &&
    message.startsWith(
      "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
    ),
  create: put,
  update(resource, before, services) {
    if (text(resource, "arn") !== text(before, "arn")) services.schedules.delete(text(before, "arn"));
    put(resource, services);
  },
  delete: (resource, { schedules }) => schedules.delete(text(resource, "arn")),
  unsupported: unsupportedIn,
};

export const schedules: Record<string, Deployer> = {
  "aws:scheduler/schedule:Schedule": schedule,
};
