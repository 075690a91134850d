import type { PolicyDocument } from "../aws/policyDocument";

const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const XRAY = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const STREAMS = [
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];
const QUEUES = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
const READ_LOGS = [
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:GetLogEvents",
  "logs:FilterLogEvents",
];

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  AWSXRayDaemonWriteAccess: XRAY,
  AWSXrayWriteOnlyAccess: XRAY,
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaSQSQueueExecutionRole": [...QUEUES, ...LOGS],
  "service-role/AWSLambdaDynamoDBExecutionRole": [...STREAMS, ...LOGS],
  "service-role/AWSLambdaVPCAccessExecutionRole": [...LOGS, ...NETWORK_INTERFACES],
  "service-role/AWSLambdaRole": ["lambda:InvokeFunction"],
  "service-role/AWSAppSyncPushToCloudWatchLogs": LOGS,
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": [...LOGS, ...READ_LOGS],
};

/**
 * The policies AWS manages that roles here may be attached to, by ARN
 * ({@link https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html}).
 */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, PolicyDocument> = new Map(
  Object.entries(ACTIONS).map(([name, actions]) => [
    `arn:aws:iam::aws:policy/${name}`,
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] },
  ]),
);
