import type { AccessTable } from "./access";

const LOG_GROUPS = ["/aws/lambda", "/aws/vendedlogs/states", "/aws/vendedlogs/apigateway"].map(
  (folder) => `arn:{partition}:logs:{region}:{account}:log-group:${folder}/{name}`,
);

/**
 * Logs, alarms, dashboards, the audit trail and schedules.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoneventbridgescheduler.html
 */
export const OPERATIONS: AccessTable = {
  "aws:cloudwatch/logGroup:LogGroup": [
    {
      // AppSync names its log group after the API, whose id is random.
      read: ["logs:ListTagsForResource"],
      write: [
        "logs:AssociateKmsKey",
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:DeleteRetentionPolicy",
        "logs:DisassociateKmsKey",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      on: [...LOG_GROUPS, "arn:{partition}:logs:{region}:{account}:log-group:/aws/appsync/apis/*"],
    },
    // A list operation: a name is only a filter in the request.
    { read: ["logs:DescribeLogGroups"], on: ["arn:{partition}:logs:{region}:{account}:log-group:*"] },
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    {
      read: ["cloudwatch:ListTagsForResource"],
      write: [
        "cloudwatch:DeleteAlarms",
        "cloudwatch:PutMetricAlarm",
        "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ],
      on: ["arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}"],
    },
    { read: ["cloudwatch:DescribeAlarms"], on: ["arn:{partition}:cloudwatch:{region}:{account}:alarm:*"] },
  ],
  "aws:cloudwatch/dashboard:Dashboard": [
    {
      read: ["cloudwatch:GetDashboard"],
      write: ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"],
      on: ["arn:{partition}:cloudwatch::{account}:dashboard/sfn-workflows-*"],
    },
  ],
  "aws:cloudtrail/trail:Trail": [
    {
      read: [
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
        "cloudtrail:GetTrail",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:ListTags",
      ],
      write: [
        "cloudtrail:AddTags",
        "cloudtrail:CreateTrail",
        "cloudtrail:DeleteTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:RemoveTags",
        "cloudtrail:StartLogging",
        "cloudtrail:StopLogging",
        "cloudtrail:UpdateTrail",
      ],
      on: ["arn:{partition}:cloudtrail:{region}:{account}:trail/{name}"],
    },
    // AWS has no resource-level permissions for it.
    { read: ["cloudtrail:DescribeTrails"], on: ["*"] },
  ],
  "aws:scheduler/schedule:Schedule": [
    {
      read: ["scheduler:GetSchedule"],
      write: ["scheduler:CreateSchedule", "scheduler:DeleteSchedule", "scheduler:UpdateSchedule"],
      on: ["arn:{partition}:scheduler:{region}:{account}:schedule/default/{name}"],
    },
  ],
};
