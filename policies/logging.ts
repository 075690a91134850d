import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isGiven, ofTypes } from "./validation";

interface StateMachine {
  loggingConfiguration?: { level?: string; logDestination?: string };
}

export const stateMachineLogs: ResourceValidationPolicy = {
  name: "state-machine-logs",
  description:
    "Every state machine logs to a log group, errors at least: the history of an execution is gone after 90 days, that of " +
    "an Express one is nowhere else. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<StateMachine>(["aws:sfn/stateMachine:StateMachine"], ({ props }, report) => {
    const level = props.loggingConfiguration?.level ?? "OFF";
    if (level === "OFF")
      report("its log level is OFF; set loggingConfiguration.level to ERROR, FATAL or ALL");
    else if (!isGiven(() => props.loggingConfiguration?.logDestination)) {
      report("it logs nowhere; set loggingConfiguration.logDestination to a log group's ARN and ':*'");
    }
  }),
};

interface LambdaFunction {
  loggingConfig?: { logGroup?: string };
}

export const functionLogGroup: ResourceValidationPolicy = {
  name: "function-log-group",
  description:
    "Every function logs to a log group of the program: Lambda's own is made at the first invocation, without retention, " +
    "and stays for ever. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LambdaFunction>(["aws:lambda/function:Function"], ({ props }, report) => {
    if (!isGiven(() => props.loggingConfig?.logGroup)) {
      report("it logs to a group that Lambda makes; set loggingConfig.logGroup");
    }
  }),
};

interface LogGroup {
  retentionInDays?: number;
}

export const logRetention: ResourceValidationPolicy = {
  name: "log-retention",
  description:
    "Every log group says how long it keeps logs: without that it keeps, and bills, them for ever. " +
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LogGroup>(["aws:cloudwatch/logGroup:LogGroup"], ({ props }, report) => {
    if (!props.retentionInDays) report("it keeps logs for ever; set retentionInDays");
  }),
};
