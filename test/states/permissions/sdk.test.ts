import assert from "node:assert/strict";
import { requiredPermissions } from "../../../states";
import { Call } from "../../../states/permissions/call";
import { iamPrefix } from "../../../states/permissions/iamPrefixes";
import { SDK_RULES, sdkNeeds } from "../../../states/permissions/sdk";
import { derived, refusal, WHOLE } from "./lines";
import { actionsOf, problemOf } from "./serviceAuthorization";
import { called } from "./support";

const ROLE = "arn:aws:iam::111122223333:role/worker";
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const object = (Name: string) => ({ S3Object: { Bucket: "buc", Name } });

/** An argument of every name that rules read, with a value that most services take. */
const ARGUMENTS = {
  ActivityArn: arn("states", "activity:a"),
  AgentAliasId: "AL1",
  AgentId: "AG1",
  AlarmName: "a",
  AlarmNames: ["a"],
  ApiEndpoint: "https://a1b2.execute-api.eu-west-1.amazonaws.com/live",
  ApiKey: "k1",
  ApplicationId: "a1",
  AutoScalingGroupName: "g",
  AutomationExecutionId: "1a-2b",
  BackupVaultName: "v",
  BackupArn: arn("dynamodb", "table/tab/backup/1"),
  Bucket: "buc",
  ClusterId: "j-1A",
  ClusterIdentifier: "c",
  ClusterName: "c",
  Cluster: "c",
  Clusters: ["c"],
  CollectionId: "c",
  CopySource: "from/key",
  CrawlerName: "c",
  DashboardName: "d",
  DBClusterIdentifier: "c",
  DBClusterSnapshotIdentifier: "s",
  DBInstanceIdentifier: "i",
  DBSnapshotIdentifier: "s",
  DeliveryStreamName: "s",
  Document: object("d.pdf"),
  DocumentLocation: object("d.pdf"),
  DistributionId: "E1A",
  DocumentName: "AWS-RunShellScript",
  EndpointConfigName: "c",
  EndpointName: "e",
  Entries: [{}],
  ExecutionArn: arn("states", "execution:m:e"),
  ExecutionRoleArn: ROLE,
  ExportArn: arn("dynamodb", "table/tab/export/1"),
  Family: "t",
  FlowAliasIdentifier: "FA1",
  FlowIdentifier: "FL1",
  FlowName: "f",
  FromEmailAddress: "Shop <shop@example.com>",
  FunctionName: "f",
  GuardrailIdentifier: "g1",
  Id: "p:1a",
  Ids: ["p:1a"],
  Image: object("i.png"),
  HostedZoneId: "/hostedzone/Z1A",
  IamRoleArn: ROLE,
  InvocationArn: arn("bedrock", "async-invoke/1a"),
  ImportArn: arn("dynamodb", "table/tab/import/1"),
  InstanceId: "i-1a",
  InstanceIds: ["i-1a"],
  JobDefinition: "d",
  JobFlowId: "j-1A",
  JobFlowIds: ["j-1A"],
  JobName: "j",
  JobQueue: "q",
  JobRunId: "r1",
  Key: "key",
  KeyId: "k1",
  KnowledgeBaseId: "KB1",
  LogGroupName: "/own/group",
  LogStreamName: "s",
  MapRunArn: arn("states", "mapRun:m/l:r"),
  Media: { MediaFileUri: "s3://buc/talk.mp3" },
  ModelId: "amazon.titan-text-lite-v1",
  ModelName: "m",
  Name: "n",
  Names: ["n"],
  NodegroupName: "n",
  OutputS3BucketName: "buc",
  Path: "/a",
  PipelineName: "p",
  ProcessingJobName: "p",
  ProjectName: "p",
  Qualifier: "live",
  QueueName: "q",
  QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/q",
  RequestItems: { tab: [] },
  ResourceArn: arn("rds", "cluster:c"),
  RestApiId: "a1b2",
  RetrieveAndGenerateConfiguration: {
    KnowledgeBaseConfiguration: { KnowledgeBaseId: "KB1", ModelArn: "amazon.titan-text-lite-v1" },
  },
  Role: ROLE,
  RoleArn: ROLE,
  RoleARN: ROLE,
  RoleName: "worker",
  Rule: "r",
  S3Bucket: "buc",
  SecretArn: arn("secretsmanager", "secret:s-1a2b3c"),
  SecretId: "s",
  Service: "s",
  SnapshotId: "snap-1a",
  Source: "shop@example.com",
  SourceArn: arn("sqs", "q"),
  SourceImage: object("i.png"),
  StackName: "s",
  StageName: "live",
  StateMachineArn: arn("states", "stateMachine:m"),
  Statement: 'SELECT * FROM "tab"',
  Statements: [{ Statement: 'DELETE FROM "tab" WHERE a = 1' }],
  StreamName: "s",
  TableArn: arn("dynamodb", "table/tab"),
  TableName: "tab",
  Target: { RoleArn: ROLE },
  TargetImage: object("i.png"),
  Targets: [{ RoleArn: ROLE }],
  TaskDefinition: "t",
  TaskRoleArn: ROLE,
  Topic: "t",
  TopicArn: arn("sns", "t"),
  TrainingJobName: "t",
  TransactItems: [{ Put: { TableName: "tab" } }],
  TransactStatements: [{ Statement: 'UPDATE "tab" SET a = 1' }],
  TransformJobName: "t",
  TranscriptionJobName: "t",
  UsagePlanId: "u1",
  UserName: "u",
  UserPoolId: "eu-west-1_Ab1",
  Video: object("v.mp4"),
  VolumeId: "vol-1a",
  WorkGroup: "w",
};

/** Values that a service takes under a name that others use in another way. */
const OWN_ARGUMENTS: Record<string, object> = {
  route53: { Id: "Z1A" },
  eventbridge: { EventBusName: "b" },
  kms: { KeyId: "1234abcd-12ab-34cd-56ef-1234567890ab" },
};

/** What no argument can show. */
const EXPLICIT = [
  "athena getQueryResults s3:GetObject",
  "athena startQueryExecution glue:GetTable s3:GetObject",
  "ecs runTask iam:PassRole",
];
const UNKNOWN_PATH = /^apigateway(v2)? .* apigateway:(GET|POST|PUT|PATCH|DELETE)$/;

/** The calls of an entry; those of `admin*` are all actions that start so. */
const callsOf = (service: string, calls: string): string[] =>
  calls
    .split(" ")
    .flatMap((name) =>
      name.endsWith("*")
        ? actionsOf(iamPrefix(service)!).filter((each) => each.startsWith(name.slice(0, -1)))
        : name,
    );

describe("requiredPermissions of AWS SDK integrations", () => {
  it("are of actions and resources that AWS has, and of * only where it has none", () => {
    const problems: string[] = [];
    const explicit: string[] = [];
    for (const [service, entries] of Object.entries(SDK_RULES)) {
      const location = { name: "A", path: "A", language: "JSONata" } as const;
      const call = new Call(location, { Arguments: { ...ARGUMENTS, ...OWN_ARGUMENTS[service] } });
      for (const action of entries.flatMap(([calls]) => callsOf(service, calls))) {
        const needs = sdkNeeds(call, service, action);
        const named = needs.filter(({ target }) => target === "any" || !("unknown" in target));
        for (const need of needs) {
          if (!named.includes(need)) explicit.push([service, action, ...need.actions].join(" "));
        }
        const args = { ...ARGUMENTS, ...OWN_ARGUMENTS[service] };
        const permissions = needs
          .filter((need) => !named.includes(need))
          .map((need) => ({ Effect: "Allow" as const, Action: [...need.actions], Resource: ["own"] }));
        const definition = called(`aws-sdk:${service}:${action}`, args);
        for (const { Action, Resource } of requiredPermissions(definition, WHOLE, { permissions })) {
          for (const allowed of Action) {
            for (const resource of Resource) {
              const problem = problemOf(allowed, String(resource));
              if (problem) problems.push(`${service}:${action}: ${problem}`);
            }
          }
        }
      }
    }
    assert.deepEqual(problems, []);
    assert.deepEqual(explicit.filter((line) => !UNKNOWN_PATH.test(line)).sort(), EXPLICIT);
  });

  it("never ask for all actions of a service", () => {
    for (const [service, entries] of Object.entries(SDK_RULES)) {
      for (const action of [...entries.flatMap(([calls]) => callsOf(service, calls)), "doIt"]) {
        for (const args of [undefined, {}]) {
          assert.doesNotMatch(refusal(called(`aws-sdk:${service}:${action}`, args)), /:\*/);
        }
      }
    }
  });

  it("are of a service whose prefix in IAM is known", () => {
    for (const service of Object.keys(SDK_RULES)) assert.ok(iamPrefix(service), service);
  });
});

describe("requiredPermissions of AWS SDK integrations whose action has another name, or more than one", () => {
  const passed = (service: string) =>
    `iam:PassRole on iam::role/worker if iam:PassedToService=${service}.amazonaws.com`;
  const cases: [string, object, ...string[]][] = [
    ["s3:deleteObject", { Bucket: "buc", Key: "k" }, "s3:DeleteObject on arn:aws:s3:::buc/k"],
    [
      "s3:deleteObject",
      { Bucket: "buc", Key: "k", VersionId: "v" },
      "s3:DeleteObjectVersion on arn:aws:s3:::buc/k",
    ],
    [
      "s3:headObject",
      { Bucket: "buc", Key: "k", VersionId: "v" },
      "s3:GetObjectVersion on arn:aws:s3:::buc/k",
    ],
    [
      "s3:getObjectTagging",
      { Bucket: "buc", Key: "k", VersionId: "v" },
      "s3:GetObjectVersionTagging on arn:aws:s3:::buc/k",
    ],
    [
      "s3:deleteObjects",
      {
        Bucket: "buc",
        Delete: { Objects: [{ Key: "a" }, { Key: "b", VersionId: "1" }, { Key: "{% $k %}" }] },
      },
      "s3:DeleteObject on arn:aws:s3:::buc/a arn:aws:s3:::buc/*",
      "s3:DeleteObjectVersion on arn:aws:s3:::buc/b",
    ],
    ["s3:deleteObjects", { Bucket: "buc", Delete: "{% $d %}" }, "s3:DeleteObject on arn:aws:s3:::buc/*"],
    [
      "s3:copyObject",
      { Bucket: "buc", Key: "k", CopySource: "/from/a%20b/c%?versionId=1" },
      "s3:PutObject on arn:aws:s3:::buc/k",
      "s3:GetObjectVersion on arn:aws:s3:::from/a%20b/c%",
    ],
    [
      "s3:copyObject",
      { Bucket: "buc", Key: "k", CopySource: "from/a%20b" },
      "s3:PutObject on arn:aws:s3:::buc/k",
      "s3:GetObject on arn:aws:s3:::from/a b",
    ],
    [
      "s3:putBucketLifecycleConfiguration",
      { Bucket: "buc" },
      "s3:PutLifecycleConfiguration on arn:aws:s3:::buc",
    ],
    [
      "s3:getBucketNotificationConfiguration",
      { Bucket: "buc" },
      "s3:GetBucketNotification on arn:aws:s3:::buc",
    ],
    [
      "s3:putBucketReplication",
      { Bucket: "buc", ReplicationConfiguration: { Role: ROLE } },
      "s3:PutReplicationConfiguration on arn:aws:s3:::buc",
      passed("s3"),
    ],
    [
      "lambda:createFunction",
      { FunctionName: "f", Role: ROLE },
      "lambda:CreateFunction on lambda::function:f",
      passed("lambda"),
    ],
    [
      "sfn:createStateMachine",
      { Name: "m", RoleArn: ROLE },
      "states:CreateStateMachine on states::stateMachine:m",
      passed("states"),
    ],
    [
      "sfn:updateStateMachine",
      { StateMachineArn: arn("states", "stateMachine:m"), RoleArn: ROLE },
      "states:UpdateStateMachine on states::stateMachine:m",
      passed("states"),
    ],
    [
      "sfn:updateStateMachine",
      { StateMachineArn: arn("states", "stateMachine:m") },
      "states:UpdateStateMachine on states::stateMachine:m",
    ],
    ["sfn:sendTaskSuccess", { TaskToken: "{% $t %}" }, "states:SendTaskSuccess on *"],
    [
      "scheduler:createSchedule",
      { Name: "{% $n %}", GroupName: "g", Target: { RoleArn: ROLE } },
      "scheduler:CreateSchedule on scheduler::schedule/g/*",
      passed("scheduler"),
    ],
    ["scheduler:deleteSchedule", { Name: "s" }, "scheduler:DeleteSchedule on scheduler::schedule/default/s"],
    ["eventbridge:putRule", { Name: "r", EventBusName: "b" }, "events:PutRule on events::rule/b/r"],
    ["eventbridge:enableRule", { Name: "r" }, "events:EnableRule on events::rule/r"],
    [
      "bedrockruntime:converse",
      { ModelId: "global.anthropic.claude-sonnet-4-20250514-v1:0" },
      "bedrock:InvokeModel on bedrock::inference-profile/global.anthropic.claude-sonnet-4-20250514-v1:0 arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
    ],
    [
      "bedrockagentruntime:invokeAgent",
      { AgentId: "A1", AgentAliasId: "B2" },
      "bedrock:InvokeAgent on bedrock::agent-alias/A1/B2",
    ],
    [
      "bedrockagentruntime:retrieveAndGenerate",
      {
        RetrieveAndGenerateConfiguration: {
          KnowledgeBaseConfiguration: { KnowledgeBaseId: "KB1", ModelArn: "eu.amazon.nova-lite-v1:0" },
        },
      },
      "bedrock:RetrieveAndGenerate on *",
      "bedrock:Retrieve on bedrock::knowledge-base/KB1",
      "bedrock:InvokeModel on bedrock::inference-profile/eu.amazon.nova-lite-v1:0 arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0",
    ],
    [
      "autoscaling:setDesiredCapacity",
      { AutoScalingGroupName: "g" },
      "autoscaling:SetDesiredCapacity on autoscaling::autoScalingGroup:*:autoScalingGroupName/g",
    ],
    [
      "route53:changeResourceRecordSets",
      { HostedZoneId: "/hostedzone/Z1A" },
      "route53:ChangeResourceRecordSets on arn:aws:route53:::hostedzone/Z1A",
    ],
    [
      "apigateway:getStage",
      { RestApiId: "a1b2", StageName: "{% $s %}" },
      "apigateway:GET on arn:aws:apigateway:eu-west-1::/restapis/a1b2/stages/*",
    ],
    ["apigateway:createApiKey", {}, "apigateway:POST on arn:aws:apigateway:eu-west-1::/apikeys"],
    [
      "apigatewaymanagementapi:postToConnection",
      { ApiEndpoint: "https://a1b2.execute-api.eu-west-1.amazonaws.com/live", ConnectionId: "{% $c %}" },
      "execute-api:ManageConnections on execute-api::a1b2/live/POST/@connections/*",
    ],
    [
      "dynamodb:executeStatement",
      { Statement: `select a, "b" from "tab"."byDay" where a = ?` },
      "dynamodb:PartiQLSelect on dynamodb::table/tab/index/byDay",
    ],
    [
      "dynamodb:executeTransaction",
      {
        TransactStatements: [
          { Statement: `INSERT INTO tab VALUE {'a': 1}` },
          { Statement: `UPDATE "other" SET a = 1 WHERE b = 2` },
        ],
      },
      "dynamodb:PartiQLInsert on dynamodb::table/tab",
      "dynamodb:PartiQLUpdate on dynamodb::table/other",
    ],
    [
      "textract:startDocumentTextDetection",
      {
        DocumentLocation: { S3Object: { Bucket: "buc", Name: "{% $n %}" } },
        NotificationChannel: { RoleArn: ROLE },
      },
      "textract:StartDocumentTextDetection on *",
      "s3:GetObject on arn:aws:s3:::buc/*",
      passed("textract"),
    ],
    [
      "transcribe:startTranscriptionJob",
      { Media: { MediaFileUri: "s3://buc/talk.mp3" }, OutputBucketName: "out" },
      "transcribe:StartTranscriptionJob on *",
      "s3:GetObject on arn:aws:s3:::buc/talk.mp3",
      "s3:PutObject on arn:aws:s3:::out/*",
    ],
    [
      "redshiftdata:executeStatement",
      { WorkgroupName: arn("redshift-serverless", "workgroup/1a-2b"), Sql: "" },
      "redshift-data:ExecuteStatement on redshift-serverless::workgroup/1a-2b",
    ],
    ["ssm:getParameters", { Names: ["/a", "b"] }, "ssm:GetParameters on ssm::parameter/a ssm::parameter/b"],
    [
      "sesv2:sendEmail",
      { FromEmailAddress: "Shop <shop@example.com>" },
      "ses:SendEmail on ses::identity/shop@example.com ses::identity/example.com",
    ],
    [
      "ec2:startInstances",
      { InstanceIds: ["i-1a", "i-2b"] },
      "ec2:StartInstances on ec2::instance/i-1a ec2::instance/i-2b",
    ],
    [
      "cloudwatchlogs:putLogEvents",
      { LogGroupName: "/own/group", LogStreamName: "{% $s %}" },
      "logs:PutLogEvents on logs::log-group:/own/group:log-stream:*",
    ],
    ["sts:getCallerIdentity", {}],
  ];
  for (const [call, args, ...expected] of cases) {
    it(`${call} ${JSON.stringify(args)}`, () => assert.deepEqual(derived(`aws-sdk:${call}`, args), expected));
  }
});

describe("requiredPermissions of AWS SDK integrations that arguments do not show", () => {
  const cases: [string, object, string][] = [
    [
      "dynamodb:executeStatement",
      { Statement: "{% $s %}" },
      "Statement is only known at run time; give `permissions` with those it needs of dynamodb:PartiQLSelect, dynamodb:PartiQLInsert, dynamodb:PartiQLUpdate, dynamodb:PartiQLDelete explicitly",
    ],
    [
      "apigateway:putMethod",
      { RestApiId: "a1b2" },
      "the path of the request that API Gateway checks is not known here; give `permissions` with apigateway:PUT explicitly",
    ],
    [
      "apigatewaymanagementapi:postToConnection",
      { ConnectionId: "{% $c %}" },
      "ApiEndpoint is missing; give `permissions` with execute-api:ManageConnections explicitly",
    ],
    [
      "s3:copyObject",
      { Bucket: "buc", Key: "k", CopySource: "{% $s %}" },
      "CopySource is only known at run time; give `permissions` with s3:GetObject explicitly",
    ],
    [
      "lambda:createFunction",
      { FunctionName: "f", Role: "{% $r %}" },
      "Role is only known at run time ({% $r %}); give `permissions` with iam:PassRole explicitly",
    ],
    [
      "secretsmanager:getSecretValue",
      { SecretId: "*" },
      'SecretId is "*", not a secret\'s name or ARN; give `permissions` with secretsmanager:GetSecretValue explicitly',
    ],
    [
      "eventbridge:putEvents",
      { Entries: [{ EventBusName: "arn:aws:events:*:*:event-bus/*" }] },
      'Entries.0.EventBusName is "arn:aws:events:*:*:event-bus/*", not an event bus\'s name or ARN; give `permissions` with events:PutEvents explicitly',
    ],
    [
      "cloudformation:createStack",
      { StackName: "s" },
      "without RoleARN it needs the permissions for all that its template has; give `permissions` with iam:PassRole explicitly",
    ],
  ];
  for (const [call, args, problem] of cases) {
    it(`${call} ${JSON.stringify(args)}`, () => {
      const lines = refusal(called(`aws-sdk:${call}`, args)).split("\n");
      assert.equal(lines.at(-1)?.trim(), `- state "A": ${problem}`);
    });
  }

  it("are not asked for where explicit permissions allow one of them", () => {
    const permissions = [
      {
        Effect: "Allow" as const,
        Action: ["dynamodb:PartiQLSelect"],
        Resource: [arn("dynamodb", "table/tab")],
      },
    ];
    const definition = called("aws-sdk:dynamodb:executeStatement", { Statement: "{% $s %}" });
    assert.deepEqual(requiredPermissions(definition, WHOLE, { permissions }), []);
  });
});
