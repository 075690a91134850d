import type { LocalServices, Schedule } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { Properties, text } from "./properties";

/** Properties that change what a schedule does in a way that is not supported on this machine. */
const UNSUPPORTED = ["startDate", "endDate"];
const UNSUPPORTED_OF_TARGET = ["deadLetterConfig"];

function scheduleOf(resource: Resource): Schedule {
  const inputs = Properties.inputsOf(resource);
  const target = inputs.required("target");
  const scheduleExpressionTimezone = inputs.optionalText("scheduleExpressionTimezone");
  const unsupported = [
    ...UNSUPPORTED.filter((name) => inputs.has(name)),
    ...UNSUPPORTED_OF_TARGET.filter((name) => target.has(name)),
  ];
  if (unsupported.length > 0) throw new Error(`not on this machine: ${unsupported.join(", ")}`);
  return {
    arn: text(resource, "arn"),
    groupName: text(resource, "groupName"),
    scheduleExpression: text(resource, "scheduleExpression"),
    ...(scheduleExpressionTimezone !== undefined && { scheduleExpressionTimezone }),
    state: inputs.oneOf("state", ["ENABLED", "DISABLED"], "ENABLED"),
    target: targetOf(target),
  };
}

function targetOf(target: Properties): Schedule["target"] {
  const input = target.optionalText("input");
  const retryPolicy = target.nested("retryPolicy");
  const maximumRetryAttempts = retryPolicy?.number("maximumRetryAttempts");
  const maximumEventAgeInSeconds = retryPolicy?.number("maximumEventAgeInSeconds");
  return {
    arn: target.text("arn"),
    roleArn: target.text("roleArn"),
    ...(input === undefined ? {} : { input }),
    ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
    ...(maximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeInSeconds }),
  };
}

const put = (resource: Resource, { schedules }: LocalServices) => schedules.put(scheduleOf(resource));

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
};

export const schedules: Record<string, Deployer> = {
  "aws:scheduler/schedule:Schedule": schedule,
};
