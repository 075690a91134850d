import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "../shared/account";
import { createServiceRole } from "../shared/serviceRole";
import type { Workflow } from "../shared/workflow";

/** Starts the pump every five minutes; one that finds another running ends at once. */
export function createPumpSchedule(
  name: string,
  workflow: Workflow,
  account: Account,
  parent: pulumi.Resource,
): aws.scheduler.Schedule {
  const { role, policy } = createServiceRole(
    `${name}-schedule`,
    {
      service: "scheduler.amazonaws.com",
      source: { service: "scheduler", resource: "schedule-group/default" },
    },
    workflow.allowStart("Pump"),
    account,
    parent,
  );
  return new aws.scheduler.Schedule(
    `${name}-schedule`,
    {
      description: `Keeps the pump of ${name} running.`,
      scheduleExpression: "rate(5 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
      target: { arn: workflow.arn, roleArn: role.arn, input: "{}" },
    },
    { parent, dependsOn: [policy] },
  );
}
