import { allOfKind, arnOf, isArnOf, local, named } from "./arn";

const FUNCTION =
  /^(?:(arn:[^:]+:lambda:[^:]+:\d{12}):function:|(?:(\d{12}):function:))?([\w-]+)(?::([\w$-]+))?$/;

/**
 * Lambda checks an invocation with a qualifier against the qualified ARN, and one without against the plain ARN. A version
 * number is widened to all versions: running executions, and versions that are rolled back to, call older ones.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
 */
export const functionArn = arnOf(
  "a function's name or ARN",
  (text, { partition, region, accountId }, qualifier) => {
    const match = FUNCTION.exec(text);
    if (!match) return undefined;
    const [, prefix, account, name, ownQualifier] = match;
    const start = prefix ?? `arn:${partition}:lambda:${region}:${account ?? accountId}`;
    const suffix = ownQualifier ?? qualifier?.replace(/^\d+$/, "*");
    return `${start}:function:${name}${suffix ? `:${suffix}` : ""}`;
  },
);

/** The ARN of a Lambda function, or of an activity, on which no Lambda action is possible. */
export const functionOrActivityArn = arnOf("the ARN of a Lambda function or an activity", (text, scope) =>
  /^arn:[^:]+:states:[^:]+:\d{12}:activity:/.test(text) ? text : functionArn(text, scope),
);

const STATE_MACHINE = /^(arn:[^:]+:states:[^:]+:\d{12}):stateMachine:([^:/]+)(?:[:/].*)?$/;

/**
 * Step Functions checks calls through a version or an alias against the ARN of the state machine itself.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
export const stateMachineArn = arnOf("a state machine's ARN", (text) => {
  const match = STATE_MACHINE.exec(text);
  return match ? `${match[1]}:stateMachine:${match[2]}` : undefined;
});

/** Every execution of a state machine. */
export const executionsArn = arnOf("a state machine's ARN", (text) => {
  const match = STATE_MACHINE.exec(text);
  return match ? `${match[1]}:execution:${match[2]}:*` : undefined;
});

/** The child executions of a distributed Map: of all labels, or of the one given. */
export const mapRunExecutionsArn = arnOf("a state machine's ARN", (text, _scope, label) => {
  const match = STATE_MACHINE.exec(text);
  return match ? `${match[1]}:execution:${match[2]}/${label ? `${label}:*` : "*"}` : undefined;
});

/** From the queue's URL: `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`, or another host with the same path. */
export const queueArn = arnOf("a queue's URL", (text, { partition, region }) => {
  const match = /^https?:\/\/[^/]+\/(\d{12})\/([\w-]+(?:\.fifo)?)$/.exec(text);
  return match ? `arn:${partition}:sqs:${region}:${match[1]}:${match[2]}` : undefined;
});

const TABLE_NAME = /^[\w.-]{3,255}$/;

/** A table by name or ARN, or an index of it. */
export const tableArn = arnOf("a table's name or ARN", (text, scope, index) => {
  const table = /^arn:[^:]+:dynamodb:[^:]+:\d{12}:table\/[\w.-]+$/.test(text)
    ? text
    : TABLE_NAME.test(text)
      ? local(scope, "dynamodb", `table/${text}`)
      : undefined;
  return table && index ? `${table}/index/${index}` : table;
});

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** A bucket by its name. */
export const bucketArn = arnOf("a bucket's name", (text, { partition }) =>
  BUCKET_NAME.test(text) ? `arn:${partition}:s3:::${text}` : undefined,
);

/** An object by its bucket's name and its key. */
export const objectArn = arnOf("a bucket's name", (text, scope, key = "*") => {
  const bucket = bucketArn(text, scope);
  return bucket && `${bucket}/${key}`;
});

/** Everything in a bucket below a prefix that is a folder. */
export const folderArn = arnOf("a bucket's name", (text, scope, prefix) => {
  const bucket = bucketArn(text, scope);
  const folder = prefix && prefix !== "*" ? `${prefix.replace(/\/$/, "")}/*` : "*";
  return bucket && `${bucket}/${folder}`;
});

/** Everything in a bucket whose key starts with a prefix. */
export const prefixArn = arnOf("a bucket's name", (text, scope, prefix = "") => {
  const bucket = bucketArn(text, scope);
  return bucket && `${bucket}/${prefix.replace(/\*$/, "")}*`;
});

/** An event bus by name or ARN. */
export const eventBusArn = named("events", "event-bus/", "an event bus", /^[\w./-]+$/);

/** A secret by name or ARN; Secrets Manager adds a hyphen and six characters to the name. */
export const secretArn = arnOf("a secret's name or ARN", (text, scope) =>
  isArnOf(text, "secretsmanager")
    ? text
    : /^[\w/+=.@-]+$/.test(text)
      ? local(scope, "secretsmanager", `secret:${text}-??????`)
      : undefined,
);

/** A parameter of Systems Manager by name or ARN. */
export const parameterArn = arnOf("a parameter's name or ARN", (text, scope) =>
  isArnOf(text, "ssm")
    ? text
    : /^[\w./-]+$/.test(text)
      ? local(scope, "ssm", `parameter/${text.replace(/^\//, "")}`)
      : undefined,
);

/** A role by ARN or name; roles have no region. */
export const roleArn = arnOf("a role's name or ARN", (text, { partition, accountId }) => {
  if (/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text)) return text;
  return /^[\w+=,.@-]{1,64}$/.test(text) ? `arn:${partition}:iam::${accountId}:role/${text}` : undefined;
});

/** The service-linked role of a service, which is created with the service's first resource. */
export const serviceLinkedRoleArn = (principal: string, role: string) =>
  arnOf(
    "",
    (_text, { partition, accountId }) =>
      `arn:${partition}:iam::${accountId}:role/aws-service-role/${principal}/${role}`,
  );

/** A rule of EventBridge that Step Functions manages. */
export const managedRuleArn = (rule: string) => allOfKind("events", `rule/${rule}`);

const S3_URI = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/;

const fromS3Uri = (make: (bucket: string, key: string) => string) =>
  arnOf("an S3 URI, s3://BUCKET/KEY", (text, { partition }) => {
    const [, bucket, key = ""] = S3_URI.exec(text) ?? [];
    return bucket && `arn:${partition}:s3:::${make(bucket, literal(key))}`;
  });

/** The object that an S3 URI names. */
export const s3UriArn = fromS3Uri((bucket, key) => `${bucket}/${key}`);

/** All that is below the folder that an S3 URI names. */
export const s3UriFolderArn = fromS3Uri((bucket, key) => `${bucket}/${key && `${key.replace(/\/$/, "")}/`}*`);

/** The bucket of an S3 URI. */
export const s3UriBucketArn = fromS3Uri((bucket) => bucket);

/** The text, escaped so that IAM takes it literally: `*`, `?` and `${` are its wildcards and variables. */
export const literal = (text: string): string =>
  text.replace(/[*?]|\$(?=\{)/g, (special) => `\${${special}}`);
