import assert from "node:assert/strict";
import { asset } from "@pulumi/pulumi";
import { noopDeployer } from "../../../../packages/local-stack/deploy/deployer";
import { DEPLOYERS } from "../../../../packages/local-stack/deploy/deployers";
import { publishedFunctionVersion } from "../../../../packages/local-stack/deploy/lambda";
import { resource, TestDeployment } from "./deploymentSupport";

const TRUST = '{"Version":"2012-10-17","Statement":[]}';
const ROLE = "arn:aws:iam::123456789012:role/r";
const METHOD = { restApi: "a", resourceId: "r", httpMethod: "GET" };

type Row = [type: string, inputs: Record<string, unknown>, reason: string, verb?: "created" | "read"];

const ROWS: Row[] = [
  ["aws:iam/role:Role", { name: "r", assumeRolePolicy: "{" }, "assumeRolePolicy is '{'; allowed: JSON"],
  [
    "aws:iam/role:Role",
    { name: "r", assumeRolePolicy: TRUST, inlinePolicies: "x" },
    "inlinePolicies is 'x'; allowed: a list of objects",
  ],
  [
    "aws:iam/role:Role",
    { name: "r", assumeRolePolicy: TRUST, managedPolicyArns: { a: "b" } },
    'managedPolicyArns is {"a":"b"}; allowed: a list',
  ],
  ["aws:iam/rolePolicy:RolePolicy", { name: "p", role: "r" }, "policy is missing; allowed: text"],
  ["aws:iam/policy:Policy", { name: "p", policy: "x" }, "policy is 'x'; allowed: JSON"],
  [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    { role: "r", policyArn: ["a"] },
    'policyArn is ["a"]; allowed: text',
  ],
  [
    "aws:iam/policyAttachment:PolicyAttachment",
    { policyArn: "p", roles: "r" },
    "roles is 'r'; allowed: a list",
  ],
  [
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    { roleName: "r", policyArns: [{}] },
    "policyArns[0] is {}; allowed: text",
  ],
  [
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    { policyNames: [] },
    "roleName is missing; allowed: text",
  ],
  [
    "aws:sfn/activity:Activity",
    { name: "a", encryptionConfiguration: { kmsDataKeyReusePeriodSeconds: "x" } },
    "encryptionConfiguration.kmsDataKeyReusePeriodSeconds is 'x'; allowed: a number",
  ],
  [
    "aws:cloudformation/stack:Stack",
    { templateBody: '{"Resources":7}' },
    "templateBody.Resources is 7; allowed: an object",
    "read",
  ],
  [
    "aws:sfn/stateMachine:StateMachine",
    { name: "m", definition: { StartAt: "A" }, roleArn: ROLE },
    'definition is {"StartAt":"A"}; allowed: text',
    "read",
  ],
  [
    "aws:sfn/stateMachine:StateMachine",
    { name: "m", definition: "{}", roleArn: ROLE, loggingConfiguration: { includeExecutionData: "yes" } },
    "loggingConfiguration.includeExecutionData is 'yes'; allowed: true or false",
  ],
  [
    "aws:sfn/alias:Alias",
    { name: "a", routingConfigurations: [{ stateMachineVersionArn: "v", weight: "all" }] },
    "routingConfigurations[0].weight is 'all'; allowed: a number",
    "read",
  ],
  [
    "aws:lambda/function:Function",
    { name: "f", role: ROLE, code: "index.js" },
    "code is 'index.js'; allowed: an archive",
  ],
  [
    "aws:lambda/alias:Alias",
    { name: "a", functionName: {}, functionVersion: "1" },
    "functionName is {}; allowed: text",
    "read",
  ],
  [
    "aws:lambda/alias:Alias",
    {
      name: "a",
      functionName: "f",
      functionVersion: "1",
      routingConfig: { additionalVersionWeights: { 2: [] } },
    },
    "routingConfig.additionalVersionWeights.2 is []; allowed: a number",
  ],
  [
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    { functionName: "f", eventSourceArn: "q", batchSize: "many" },
    "batchSize is 'many'; allowed: a number",
  ],
  [
    "aws:lambda/permission:Permission",
    { statementId: "s", function: "f", principal: "p", action: "a", sourceArn: {} },
    "sourceArn is {}; allowed: text",
  ],
  ["aws:sqs/queue:Queue", { name: "q", delaySeconds: "soon" }, "delaySeconds is 'soon'; allowed: a number"],
  ["aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "1/q", policy: "{" }, "policy is '{'; allowed: JSON"],
  ["aws:apigateway/account:Account", { cloudwatchRoleArn: {} }, "cloudwatchRoleArn is {}; allowed: text"],
  ["aws:apigateway/apiKey:ApiKey", { value: "v", enabled: "on" }, "enabled is 'on'; allowed: true or false"],
  ["aws:apigateway/deployment:Deployment", {}, "restApi is missing; allowed: text"],
  [
    "aws:apigateway/integration:Integration",
    { ...METHOD, type: "MOCK", timeoutMilliseconds: "long" },
    "timeoutMilliseconds is 'long'; allowed: a number",
  ],
  [
    "aws:apigateway/integrationResponse:IntegrationResponse",
    { ...METHOD, statusCode: "200", responseTemplates: "x" },
    "responseTemplates is 'x'; allowed: an object",
  ],
  [
    "aws:apigateway/method:Method",
    { ...METHOD, authorization: "NONE", requestParameters: { a: "maybe" } },
    "requestParameters.a is 'maybe'; allowed: true or false",
  ],
  [
    "aws:apigateway/methodResponse:MethodResponse",
    { ...METHOD, statusCode: {} },
    "statusCode is {}; allowed: text",
  ],
  [
    "aws:apigateway/methodSettings:MethodSettings",
    { restApi: "a", stageName: "s", methodPath: "*/*", settings: { throttlingRateLimit: "x" } },
    "settings.throttlingRateLimit is 'x'; allowed: a number",
  ],
  ["aws:apigateway/model:Model", { restApi: "a" }, "name is missing; allowed: text"],
  [
    "aws:apigateway/requestValidator:RequestValidator",
    { restApi: "a", validateRequestBody: "x" },
    "validateRequestBody is 'x'; allowed: true or false",
  ],
  ["aws:apigateway/resource:Resource", { restApi: "a" }, "path is missing; allowed: text"],
  [
    "aws:apigateway/response:Response",
    { restApiId: "a", responseType: "DEFAULT_4XX", statusCode: "x" },
    "statusCode is 'x'; allowed: a number",
  ],
  [
    "aws:apigateway/restApi:RestApi",
    { rootResourceId: "r", binaryMediaTypes: "image/png" },
    "binaryMediaTypes is 'image/png'; allowed: a list",
  ],
  [
    "aws:apigateway/restApiPolicy:RestApiPolicy",
    { restApiId: "a", policy: "{" },
    "policy is '{'; allowed: JSON",
  ],
  [
    "aws:apigateway/stage:Stage",
    { restApi: "a", stageName: "s", deployment: "d", variables: { a: {} } },
    "variables.a is {}; allowed: text",
  ],
  [
    "aws:apigateway/usagePlan:UsagePlan",
    { quotaSettings: { period: "YEAR" } },
    "quotaSettings.period is 'YEAR'; allowed: one of DAY, WEEK, MONTH",
  ],
  ["aws:apigateway/usagePlanKey:UsagePlanKey", { keyId: "k" }, "usagePlanId is missing; allowed: text"],
  [
    "aws:appsync/graphQLApi:GraphQLApi",
    { arn: "a", name: "n", authenticationType: "API_KEY", queryDepthLimit: "x" },
    "queryDepthLimit is 'x'; allowed: a number",
  ],
  ["aws:appsync/apiKey:ApiKey", { apiId: "a" }, "key is missing; allowed: text"],
  [
    "aws:appsync/dataSource:DataSource",
    { apiId: "a", name: "n", type: "AWS_LAMBDA", lambdaConfig: "f" },
    "lambdaConfig is 'f'; allowed: an object",
  ],
  [
    "aws:appsync/resolver:Resolver",
    { apiId: "a", type: "Query", field: "f", maxBatchSize: {} },
    "maxBatchSize is {}; allowed: a number",
  ],
  ["aws:cloudwatch/logGroup:LogGroup", { name: {} }, "name is {}; allowed: text"],
  ["aws:kms/key:Key", { arn: "a", policy: "{" }, "policy is '{'; allowed: JSON"],
  [
    "aws:dynamodb/table:Table",
    { name: "t", hashKey: "k", attributes: [{ name: "k" }] },
    "attributes[0].type is missing; allowed: text",
  ],
  [
    "aws:dynamodb/table:Table",
    { name: "t", hashKey: "k", globalSecondaryIndexes: ["i"] },
    "globalSecondaryIndexes[0] is 'i'; allowed: an object",
  ],
  ["aws:dynamodb/tableItem:TableItem", { tableName: "t", item: "{" }, "item is '{'; allowed: JSON"],
  ["aws:s3/bucket:Bucket", { bucket: "a", versioning: "on" }, "versioning is 'on'; allowed: an object"],
  [
    "aws:s3/bucketV2:BucketV2",
    { bucket: "b", serverSideEncryptionConfiguration: { rule: 7 } },
    "serverSideEncryptionConfiguration.rule is 7; allowed: a list of objects",
  ],
  ...["", "V2"].flatMap((version): Row[] => [
    [
      `aws:s3/bucketVersioning${version}:BucketVersioning${version}`,
      { bucket: "c", versioningConfiguration: { status: {} } },
      "versioningConfiguration.status is {}; allowed: text",
    ],
    [
      `aws:s3/bucketServerSideEncryptionConfiguration${version}:BucketServerSideEncryptionConfiguration${version}`,
      { bucket: "c", rules: [{ bucketKeyEnabled: "x" }] },
      "rules[0].bucketKeyEnabled is 'x'; allowed: true or false",
    ],
    [
      `aws:s3/bucketLifecycleConfiguration${version}:BucketLifecycleConfiguration${version}`,
      { bucket: "c", rules: [{ status: "Enabled", expiration: { days: "x" } }] },
      "rules[0].expiration.days is 'x'; allowed: a number",
    ],
  ]),
  ["aws:s3/bucketPolicy:BucketPolicy", { bucket: "c", policy: "{" }, "policy is '{'; allowed: JSON"],
  [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    { bucket: "c", blockPublicAcls: 7 },
    "blockPublicAcls is 7; allowed: true or false",
  ],
  [
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    { bucket: "c" },
    "rule is missing; allowed: an object",
  ],
  ...["bucketObject:BucketObject", "bucketObjectv2:BucketObjectv2"].map(
    (type): Row => [
      `aws:s3/${type}`,
      { bucket: "c", key: "k", source: "file.txt" },
      "source is 'file.txt'; allowed: an asset or an archive",
    ],
  ),
  [
    "aws:sns/topic:Topic",
    { name: "t", contentBasedDeduplication: "x" },
    "contentBasedDeduplication is 'x'; allowed: true or false",
  ],
  ["aws:sns/topicPolicy:TopicPolicy", { policy: "{}" }, "arn is missing; allowed: text"],
  [
    "aws:sns/topicSubscription:TopicSubscription",
    { topic: "t", protocol: "sqs", endpoint: {} },
    "endpoint is {}; allowed: text",
  ],
  [
    "aws:scheduler/schedule:Schedule",
    {
      name: "s",
      groupName: "default",
      scheduleExpression: "rate(1 day)",
      state: "ON",
      target: { arn: "arn:aws:sqs:::q" },
    },
    "state is 'ON'; allowed: one of ENABLED, DISABLED",
  ],
  ["aws:scheduler/scheduleGroup:ScheduleGroup", { name: "g", tags: "x" }, "tags is 'x'; allowed: an object"],
  [
    "aws:lambda/layerVersion:LayerVersion",
    { arn: "a", code: "layer.zip" },
    "code is 'layer.zip'; allowed: an archive",
  ],
  ["aws:cloudwatch/eventBus:EventBus", { name: "b", description: {} }, "description is {}; allowed: text"],
  [
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    { eventBusName: "default", policy: "{" },
    "policy is '{'; allowed: JSON",
  ],
  [
    "aws:cloudwatch/eventPermission:EventPermission",
    { eventBusName: "default", statementId: "s", principal: "*", action: "a", condition: "x" },
    "condition is 'x'; allowed: an object",
  ],
  [
    "aws:cloudwatch/eventRule:EventRule",
    { name: "r", eventBusName: "default", isEnabled: "x" },
    "isEnabled is 'x'; allowed: true or false",
  ],
  [
    "aws:cloudwatch/eventTarget:EventTarget",
    {
      rule: "r",
      targetId: "t",
      eventBusName: "default",
      arn: "arn:aws:sqs:::q",
      retryPolicy: { maximumRetryAttempts: "x" },
    },
    "retryPolicy.maximumRetryAttempts is 'x'; allowed: a number",
  ],
  [
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
    { policyName: "p", policyDocument: "{" },
    "policyDocument is '{'; allowed: JSON",
  ],
  [
    "aws:secretsmanager/secret:Secret",
    { name: "s", arn: "a", description: {} },
    "description is {}; allowed: text",
  ],
  [
    "aws:secretsmanager/secretVersion:SecretVersion",
    { secretId: "s", secretString: {} },
    "secretString is {}; allowed: text",
  ],
  ["aws:secretsmanager/secretPolicy:SecretPolicy", { policy: "{}" }, "secretArn is missing; allowed: text"],
  [
    "aws:ssm/parameter:Parameter",
    { name: "/p", type: "Text", value: "x" },
    "type is 'Text'; allowed: one of String, StringList, SecureString",
  ],
];

describe("a resource with a property of another type", () => {
  let running: TestDeployment;
  before(async () => {
    running = await TestDeployment.start();
  });
  after(() => running.close());

  for (const [type, inputs, reason, verb = "created"] of ROWS) {
    it(`is an error of the deployment: ${type}, ${reason}`, async () => {
      await assert.rejects(running.apply(resource(type, "r", inputs)), {
        name: "DeploymentError",
        message: `${type} 'r' could not be ${verb}: ${reason}`,
      });
    });
  }

  it("is tried of every type that is deployed", () => {
    const tried = new Set(ROWS.map(([type]) => type));
    const types = Object.keys(DEPLOYERS).filter((type) => DEPLOYERS[type] !== noopDeployer);
    assert.deepEqual(
      types.filter((type) => !tried.has(type)),
      [],
    );
  });
});

describe("a resource with a property that the provider converts", () => {
  let running: TestDeployment;
  beforeEach(async () => {
    running = await TestDeployment.start();
  });
  afterEach(() => running.close());

  const role = resource(
    "aws:iam/role:Role",
    "r",
    {
      name: "r",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      }),
      inlinePolicies: [],
      managedPolicyArns: null,
    },
    { arn: ROLE },
  );

  const lambda = (inputs: object) => ({
    ...resource("aws:lambda/function:Function", "f", {
      name: "f",
      role: ROLE,
      code: new asset.AssetArchive({ "index.js": new asset.StringAsset("exports.handler = () => {};") }),
      ...inputs,
    }),
    dependencies: [role.urn],
  });

  it("is deployed: flags and numbers given as text, and null", async () => {
    await running.apply(role, lambda({ publish: "false", timeout: "7", description: null, layers: null }));
    assert.equal(publishedFunctionVersion(running.services, "f"), undefined);
    const { Timeout, Description } = await running.call("lambda", "GetFunctionConfiguration", {
      FunctionName: "f",
    });
    assert.deepEqual([Timeout, Description], [7, ""]);
    await running.apply(role, lambda({ publish: "true" }));
    assert.equal(publishedFunctionVersion(running.services, "f"), "1");
  });

  it("is deployed: numbers where the API wants text", async () => {
    await running.apply(
      resource("aws:apigateway/methodResponse:MethodResponse", "m", { ...METHOD, statusCode: 200 }),
      resource("aws:sqs/queue:Queue", "q", { name: "q", delaySeconds: "5", policy: "" }),
    );
    const { Attributes } = await running.call("sqs", "GetQueueAttributes", {
      QueueUrl: `${running.services.cloud.endpoint}/123456789012/q`,
      AttributeNames: ["DelaySeconds"],
    });
    assert.deepEqual(Attributes, { DelaySeconds: "5" });
  });
});
