import type { Justification } from "./findings";

/** Permissions that AWS wants a role to have and that no run on this machine needs. */
export const JUSTIFICATIONS: Justification[] = [
  {
    role: "booking-api-logs-role",
    statement: "WriteLogs",
    parts: ["logs:CreateLogGroup"],
    reason: "AppSync makes its log group if a request comes before the program has made it",
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
    reason: "AWS's own policy; API Gateway refuses an account's logging role that may do less",
  },
  ...["trust", "MoveAlias", "WatchAlarms"].map((statement) => ({
    role: "*-rollout-role",
    statement,
    stacks: ["prod"],
    reason: "CodeDeploy moves a function's alias step by step; on this machine it moves at once",
  })),
];
