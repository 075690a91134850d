import type { Resource } from "../program/evaluation";
import { API_GATEWAY_TYPES } from "./apiGatewayResources";
import { Properties } from "./properties";

/** What resources can be part of, or be attached to. */
export type ReferenceKind =
  | "API key"
  | "event bus"
  | "function"
  | "GraphQL API"
  | "queue"
  | "REST API"
  | "role"
  | "rule"
  | "schedule group"
  | "bucket"
  | "secret"
  | "state machine"
  | "table"
  | "topic"
  | "usage plan";

export interface Reference {
  kind: ReferenceKind;
  /** A name, an ARN, a URL or an ID; of a rule `BUS/NAME`. */
  id: string;
}

/** The kind of each type that others refer to. */
const KINDS: Readonly<Record<string, ReferenceKind>> = {
  "aws:cloudwatch/eventBus:EventBus": "event bus",
  "aws:cloudwatch/eventRule:EventRule": "rule",
  "aws:lambda/function:Function": "function",
  "aws:apigateway/apiKey:ApiKey": "API key",
  "aws:apigateway/usagePlan:UsagePlan": "usage plan",
  "aws:appsync/graphQLApi:GraphQLApi": "GraphQL API",
  "aws:sqs/queue:Queue": "queue",
  "aws:apigateway/restApi:RestApi": "REST API",
  "aws:iam/role:Role": "role",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws:scheduler/scheduleGroup:ScheduleGroup": "schedule group",
  "aws:secretsmanager/secret:Secret": "secret",
  "aws:sfn/stateMachine:StateMachine": "state machine",
  "aws:dynamodb/table:Table": "table",
  "aws:sns/topic:Topic": "topic",
};

/** What others may call the resource; empty if none refers to its type. */
export function identitiesOf(resource: Resource): Reference[] {
  const kind = KINDS[resource.type];
  if (kind === undefined) return [];
  const properties = Properties.of(resource);
  if (kind === "rule") return [{ kind, id: ruleId(properties, "name") }];
  const keys = ["id", "name", "arn", "url", "bucket"];
  return keys.flatMap((key) => properties.optionalText(key) ?? []).map((id) => ({ kind, id }));
}

const ruleId = (properties: Properties, key: string) =>
  `${properties.optionalText("eventBusName") ?? "default"}/${properties.text(key)}`;

/** The function that a name or an ARN is of, without a qualifier. */
const functionId = (nameOrArn: string) =>
  nameOrArn.startsWith("arn:") ? nameOrArn.split(":").slice(0, 7).join(":") : nameOrArn.split(":")[0]!;

const to =
  (kind: ReferenceKind, key: string) =>
  (properties: Properties): Reference[] => [{ kind, id: properties.text(key) }];

const toFunction =
  (key: string) =>
  (properties: Properties): Reference[] => [{ kind: "function", id: functionId(properties.text(key)) }];

const toRule = (properties: Properties): Reference[] => [{ kind: "rule", id: ruleId(properties, "rule") }];

function toBus(properties: Properties): Reference[] {
  return [{ kind: "event bus", id: properties.optionalText("eventBusName") ?? "default" }];
}

/** A queue is the only event source that can be polled here. */
function toEventSource(properties: Properties): Reference[] {
  const arn = properties.optionalText("eventSourceArn");
  return [
    ...toFunction("functionName")(properties),
    ...(arn !== undefined && /^arn:[^:]*:sqs:/.test(arn) ? [{ kind: "queue" as const, id: arn }] : []),
  ];
}

const toStateMachines = (properties: Properties): Reference[] =>
  properties.items("routingConfigurations").map((route) => ({
    kind: "state machine",
    id: route.text("stateMachineVersionArn").split(":").slice(0, 7).join(":"),
  }));

const toGroupAndRole = (properties: Properties): Reference[] => [
  { kind: "schedule group", id: properties.optionalText("groupName") ?? "default" },
  ...to("role", "roleArn")(properties.required("target")),
];

const toRestApi = (properties: Properties): Reference[] =>
  ["restApi", "restApiId"]
    .flatMap((key) => properties.optionalText(key) ?? [])
    .map((id) => ({ kind: "REST API", id }));

const toPlanAndKey = (properties: Properties): Reference[] => [
  ...to("usage plan", "usagePlanId")(properties),
  ...to("API key", "keyId")(properties),
];

/** What a resource of each type cannot be without. */
const REFERENCES: Readonly<Record<string, (properties: Properties) => Reference[]>> = {
  ...Object.fromEntries(API_GATEWAY_TYPES.map((type) => [type, toRestApi])),
  "aws:apigateway/usagePlanKey:UsagePlanKey": toPlanAndKey,
  "aws:appsync/apiKey:ApiKey": to("GraphQL API", "apiId"),
  "aws:appsync/dataSource:DataSource": to("GraphQL API", "apiId"),
  "aws:appsync/resolver:Resolver": to("GraphQL API", "apiId"),
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": toBus,
  "aws:cloudwatch/eventPermission:EventPermission": toBus,
  "aws:cloudwatch/eventRule:EventRule": toBus,
  "aws:cloudwatch/eventTarget:EventTarget": toRule,
  "aws:dynamodb/tableItem:TableItem": to("table", "tableName"),
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": to("role", "roleName"),
  "aws:iam/rolePolicy:RolePolicy": to("role", "role"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": to("role", "role"),
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": to("role", "roleName"),
  "aws:lambda/alias:Alias": toFunction("functionName"),
  "aws:lambda/eventSourceMapping:EventSourceMapping": toEventSource,
  "aws:lambda/function:Function": to("role", "role"),
  "aws:lambda/permission:Permission": toFunction("function"),
  "aws:scheduler/schedule:Schedule": toGroupAndRole,
  "aws:secretsmanager/secretPolicy:SecretPolicy": to("secret", "secretArn"),
  "aws:secretsmanager/secretVersion:SecretVersion": to("secret", "secretId"),
  "aws:sfn/alias:Alias": toStateMachines,
  "aws:sfn/stateMachine:StateMachine": to("role", "roleArn"),
  "aws:sns/topicPolicy:TopicPolicy": to("topic", "arn"),
  "aws:sns/topicSubscription:TopicSubscription": to("topic", "topic"),
  "aws:sqs/queuePolicy:QueuePolicy": to("queue", "queueUrl"),
};

/**
 * The dead-letter queue that a queue names. Without it the queue still works, but for what it is there for.
 *
 * @throws Error if the redrive policy is no JSON.
 */
export function deadLetterQueueOf(resource: Resource): Reference | undefined {
  if (resource.type !== "aws:sqs/queue:Queue") return undefined;
  const policy = Properties.inputsOf(resource).optionalText("redrivePolicy");
  const { deadLetterTargetArn: id } = JSON.parse(policy || "{}") as { deadLetterTargetArn?: string };
  return id === undefined ? undefined : { kind: "queue", id };
}

/** Parts of a bucket, the objects in it and its settings. */
const isBucketPart = (type: string) => type.startsWith("aws:s3/bucket") && KINDS[type] === undefined;

/**
 * The resources that this one cannot be without.
 *
 * @throws Error if a property that names one is missing or no text.
 */
export function referencesOf(resource: Resource): Reference[] {
  const properties = Properties.of(resource);
  if (isBucketPart(resource.type)) return to("bucket", "bucket")(properties);
  return REFERENCES[resource.type]?.(properties) ?? [];
}
