/** What an action does, in words that a resource's name can follow. */
interface Phrase {
  words: string;
  /**
   * True where the action has no resource-level permissions, so that `*` is the narrowest resource there is
   * (https://docs.aws.amazon.com/service-authorization/latest/reference/).
   */
  anyResource?: boolean;
}

const on = (words: string): Phrase => ({ words });
const everywhere = (words: string): Phrase => ({ words, anyResource: true });

const DELIVERY = everywhere("set up the delivery of execution logs");
const TRACES = everywhere("send traces");

/** Actions that one thing takes together have the same words, and are listed once. */
const PHRASES: Record<string, Phrase> = {
  "cloudwatch:DescribeAlarms": on("look at"),
  "dynamodb:BatchGetItem": on("get items from"),
  "dynamodb:BatchWriteItem": on("put and delete items in"),
  "dynamodb:ConditionCheckItem": on("check items of"),
  "dynamodb:DeleteItem": on("delete items from"),
  "dynamodb:GetItem": on("get items from"),
  "dynamodb:PutItem": on("put items into"),
  "dynamodb:Query": on("query"),
  "dynamodb:Scan": on("scan"),
  "dynamodb:UpdateItem": on("update items in"),
  "events:DescribeRule": on("manage"),
  "events:PutEvents": on("put events on"),
  "events:PutRule": on("manage"),
  "events:PutTargets": on("manage"),
  "iam:PassRole": on("pass to services"),
  "kms:Decrypt": on("decrypt with"),
  "kms:Encrypt": on("encrypt with"),
  "kms:GenerateDataKey": on("encrypt with"),
  "lambda:GetAlias": on("move the alias of"),
  "lambda:GetProvisionedConcurrencyConfig": on("move the alias of"),
  "lambda:InvokeFunction": on("invoke"),
  "lambda:UpdateAlias": on("move the alias of"),
  "logs:CreateLogDelivery": DELIVERY,
  "logs:CreateLogGroup": on("create"),
  "logs:CreateLogStream": on("write to"),
  "logs:DeleteLogDelivery": DELIVERY,
  "logs:DescribeLogGroups": DELIVERY,
  "logs:DescribeResourcePolicies": DELIVERY,
  "logs:GetLogDelivery": DELIVERY,
  "logs:ListLogDeliveries": DELIVERY,
  "logs:PutLogEvents": on("write to"),
  "logs:PutResourcePolicy": DELIVERY,
  "logs:UpdateLogDelivery": DELIVERY,
  "s3:AbortMultipartUpload": on("put objects into"),
  "s3:DeleteObject": on("delete objects from"),
  "s3:GetObject": on("get objects from"),
  "s3:ListBucket": on("list the objects of"),
  "s3:PutObject": on("put objects into"),
  "secretsmanager:GetSecretValue": on("read the value of"),
  "sns:Publish": on("publish to"),
  "sqs:ChangeMessageVisibility": on("receive messages from"),
  "sqs:DeleteMessage": on("receive messages from"),
  "sqs:GetQueueAttributes": on("receive messages from"),
  "sqs:ReceiveMessage": on("receive messages from"),
  "sqs:SendMessage": on("send messages to"),
  "ssm:GetParameter": on("read"),
  "states:DescribeExecution": on("describe"),
  "states:ListExecutions": on("list the executions of"),
  "states:RedriveExecution": on("redrive"),
  "states:SendTaskFailure": on("answer waiting tasks of"),
  "states:SendTaskHeartbeat": on("answer waiting tasks of"),
  "states:SendTaskSuccess": on("answer waiting tasks of"),
  "states:StartExecution": on("start"),
  "states:StartSyncExecution": on("start"),
  "states:StopExecution": on("stop"),
  "sts:AssumeRole": on("assume"),
  "xray:GetSamplingRules": TRACES,
  "xray:GetSamplingTargets": TRACES,
  "xray:PutTelemetryRecords": TRACES,
  "xray:PutTraceSegments": TRACES,
};

/** An action in words; one that is not in the table by its own name. */
export const phraseOf = (action: string): Phrase => PHRASES[action] ?? { words: `call ${action} on` };

const SERVICES: Record<string, string> = {
  "apigateway.amazonaws.com": "API Gateway",
  "appsync.amazonaws.com": "AppSync",
  "cloudformation.amazonaws.com": "CloudFormation",
  "cloudtrail.amazonaws.com": "CloudTrail",
  "codedeploy.amazonaws.com": "CodeDeploy",
  "events.amazonaws.com": "EventBridge",
  "lambda.amazonaws.com": "Lambda",
  "scheduler.amazonaws.com": "EventBridge Scheduler",
  "sns.amazonaws.com": "SNS",
  "sqs.amazonaws.com": "SQS",
  "states.amazonaws.com": "Step Functions",
};

/** A service principal in words, or as it is. */
export const serviceName = (principal: string): string => SERVICES[principal] ?? principal;
