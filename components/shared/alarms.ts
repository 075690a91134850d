import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** The metric that an alarm watches. */
export interface AlarmedMetric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, pulumi.Input<string>>;
  statistic?: "Sum" | "Maximum";
  /** The value that raises the alarm. Default: 1. */
  threshold?: number;
  description: string;
}

/** An alarm that one occurrence within 60 s raises, or a value of the threshold; missing data does not raise it. */
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
      threshold: metric.threshold ?? 1,
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

/** One alarm for each way in which executions of a state machine fail. */
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
