import { lookUp } from "../inputs";
import { type ArnOf, anArn } from "./arn";
import { functionArn, objectArn, parameterArn, queueArn, secretArn, stateMachineArn, tableArn } from "./arns";
import type { Call, Need, Rule } from "./call";
import { iamPrefix } from "./iamPrefixes";
import { on, onAny } from "./rules";
import {
  batchItems,
  bucketRule,
  copyObject,
  getObject,
  objectRule,
  putEvents,
  putObject,
  transactItems,
} from "./serviceRules";

/** The resources that a service's calls act on, and the actions that have another name in IAM or are checked differently. */
interface ServiceRules {
  /** The arguments that can name the target, in order; the first that is present does. */
  targets?: readonly { field: string; arn: ArnOf; refinement?: string }[];
  /** By the action's name in the SDK. */
  actions?: Record<string, Rule>;
}

const parameterAction = (action: string) => on([`ssm:${action}`], "Name", parameterArn);

const queueAction = (action: string) => on([`sqs:${action}`], "QueueUrl", queueArn);

/**
 * `aws-sdk:service:action`, by the service's name in the ARN. The IAM action is the API's with an initial capital, on
 * the first of `targets` that is present, unless `actions` says otherwise.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const SDK_RULES: Record<string, ServiceRules> = {
  dynamodb: {
    targets: [{ field: "TableName", arn: tableArn }],
    actions: {
      query: on(["dynamodb:Query"], "TableName", tableArn, "IndexName"),
      scan: on(["dynamodb:Scan"], "TableName", tableArn, "IndexName"),
      transactWriteItems: transactItems,
      transactGetItems: transactItems,
      batchGetItem: batchItems("dynamodb:BatchGetItem"),
      batchWriteItem: batchItems("dynamodb:BatchWriteItem"),
      listTables: onAny("dynamodb:ListTables"),
      describeLimits: onAny("dynamodb:DescribeLimits"),
    },
  },
  eventbridge: { actions: { putEvents } },
  lambda: {
    targets: [{ field: "FunctionName", arn: functionArn, refinement: "Qualifier" }],
    actions: {
      invoke: on(["lambda:InvokeFunction"], "FunctionName", functionArn, "Qualifier"),
      invokeAsync: on(["lambda:InvokeFunction"], "FunctionName", functionArn),
      createEventSourceMapping: onAny("lambda:CreateEventSourceMapping"),
      listFunctions: onAny("lambda:ListFunctions"),
    },
  },
  s3: {
    actions: {
      getObject,
      putObject,
      copyObject,
      headObject: getObject,
      getObjectAttributes: objectRule("s3:GetObject", "s3:GetObjectAttributes"),
      getObjectTagging: objectRule("s3:GetObjectTagging"),
      putObjectTagging: objectRule("s3:PutObjectTagging"),
      deleteObjectTagging: objectRule("s3:DeleteObjectTagging"),
      deleteObject: objectRule("s3:DeleteObject"),
      deleteObjects: on(["s3:DeleteObject"], "Bucket", objectArn),
      selectObjectContent: objectRule("s3:GetObject"),
      restoreObject: objectRule("s3:RestoreObject"),
      createMultipartUpload: objectRule("s3:PutObject"),
      uploadPart: objectRule("s3:PutObject"),
      completeMultipartUpload: objectRule("s3:PutObject"),
      abortMultipartUpload: objectRule("s3:AbortMultipartUpload"),
      listParts: objectRule("s3:ListMultipartUploadParts"),
      listMultipartUploads: bucketRule("s3:ListBucketMultipartUploads"),
      listObjects: bucketRule("s3:ListBucket"),
      listObjectsV2: bucketRule("s3:ListBucket"),
      listObjectVersions: bucketRule("s3:ListBucketVersions"),
      headBucket: bucketRule("s3:ListBucket"),
      getBucketLocation: bucketRule("s3:GetBucketLocation"),
      listBuckets: onAny("s3:ListAllMyBuckets"),
    },
  },
  secretsmanager: {
    targets: [{ field: "SecretId", arn: secretArn }],
    actions: {
      listSecrets: onAny("secretsmanager:ListSecrets"),
      getRandomPassword: onAny("secretsmanager:GetRandomPassword"),
    },
  },
  sfn: {
    targets: [
      { field: "StateMachineArn", arn: stateMachineArn },
      { field: "ExecutionArn", arn: anArn("states") },
      { field: "ActivityArn", arn: anArn("states") },
    ],
    actions: {
      listStateMachines: onAny("states:ListStateMachines"),
      listActivities: onAny("states:ListActivities"),
    },
  },
  sns: {
    targets: [
      { field: "TopicArn", arn: anArn("sns") },
      { field: "TargetArn", arn: anArn("sns") },
    ],
    actions: {
      publishBatch: on(["sns:Publish"], "TopicArn", anArn("sns")),
      listTopics: onAny("sns:ListTopics"),
    },
  },
  sqs: {
    targets: [{ field: "QueueUrl", arn: queueArn }],
    actions: {
      sendMessageBatch: queueAction("SendMessage"),
      deleteMessageBatch: queueAction("DeleteMessage"),
      changeMessageVisibilityBatch: queueAction("ChangeMessageVisibility"),
      listQueues: onAny("sqs:ListQueues"),
    },
  },
  ssm: {
    actions: {
      getParameter: parameterAction("GetParameter"),
      getParameterHistory: parameterAction("GetParameterHistory"),
      putParameter: parameterAction("PutParameter"),
      deleteParameter: parameterAction("DeleteParameter"),
      getParametersByPath: on(["ssm:GetParametersByPath"], "Path", parameterArn),
      describeParameters: onAny("ssm:DescribeParameters"),
    },
  },
  sts: { actions: { getCallerIdentity: () => [] } },
};

/** What a call through the AWS SDK needs. */
export function sdkNeeds(call: Call, service: string, action: string): Need[] {
  const rules = lookUp(SDK_RULES, service);
  const special = lookUp(rules?.actions ?? {}, action);
  if (special) return special(call);
  const prefix = iamPrefix(service);
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  if (!prefix) {
    const unknown = `the prefix of aws-sdk:${service} in IAM is not known here and may differ from its name`;
    return [{ actions: [`${service}:${name}`], anyPrefix: true, target: { unknown } }];
  }
  const actions = [`${prefix}:${name}`];
  const target = rules?.targets?.find(({ field }) => call.argument(field).kind !== "absent");
  if (!target)
    return [{ actions, target: { unknown: `it is not known which resource ${actions[0]} acts on` } }];
  return on(actions, target.field, target.arn, target.refinement)(call);
}
