import type { Justification } from "./findings";

/** Permissions that a role needs on AWS and in no run on this machine. */
export const JUSTIFICATIONS: Justification[] = [
  {
    role: "booking-api-logs-role",
    statement: "WriteLogs",
    parts: ["logs:CreateLogGroup"],
    reason: "AppSync creates its log group if a request arrives before the program has created it",
  },
  {
    role: "orders-gateway-logs-role",
    statement: "AmazonAPIGatewayPushToCloudWatchLogs",
    parts: [
      "logs:CreateLogGroup",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
    ],
    reason: "AWS's own policy; API Gateway rejects a logging role with fewer permissions",
  },
  {
    role: "orders-put-object-role",
    statement: "TakeBackInvoices",
    reason: "put-object deletes the invoice that it writes while its order is being cancelled",
  },
  ...["trust", "MoveAlias", "WatchAlarms"].map((statement) => ({
    role: "*-rollout-role",
    statement,
    stacks: ["prod"],
    reason: "CodeDeploy moves a function's alias step by step; on this machine it moves at once",
  })),
];
