/** The modeled types of resources that have tags. */
const TAGGED = new Set([
  "aws:apigateway/apiKey:ApiKey",
  "aws:apigateway/restApi:RestApi",
  "aws:apigateway/stage:Stage",
  "aws:apigateway/usagePlan:UsagePlan",
  "aws:appsync/graphQLApi:GraphQLApi",
  "aws:cloudformation/stack:Stack",
  "aws:cloudtrail/trail:Trail",
  "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  "aws:cloudwatch/eventBus:EventBus",
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:codedeploy/application:Application",
  "aws:codedeploy/deploymentGroup:DeploymentGroup",
  "aws:dynamodb/table:Table",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:iam/user:User",
  "aws:kms/key:Key",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketV2:BucketV2",
  "aws:scheduler/scheduleGroup:ScheduleGroup",
  "aws:secretsmanager/secret:Secret",
  "aws:sfn/activity:Activity",
  "aws:sfn/stateMachine:StateMachine",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
  "aws:ssm/parameter:Parameter",
  "aws:xray/group:Group",
]);

/**
 * A resource's tags over the default tags of its provider, as JSON of `{ tags: { NAME: VALUE } }`
 * (https://www.pulumi.com/registry/packages/aws/#configuration-reference); undefined for a resource without tags.
 *
 * @throws Error if the default tags have another form.
 */
export function tagsAll(
  type: string,
  tags: unknown,
  defaultTags: unknown,
): Record<string, string> | undefined {
  const takesTags = TAGGED.has(type) || (type.startsWith("aws:") && tags !== undefined);
  if (!takesTags) return undefined;
  return { ...readDefaultTags(defaultTags), ...(tags as Record<string, string> | undefined) };
}

function readDefaultTags(given: unknown): Record<string, string> {
  if (given === undefined) return {};
  const value = typeof given === "string" ? parsed(given) : given;
  const tags = isMap(value) ? (value.tags ?? {}) : undefined;
  if (!isTags(tags)) {
    const text = typeof given === "string" ? given : JSON.stringify(given);
    throw new Error(`aws:defaultTags is '${text}'; allowed: {"tags": {NAME: VALUE}}`);
  }
  return tags;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isTags = (value: unknown): value is Record<string, string> =>
  isMap(value) && Object.values(value).every((each) => typeof each === "string");
