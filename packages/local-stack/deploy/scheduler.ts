import type { LocalServices, Schedule } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { text } from "./properties";

interface Target {
  arn: string;
  roleArn: string;
  input?: string;
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
}

/** Properties that change what a schedule does, in a way that does not run on this machine. */
const NOT_HERE = ["startDate", "endDate"];
const NOT_HERE_OF_TARGET = ["deadLetterConfig"];

function scheduleOf(resource: Resource): Schedule {
  const { scheduleExpressionTimezone: zone = "UTC", target, ...inputs } = resource.inputs;
  const given = [
    ...NOT_HERE.filter((name) => inputs[name] !== undefined),
    ...NOT_HERE_OF_TARGET.filter((name) => (target as Record<string, unknown>)[name] !== undefined),
    ...(zone === "UTC" ? [] : ["scheduleExpressionTimezone"]),
  ];
  if (given.length > 0) throw new Error(`not on this machine: ${given.join(", ")}`);
  const { arn, roleArn, input, retryPolicy } = target as Target;
  return {
    arn: text(resource, "arn"),
    groupName: text(resource, "groupName"),
    scheduleExpression: text(resource, "scheduleExpression"),
    state: inputs.state === "DISABLED" ? "DISABLED" : "ENABLED",
    target: { arn, roleArn, ...(input === undefined ? {} : { input }), ...retryPolicy },
  };
}

const put = (resource: Resource, { schedules }: LocalServices) => schedules.put(scheduleOf(resource));

const schedule: Deployer = {
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
