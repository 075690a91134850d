import type { ResourceValidationPolicy } from "@pulumi/policy";
import { isGiven, ofTypes } from "./validation";

interface StateMachine {
  loggingConfiguration?: { level?: string; logDestination?: string };
}

export const stateMachineLogs: ResourceValidationPolicy = {
  name: "state-machine-logs",
  description:
    "Every state machine logs at least errors to a log group: the history of an execution is deleted after 90 days, and an " +
    "Express execution has none. https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
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
    "Every function logs to a log group of the program: Lambda creates its own at the first invocation, and retains its " +
    "logs indefinitely. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LambdaFunction>(["aws:lambda/function:Function"], ({ props }, report) => {
    if (!isGiven(() => props.loggingConfig?.logGroup)) {
      report("it logs to a group that Lambda creates; set loggingConfig.logGroup");
    }
  }),
};

interface LogGroup {
  retentionInDays?: number;
}

export const logRetention: ResourceValidationPolicy = {
  name: "log-retention",
  description:
    "Every log group has a retention period: without one, logs are retained, and billed, indefinitely. " +
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  enforcementLevel: "mandatory",
  validateResource: ofTypes<LogGroup>(["aws:cloudwatch/logGroup:LogGroup"], ({ props }, report) => {
    if (!props.retentionInDays) report("it retains logs indefinitely; set retentionInDays");
  }),
};
