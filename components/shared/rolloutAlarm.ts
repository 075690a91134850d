import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

type Dimensions = Record<string, pulumi.Input<string>>;

/** The executions or invocations of a new version, among all of them. */
export interface ComparedVersions {
  namespace: "AWS/States" | "AWS/Lambda";
  /** The metric that counts all. */
  total: string;
  /** The metrics that count failures. */
  failures: string[];
  /** Of the new version. */
  newest: Dimensions;
  /** Of all versions. */
  all: Dimensions;
  description: string;
}

/** Seconds over which versions are compared; CloudWatch evaluates them every minute. */
const PERIOD = 300;

/** How often the new version must have failed within the period. */
const LEAST_FAILURES = 5;

/** Standard errors. A version that is as good as the others exceeds this by chance once in 740 times. */
const THRESHOLD = 3;

/**
 * The alarm that rolls a new version back: it fails significantly more often than the versions before it, at the same time.
 *
 * The number of failures alone means nothing: of a thousand that book one apartment, 999 fail as they should. But they do so
 * in either version. So the shares that failed are compared, by how many standard errors they are apart (a two-proportion
 * z-test, https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm): with much traffic a small difference is enough,
 * with little only a large one. Where there is nothing to compare, there is no data, and no alarm.
 */
export function createRolloutAlarm(
  name: string,
  versions: ComparedVersions,
  topicArn: pulumi.Input<string> | undefined,
  parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm {
  const actions = topicArn === undefined ? undefined : [topicArn];
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: versions.description,
      metricQueries: comparison(versions),
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: actions,
      okActions: actions,
    },
    { parent },
  );
}

type MetricQuery = aws.types.input.cloudwatch.MetricAlarmMetricQuery;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
function comparison({ namespace, total, failures, newest, all }: ComparedVersions): MetricQuery[] {
  const count = (id: string, metricName: string, dimensions: Dimensions): MetricQuery => ({
    id,
    metric: { namespace, metricName, dimensions, period: PERIOD, stat: "Sum" },
  });
  const failed = (prefix: string, dimensions: Dimensions) =>
    failures.map((metricName, index) => count(`${prefix}${index}`, metricName, dimensions));
  // SUM ignores missing data: a metric that never counted anything has none.
  const sum = (id: string, prefix: string): MetricQuery => ({
    id,
    expression: `SUM([${failures.map((_, index) => `${prefix}${index}`).join(", ")}])`,
  });
  return [
    count("newTotal", total, newest),
    count("allTotal", total, all),
    ...failed("newFailed", newest),
    ...failed("allFailed", all),
    sum("newFailures", "newFailed"),
    sum("allFailures", "allFailed"),
    { id: "newShare", expression: "newFailures / newTotal" },
    { id: "oldShare", expression: "(allFailures - newFailures) / (allTotal - newTotal)" },
    { id: "share", expression: "allFailures / allTotal" },
    {
      id: "standardError",
      expression: "SQRT(share * (1 - share) * (1 / newTotal + 1 / (allTotal - newTotal)))",
    },
    {
      id: "excess",
      label: "How many standard errors more often the new version fails",
      expression: `IF(newFailures >= ${LEAST_FAILURES}, (newShare - oldShare) / standardError, 0)`,
      returnData: true,
    },
  ];
}

/** Executions of a version of a state machine, of all that started in the meantime. */
export const executionsOf = (name: string, stateMachine: aws.sfn.StateMachine): ComparedVersions => ({
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  namespace: "AWS/States",
  // Not those that ended: of long executions, the failed ones end first.
  total: "ExecutionsStarted",
  failures: ["ExecutionsFailed", "ExecutionsTimedOut"],
  newest: {
    StateMachineArn: stateMachine.arn,
    Version: stateMachine.stateMachineVersionArn.apply((arn) => arn.split(":").at(-1)!),
  },
  all: { StateMachineArn: stateMachine.arn },
  description: `Executions of a new version of ${name} fail more often than those of the version before.`,
});

/** Invocations of a version of a function through an alias. */
export function invocationsOf(
  name: string,
  { name: FunctionName, version: ExecutedVersion }: aws.lambda.Function,
  aliasName: string,
): ComparedVersions {
  const all = { FunctionName, Resource: FunctionName.apply((text) => `${text}:${aliasName}`) };
  return {
    // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
    namespace: "AWS/Lambda",
    total: "Invocations",
    failures: ["Errors"],
    newest: { ...all, ExecutedVersion },
    all,
    description: `Invocations of a new version of ${name} fail more often than those of the version before.`,
  };
}
