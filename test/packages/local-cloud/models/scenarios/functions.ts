import { zipOf } from "../../services/lambda/zipFile";
import { arn, putRole, type Scenario } from "./scenario";

const CODE = `export const handler = async (event) => {
  console.log("got", event);
  if (event.fails) throw new TypeError("asked to");
  return event;
};`;

export const lambda: Scenario = async (call, services) => {
  const FunctionName = "echo";
  await services.lambda.functions.createFunction({
    FunctionName,
    Role: putRole(services, "lambda"),
    Handler: "index.handler",
    Code: [{ name: "index.mjs", text: CODE }],
    Environment: { Variables: { SIZE: "1" } },
    Timeout: 10,
  });
  await call("Invoke", { FunctionName, Payload: Buffer.from('{"a":1}'), LogType: "Tail" });
  await call("Invoke", { FunctionName, Payload: '{"fails":true}' });
  await call("Invoke", { FunctionName, InvocationType: "Event" });
  await call("Invoke", { FunctionName, InvocationType: "DryRun" });
  await call("GetFunction", { FunctionName });
  await call("GetFunctionConfiguration", { FunctionName });
  await call("ListFunctions");
  await managed(call, services);
};

/** Everything that is created, changed and deleted by the API. */
const managed: Scenario = async (call, services) => {
  const FunctionName = "managed";
  const Role = putRole(services, "lambda");
  const ZipFile = zipOf({ "index.js": "exports.handler = async () => 1" });
  const { cloud, sqs } = services;
  const s3 = (operation: string, input: object) => cloud.call(cloud.administrator, "s3", operation, input);
  await s3("CreateBucket", { Bucket: "code" });
  await s3("PutObject", { Bucket: "code", Key: "a.zip", Body: ZipFile });
  await call("CreateFunction", {
    FunctionName,
    Role,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
    Code: { S3Bucket: "code", S3Key: "a.zip" },
    Tags: { team: "a" },
    Publish: true,
  });
  await call("UpdateFunctionCode", { FunctionName, ZipFile });
  await call("UpdateFunctionConfiguration", { FunctionName, Timeout: 9 });
  await call("GetFunction", { FunctionName });
  await call("PublishVersion", { FunctionName, Description: "the second" });
  await call("ListVersionsByFunction", { FunctionName });
  await call("ListFunctions", { FunctionVersion: "ALL" });
  const weights = { RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } };
  await call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1", ...weights });
  await call("UpdateAlias", { FunctionName, Name: "live", Description: "d" });
  await call("GetAlias", { FunctionName, Name: "live" });
  await call("ListAliases", { FunctionName });
  await call("DeleteAlias", { FunctionName, Name: "live" });
  await call("AddPermission", {
    FunctionName,
    StatementId: "topic",
    Action: "lambda:InvokeFunction",
    Principal: "sns.amazonaws.com",
  });
  await call("GetPolicy", { FunctionName });
  await call("RemovePermission", { FunctionName, StatementId: "topic" });
  await call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 2 });
  await call("GetFunctionConcurrency", { FunctionName });
  await call("DeleteFunctionConcurrency", { FunctionName });
  await call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 });
  await call("UpdateFunctionEventInvokeConfig", { FunctionName, MaximumEventAgeInSeconds: 60 });
  await call("GetFunctionEventInvokeConfig", { FunctionName });
  await call("ListFunctionEventInvokeConfigs", { FunctionName });
  await call("DeleteFunctionEventInvokeConfig", { FunctionName });
  const { Configuration } = await call("GetFunction", { FunctionName });
  const Resource = Configuration.FunctionArn;
  await call("TagResource", { Resource, Tags: { stage: "b" } });
  await call("ListTags", { Resource });
  await call("UntagResource", { Resource, TagKeys: ["stage"] });
  await call("GetAccountSettings");
  await sqs.createQueue("mapped");
  const EventSourceArn = arn("sqs", "mapped");
  const { UUID } = await call("CreateEventSourceMapping", { FunctionName, EventSourceArn });
  await call("UpdateEventSourceMapping", { UUID, BatchSize: 5, ScalingConfig: { MaximumConcurrency: 2 } });
  await call("GetEventSourceMapping", { UUID });
  await call("ListEventSourceMappings");
  await call("DeleteEventSourceMapping", { UUID });
  await call("DeleteFunction", { FunctionName });
};

export const logs: Scenario = async (call) => {
  const [logGroupName, logStreamName] = ["/app", "today"];
  await call("CreateLogGroup", { logGroupName });
  await call("CreateLogStream", { logGroupName, logStreamName });
  await call("PutLogEvents", {
    logGroupName,
    logStreamName,
    logEvents: [{ timestamp: Date.now(), message: "hello" }],
  });
  await call("DescribeLogGroups");
  await call("DescribeLogStreams", { logGroupName });
  await call("GetLogEvents", { logGroupName, logStreamName });
  await call("FilterLogEvents", { logGroupName });
  await call("PutRetentionPolicy", { logGroupName, retentionInDays: 7 });
  await call("DescribeLogGroups", { logGroupNamePrefix: logGroupName });
  await call("ListLogGroups", { logGroupNamePattern: "app" });
  await call("DeleteRetentionPolicy", { logGroupName });
  await call("DeleteLogStream", { logGroupName, logStreamName });
  await call("DeleteLogGroup", { logGroupName });
};
