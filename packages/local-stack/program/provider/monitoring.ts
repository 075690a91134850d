import type * as aws from "@pulumi/aws";
import { checkDashboardBody } from "./dashboardBody";
import { type Models, model } from "./model";
import { anyName, plainName } from "./naming";

export const cloudwatch: Models = {
  "aws:cloudwatch/logGroup:LogGroup": model<aws.cloudwatch.LogGroup, aws.cloudwatch.LogGroupArgs>({
    naming: plainName(512, "_-/.#"),
    // Without the `:*` that CloudWatch appends: the provider removes it.
    create: ({ arn, name }) => ({
      id: name,
      arn: arn("logs", `log-group:${name}`),
      deletionProtectionEnabled: false,
      logGroupClass: "STANDARD",
      namePrefix: "",
      retentionInDays: 0,
      skipDestroy: false,
    }),
  }),
  "aws:cloudwatch/logStream:LogStream": model<aws.cloudwatch.LogStream, aws.cloudwatch.LogStreamArgs>({
    naming: { maxLength: 512, pattern: /^[^:*]+$/, allowed: "no : and *" },
    create: ({ arn, name, inputs }) => ({
      id: name,
      arn: arn("logs", `log-group:${inputs.text("logGroupName")}:log-stream:${name}`),
    }),
  }),
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": model<
    aws.cloudwatch.LogResourcePolicy,
    aws.cloudwatch.LogResourcePolicyArgs
  >({
    create: ({ inputs, unique }) => ({
      id: inputs.text("policyName", inputs.text("resourceArn")),
      policyScope: inputs.text("resourceArn") ? "RESOURCE" : "ACCOUNT",
      revisionId: unique(16),
    }),
  }),
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": model<
    aws.cloudwatch.LogMetricFilter,
    aws.cloudwatch.LogMetricFilterArgs
  >({
    naming: { maxLength: 512, pattern: /^[^:*]+$/, allowed: "no : and *" },
    create: ({ name }) => ({ id: name, applyOnTransformedLogs: false }),
  }),
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": model<
    aws.cloudwatch.LogSubscriptionFilter,
    aws.cloudwatch.LogSubscriptionFilterArgs
  >({
    naming: { maxLength: 512, pattern: /^[^:*]+$/, allowed: "no : and *" },
    create: ({ name, inputs }) => ({
      id: `${inputs.text("logGroup")}|${name}`,
      applyOnTransformedLogs: false,
      distribution: "ByLogStream",
      roleArn: "",
    }),
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": model<aws.cloudwatch.MetricAlarm, aws.cloudwatch.MetricAlarmArgs>(
    {
      naming: anyName(255),
      create: ({ arn, name }) => ({
        id: name,
        actionsEnabled: true,
        arn: arn("cloudwatch", `alarm:${name}`),
        evaluateLowSampleCountPercentiles: "",
        treatMissingData: "missing",
      }),
    },
  ),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": model<
    aws.cloudwatch.CompositeAlarm,
    aws.cloudwatch.CompositeAlarmArgs
  >({
    naming: anyName(255, { property: "alarmName" }),
    create: ({ arn, name }) => ({ id: name, actionsEnabled: true, arn: arn("cloudwatch", `alarm:${name}`) }),
  }),
  "aws:cloudwatch/dashboard:Dashboard": model<aws.cloudwatch.Dashboard, aws.cloudwatch.DashboardArgs>({
    naming: plainName(255, "-_", { property: "dashboardName" }),
    create: ({ globalArn, name, inputs }) => {
      // In a preview it may be unknown.
      if (inputs.values.dashboardBody !== undefined) checkDashboardBody(inputs.text("dashboardBody"));
      return { id: name, dashboardArn: globalArn("cloudwatch", `dashboard/${name}`) };
    },
  }),
};
