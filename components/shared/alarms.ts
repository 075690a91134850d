import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** What an alarm watches: one occurrence within a minute is too many. */
export interface AlarmedMetric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  statistic?: "Sum" | "Maximum";
  description: string;
}

/** An alarm for a metric of which one occurrence in 60 s is too many; a minute without data is a good one. */
export function createAlarm(
  name: string,
  metric: AlarmedMetric,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm {
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      namespace: metric.namespace,
      metricName: metric.metricName,
      dimensions: metric.dimensions,
      statistic: metric.statistic ?? "Sum",
      alarmDescription: metric.description,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    { parent },
  );
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html */
const EXECUTION_METRICS = {
  ExecutionsFailed: "failed",
  ExecutionsTimedOut: "timed out",
  ExecutionsAborted: "were aborted",
  ExecutionThrottled: "were throttled",
} as const;

/** One alarm for each way in which executions of a state machine go wrong. */
export function createExecutionAlarms(
  name: string,
  stateMachineArn: pulumi.Input<string>,
  topicArn: pulumi.Input<string>,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm[] {
  return Object.entries(EXECUTION_METRICS).map(([metricName, what]) =>
    createAlarm(
      `${name}-${metricName}`,
      {
        namespace: "AWS/States",
        metricName,
        dimensions: { StateMachineArn: stateMachineArn },
        description: `Executions of ${name} ${what}.`,
      },
      topicArn,
      parent,
    ),
  );
}
