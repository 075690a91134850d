import assert from "node:assert/strict";
import { AssetArchive, StringAsset } from "@pulumi/pulumi/asset";
import { resource, TestDeployment } from "./deploymentSupport";

const ACCOUNT = "us-east-1:123456789012";
const QUEUE = `arn:aws:sqs:${ACCOUNT}:foreign`;
const FUNCTION = `arn:aws:lambda:${ACCOUNT}:function:foreign`;
const MACHINE = `arn:aws:states:${ACCOUNT}:stateMachine:foreign`;
const ROLE = "arn:aws:iam::123456789012:role/foreign";
const TOPIC = `arn:aws:sns:${ACCOUNT}:foreign`;
const SECRET = `arn:aws:secretsmanager:${ACCOUNT}:secret:foreign-AbCdEf`;
const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012/foreign";
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});
const PASS = '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}';

const BUS = { eventBusName: "default", targetId: "t" };
const STATEMENT = { statementId: "s", principal: "*", action: "a" };

type Values = Record<string, unknown>;
type Row = [type: string, inputs: Values, missing: string];

const schedule = {
  name: "s",
  arn: `arn:aws:scheduler:${ACCOUNT}:schedule/default/s`,
  groupName: "default",
  scheduleExpression: "rate(1 hour)",
  target: { arn: QUEUE, roleArn: ROLE },
};
const code = new AssetArchive({ "index.js": new StringAsset("exports.handler = async () => 1;") });

/** Resources of something that the program only names, and how a note calls that. */
const ROWS: Row[] = [
  ["cloudwatch/eventTarget:EventTarget", { rule: "foreign", arn: QUEUE, ...BUS }, "rule default/foreign"],
  [
    "cloudwatch/eventRule:EventRule",
    { name: "r", scheduleExpression: "rate(1 hour)", eventBusName: "foreign" },
    "event bus foreign",
  ],
  [
    "cloudwatch/eventBusPolicy:EventBusPolicy",
    { eventBusName: "foreign", policy: POLICY },
    "event bus foreign",
  ],
  [
    "cloudwatch/eventPermission:EventPermission",
    { eventBusName: "foreign", ...STATEMENT },
    "event bus foreign",
  ],
  ["sns/topicPolicy:TopicPolicy", { arn: TOPIC, policy: POLICY }, `topic ${TOPIC}`],
  [
    "sns/topicSubscription:TopicSubscription",
    { topic: TOPIC, protocol: "sqs", endpoint: QUEUE },
    `topic ${TOPIC}`,
  ],
  ["sqs/queuePolicy:QueuePolicy", { queueUrl: QUEUE_URL, policy: POLICY }, `queue ${QUEUE_URL}`],
  [
    "lambda/permission:Permission",
    { function: FUNCTION, qualifier: "live", ...STATEMENT },
    `function ${FUNCTION}`,
  ],
  [
    "lambda/alias:Alias",
    { functionName: "foreign:1", functionVersion: "1", name: "live" },
    "function foreign",
  ],
  [
    "lambda/eventSourceMapping:EventSourceMapping",
    { functionName: `${FUNCTION}:live`, eventSourceArn: QUEUE },
    `function ${FUNCTION} and queue ${QUEUE}`,
  ],
  [
    "lambda/function:Function",
    { name: "f", role: ROLE, runtime: "nodejs22.x", handler: "index.handler", code },
    `role ${ROLE}`,
  ],
  ["iam/rolePolicy:RolePolicy", { role: "foreign", name: "p", policy: POLICY }, "role foreign"],
  ["iam/rolePolicyAttachment:RolePolicyAttachment", { role: "foreign", policyArn: "p" }, "role foreign"],
  ["iam/rolePoliciesExclusive:RolePoliciesExclusive", { roleName: "foreign" }, "role foreign"],
  [
    "iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    { roleName: "foreign" },
    "role foreign",
  ],
  ["dynamodb/tableItem:TableItem", { tableName: "foreign", hashKey: "id", item: "{}" }, "table foreign"],
  ["s3/bucketObject:BucketObject", { bucket: "foreign", key: "k", content: "x" }, "bucket foreign"],
  ["s3/bucketPolicy:BucketPolicy", { bucket: "foreign", policy: POLICY }, "bucket foreign"],
  [
    "s3/bucketVersioningV2:BucketVersioningV2",
    { bucket: "foreign", versioningConfiguration: { status: "Enabled" } },
    "bucket foreign",
  ],
  [
    "secretsmanager/secretVersion:SecretVersion",
    { secretId: "foreign", secretString: "s" },
    "secret foreign",
  ],
  ["secretsmanager/secretPolicy:SecretPolicy", { secretArn: SECRET, policy: POLICY }, `secret ${SECRET}`],
  ["sfn/stateMachine:StateMachine", { name: "m", roleArn: ROLE, definition: PASS }, `role ${ROLE}`],
  [
    "sfn/alias:Alias",
    { name: "live", routingConfigurations: [{ stateMachineVersionArn: `${MACHINE}:1`, weight: 100 }] },
    `state machine ${MACHINE}`,
  ],
  ["scheduler/schedule:Schedule", schedule, `role ${ROLE}`],
  ["apigateway/stage:Stage", { restApi: "foreign", stageName: "s", deployment: "d" }, "REST API foreign"],
  ["apigateway/restApiPolicy:RestApiPolicy", { restApiId: "foreign", policy: POLICY }, "REST API foreign"],
  [
    "apigateway/usagePlanKey:UsagePlanKey",
    { usagePlanId: "foreignPlan", keyId: "foreignKey", keyType: "API_KEY" },
    "usage plan foreignPlan and API key foreignKey",
  ],
  ["appsync/apiKey:ApiKey", { apiId: "foreign", key: "k" }, "GraphQL API foreign"],
  ["appsync/dataSource:DataSource", { apiId: "foreign", name: "n", type: "NONE" }, "GraphQL API foreign"],
  ["appsync/resolver:Resolver", { apiId: "foreign", type: "Query", field: "f" }, "GraphQL API foreign"],
];

const part = (type: string, inputs: Values, outputs: Values = {}) =>
  resource(`aws:${type}`, "part", inputs, outputs);

const rule = (eventBusName = "default") =>
  resource(
    "aws:cloudwatch/eventRule:EventRule",
    "rule",
    { name: "r", scheduleExpression: "rate(1 hour)" },
    { eventBusName },
  );
const target = (eventBusName = "default") =>
  resource(
    "aws:cloudwatch/eventTarget:EventTarget",
    "target",
    { rule: "r", arn: QUEUE },
    { targetId: "t", eventBusName },
  );

describe("a resource of something that the program does not create", () => {
  let running: TestDeployment;
  before(async () => {
    running = await TestDeployment.start();
  });
  after(() => running.close());
  afterEach(() => running.apply());

  for (const [type, inputs, missing] of ROWS) {
    it(`is named and left out: ${type}`, async () => {
      const { created, notes, unsupported } = await running.apply(rule(), part(type, inputs));
      assert.deepEqual(created, [rule().urn]);
      const verb = missing.includes(" and ") ? "are" : "is";
      const reason = `it needs ${missing}, which ${verb} not on this machine`;
      assert.deepEqual(notes, [`aws:${type} 'part' is left out: ${reason}`]);
      assert.deepEqual(unsupported, []);
    });
  }

  it("is deployed and named if it is a queue whose dead-letter queue is foreign", async () => {
    const queue = (name: string, arn: string, deadLetterTargetArn?: string) =>
      resource(
        "aws:sqs/queue:Queue",
        name,
        deadLetterTargetArn
          ? { redrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 }) }
          : {},
        { name, arn, url: `http://127.0.0.1/123456789012/${name}` },
      );
    const own = `arn:aws:sqs:${ACCOUNT}:own`;
    const jobs = queue("jobs", `arn:aws:sqs:${ACCOUNT}:jobs`, QUEUE);
    const { created, notes } = await running.apply(jobs);
    assert.deepEqual(created, [jobs.urn]);
    assert.deepEqual(notes, [
      `aws:sqs/queue:Queue 'jobs': its dead-letter queue ${QUEUE} is not on this machine, so that messages stay in the queue`,
    ]);
    const both = await running.apply(queue("jobs", `arn:aws:sqs:${ACCOUNT}:jobs`, own), queue("own", own));
    assert.deepEqual(both.notes, []);
  });

  it("is created once the program creates what it needs, and deleted when that goes", async () => {
    const [own, its] = [rule(), target()];
    assert.deepEqual((await running.apply(its)).created, []);
    const both = await running.apply(own, its);
    assert.deepEqual([both.created, both.notes], [[own.urn, its.urn], []]);
    const { Targets } = await running.call("events", "ListTargetsByRule", {
      Rule: "r",
      EventBusName: "default",
    });
    assert.deepEqual(Targets, [{ Id: "t", Arn: QUEUE }]);
    const without = await running.apply(its);
    assert.deepEqual(without.deleted.sort(), [own.urn, its.urn].sort());
    assert.equal(without.notes.length, 1);
  });

  it("takes what needs it along", async () => {
    const [foreign, its] = [rule("foreign"), target("foreign")];
    const { created, notes } = await running.apply(foreign, its);
    assert.deepEqual(created, []);
    assert.deepEqual(notes, [
      `${foreign.type} 'rule' is left out: it needs event bus foreign, which is not on this machine`,
      `${its.type} 'target' is left out: it needs rule foreign/r, which is not on this machine`,
    ]);
  });

  it("is created if the local cloud has what it needs", async () => {
    await running.call("sns", "CreateTopic", { Name: "foreign" });
    const policy = part("sns/topicPolicy:TopicPolicy", { arn: TOPIC, policy: POLICY });
    const { created, notes } = await running.apply(policy);
    assert.deepEqual([created, notes], [[policy.urn], []]);
    await running.apply();
    await running.call("sns", "DeleteTopic", { TopicArn: TOPIC });
  });

  it("is attached to the roles that there are", async () => {
    const trust = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "sts:AssumeRole",
    };
    const role = resource("aws:iam/role:Role", "own", {
      name: "own",
      assumeRolePolicy: { Version: "2012-10-17", Statement: [trust] },
    });
    const policyArn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
    const attachment = part("iam/policyAttachment:PolicyAttachment", {
      name: "a",
      roles: ["own", "foreign"],
      policyArn,
    });
    const { notes } = await running.apply(role, attachment);
    assert.deepEqual(notes, [`${attachment.type} 'part': these roles are not on this machine: foreign`]);
    const { registry } = running.services.cloud.iam;
    assert.deepEqual(registry.listRolePolicies("own").managed, [policyArn]);
  });

  it("still fails for a property of another type", async () => {
    const wrong = part("s3/bucketPolicy:BucketPolicy", { bucket: "foreign", policy: "{" });
    await assert.rejects(running.apply(wrong), {
      message: "aws:s3/bucketPolicy:BucketPolicy 'part' could not be created: policy is '{'; allowed: JSON",
    });
  });
});

describe("an event source that is no queue", () => {
  it("is named, and not polled", async () => {
    const running = await TestDeployment.start();
    try {
      const trust = {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      };
      const role = resource(
        "aws:iam/role:Role",
        "role",
        { name: "own", assumeRolePolicy: { Version: "2012-10-17", Statement: [trust] } },
        { arn: "arn:aws:iam::123456789012:role/own" },
      );
      const fn = {
        ...part("lambda/function:Function", {
          name: "f",
          role: role.outputs.arn,
          runtime: "nodejs22.x",
          handler: "index.handler",
          code,
        }),
        dependencies: [role.urn],
      };
      const type = "aws:lambda/eventSourceMapping:EventSourceMapping";
      const mapping = (name: string, inputs: Values) => ({
        ...resource(type, name, { functionName: "f", ...inputs }),
        dependencies: [fn.urn],
      });
      const { unsupported } = await running.apply(
        role,
        fn,
        mapping("stream", { eventSourceArn: `arn:aws:kinesis:${ACCOUNT}:stream/s` }),
        mapping("kafka", { selfManagedEventSource: { endpoints: {} } }),
      );
      assert.deepEqual(unsupported, [`${type} (kinesis)`, `${type} (self-managed Kafka)`]);
      assert.deepEqual((await running.apply()).deleted.length, 4);
    } finally {
      await running.close();
    }
  });
});
