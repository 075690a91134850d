import type { StackValidationPolicy } from "@pulumi/policy";
import { amongAll, guardedStacks, ifGuarded, refersTo } from "./validation";

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const METRICS = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"];

export const executionAlarms: StackValidationPolicy = {
  name: "execution-alarms",
  description:
    "In a guarded stack, every state machine has an alarm for executions that failed, timed out, were aborted or throttled, " +
    "and each of them notifies someone. " +
    "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
  enforcementLevel: "mandatory",
  configSchema: guardedStacks,
  validateStack: ifGuarded(
    amongAll(["aws:sfn/stateMachine:StateMachine"], (machine, all, report) => {
      const watched = all
        .filter(
          (each) =>
            each.type === "aws:cloudwatch/metricAlarm:MetricAlarm" &&
            refersTo(each, "dimensions", machine, "arn") &&
            each.props.alarmActions?.length > 0,
        )
        .map(({ props }) => props.metricName);
      const unwatched = METRICS.filter((metric) => !watched.includes(metric));
      if (unwatched.length > 0) report(`it has no alarm for ${unwatched.join(", ")}`, machine.urn);
    }),
  ),
};
