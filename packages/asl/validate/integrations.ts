import type { TaskPattern } from "../taskResource";

/** The patterns and arguments of a service integration. */
export interface IntegrationRules {
  /** The patterns it supports in addition to `requestResponse`. */
  patterns?: readonly TaskPattern[];
  /** Required arguments. */
  required?: readonly string[];
  /** Arguments of which one is required. */
  oneOf?: readonly string[];
  /** Its other arguments; any that is not listed is rejected. If absent, any other is accepted. */
  optional?: readonly string[];
}

const job: readonly TaskPattern[] = ["sync"];
const callback: readonly TaskPattern[] = ["waitForTaskToken"];

const words = (text: string): string[] => text.split(" ");

const conditions =
  "ConditionExpression ConditionalOperator Expected ExpressionAttributeNames ExpressionAttributeValues";
const written =
  "ReturnConsumedCapacity ReturnItemCollectionMetrics ReturnValues ReturnValuesOnConditionCheckFailure";

const getItem: IntegrationRules = {
  required: ["TableName", "Key"],
  optional: words(
    "AttributesToGet ConsistentRead ExpressionAttributeNames ProjectionExpression ReturnConsumedCapacity",
  ),
};
const putItem: IntegrationRules = {
  required: ["TableName", "Item"],
  optional: words(`${conditions} ${written}`),
};
const updateItem: IntegrationRules = {
  required: ["TableName", "Key"],
  optional: words(`AttributeUpdates UpdateExpression ${conditions} ${written}`),
};
const deleteItem: IntegrationRules = {
  required: ["TableName", "Key"],
  optional: words(`${conditions} ${written}`),
};
const sendMessage: IntegrationRules = {
  required: ["QueueUrl", "MessageBody"],
  optional: words(
    "DelaySeconds MessageAttributes MessageDeduplicationId MessageGroupId MessageSystemAttributes",
  ),
};
const publish: IntegrationRules = {
  required: ["Message"],
  oneOf: ["TopicArn", "TargetArn", "PhoneNumber"],
  optional: words("MessageAttributes MessageDeduplicationId MessageGroupId MessageStructure Subject"),
};
const startExecution: IntegrationRules = {
  required: ["StateMachineArn"],
  optional: words("Input Name TraceHeader"),
};
const invoke: IntegrationRules = {
  required: ["FunctionName"],
  optional: words("ClientContext DurableExecutionName InvocationType LogType Payload Qualifier TenantId"),
};

/** Jobs and other calls of which only the patterns are known here. */
function calls(
  service: string,
  names: string,
  patterns?: readonly TaskPattern[],
): [string, IntegrationRules][] {
  return words(names).map((name) => [`${service}:${name}`, patterns ? { patterns } : {}]);
}

/**
 * The optimized integrations, and the AWS SDK integrations whose arguments are known here
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html}).
 */
export const integrations: Readonly<Record<string, IntegrationRules>> = {
  "lambda:invoke": { ...invoke, patterns: callback },
  "states:startExecution": { ...startExecution, patterns: ["sync", "sync:2", "waitForTaskToken"] },
  "sqs:sendMessage": { ...sendMessage, patterns: callback },
  "sns:publish": { ...publish, patterns: callback },
  "dynamodb:getItem": getItem,
  "dynamodb:putItem": putItem,
  "dynamodb:updateItem": updateItem,
  "dynamodb:deleteItem": deleteItem,
  "events:putEvents": { required: ["Entries"], patterns: callback },
  "apigateway:invoke": { required: ["ApiEndpoint", "Method"], patterns: callback },
  "http:invoke": { required: ["ApiEndpoint", "Method"], oneOf: ["Authentication", "InvocationConfig"] },
  "bedrock:invokeModel": { required: ["ModelId"], patterns: callback },
  "bedrock:createModelCustomizationJob": { patterns: job },
  "batch:submitJob": {
    required: ["JobDefinition", "JobName", "JobQueue"],
    patterns: ["sync", "waitForTaskToken"],
  },
  "ecs:runTask": { required: ["TaskDefinition"], patterns: ["sync", "waitForTaskToken"] },
  "glue:startJobRun": { required: ["JobName"], patterns: ["sync", "waitForTaskToken"] },
  "databrew:startJobRun": { required: ["Name"], patterns: job },
  "mediaconvert:createJob": { patterns: job },
  "athena:startQueryExecution": { required: ["QueryString"], patterns: job },
  ...Object.fromEntries([
    ...calls("athena", "stopQueryExecution getQueryExecution getQueryResults"),
    ...calls("codebuild", "startBuild startBuildBatch retryBuildBatch", job),
    ...calls(
      "codebuild",
      "stopBuild stopBuildBatch retryBuild deleteBuildBatch batchDeleteBuilds batchGetReports",
    ),
    ...calls(
      "eks",
      "createCluster createFargateProfile createNodegroup deleteCluster deleteFargateProfile deleteNodegroup runJob",
      job,
    ),
    ...calls("eks", "call"),
    ...calls("elasticmapreduce", "addStep createCluster terminateCluster", job),
    ...calls(
      "elasticmapreduce",
      "cancelStep modifyInstanceFleetByName modifyInstanceGroupByName setClusterTerminationProtection",
    ),
    ...calls("emr-containers", "createVirtualCluster deleteVirtualCluster startJobRun", job),
    ...calls(
      "emr-serverless",
      "createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun",
      job,
    ),
    ...calls(
      "sagemaker",
      "createHyperParameterTuningJob createLabelingJob createProcessingJob createTrainingJob createTransformJob",
      job,
    ),
    ...calls("sagemaker", "createEndpoint createEndpointConfig createModel updateEndpoint"),
  ]),
  "aws-sdk:lambda:invoke": invoke,
  "aws-sdk:sfn:startExecution": startExecution,
  "aws-sdk:sfn:startSyncExecution": startExecution,
  "aws-sdk:sfn:sendTaskSuccess": { required: ["TaskToken", "Output"], optional: [] },
  "aws-sdk:sfn:sendTaskFailure": { required: ["TaskToken"], optional: ["Error", "Cause"] },
  "aws-sdk:sfn:sendTaskHeartbeat": { required: ["TaskToken"], optional: [] },
  "aws-sdk:sqs:sendMessage": sendMessage,
  "aws-sdk:sns:publish": publish,
  "aws-sdk:dynamodb:getItem": getItem,
  "aws-sdk:dynamodb:putItem": putItem,
  "aws-sdk:dynamodb:updateItem": updateItem,
  "aws-sdk:dynamodb:deleteItem": deleteItem,
  "aws-sdk:dynamodb:query": { required: ["TableName"] },
  "aws-sdk:dynamodb:scan": { required: ["TableName"] },
  "aws-sdk:s3:getObject": { required: ["Bucket", "Key"] },
  "aws-sdk:s3:headObject": { required: ["Bucket", "Key"] },
  "aws-sdk:s3:putObject": { required: ["Bucket", "Key"] },
  "aws-sdk:s3:deleteObject": { required: ["Bucket", "Key"] },
  "aws-sdk:s3:copyObject": { required: ["Bucket", "CopySource", "Key"] },
  "aws-sdk:s3:listObjectsV2": { required: ["Bucket"] },
};
