import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { OrderPipeline, type OrderPipelineArgs } from "../../components";
import { ORDER_SCHEMA } from "../../components/orders/schema";
import { ACCOUNT, only, REGION, type Registration, register, resolved } from "./registrations";

const create = (args: OrderPipelineArgs = {}) => register(() => new OrderPipeline("o", args));

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const BUCKET = "arn:aws:s3:::o-invoices";
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/o-orders`;

const statementsOf = (registrations: Registration[], name: string): Record<string, unknown>[] =>
  JSON.parse(only(registrations, "aws:iam/rolePolicy:RolePolicy", name).inputs.policy as string).Statement;

/** What a function may do beyond logs and traces: action → resources. */
const ownPermissions = (registrations: Registration[], handler: string) =>
  Object.fromEntries(
    statementsOf(registrations, `o-${handler}-policy`)
      .filter(({ Sid }) => !/^(WriteLogs|WriteTraces|DecryptEnvironment)$/.test(String(Sid)))
      .map(({ Action, Resource }) => [String(Action), Resource]),
  );

const methods = (registrations: Registration[]) =>
  registrations.filter(({ type }) => type === "aws:apigateway/method:Method");

interface TriedState {
  TimeoutSeconds?: number;
  Retry?: { IntervalSeconds: number; MaxAttempts: number; BackoffRate: number; MaxDelaySeconds?: number }[];
}

/** Seconds that a state takes if every attempt runs out of time and every retrier is used up. */
function longestTime({ TimeoutSeconds = 0, Retry = [] }: TriedState): number {
  const waits = Retry.flatMap(({ IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds = Infinity }) =>
    Array.from({ length: MaxAttempts }, (_, attempt) =>
      Math.min(IntervalSeconds * BackoffRate ** attempt, MaxDelaySeconds),
    ),
  );
  return TimeoutSeconds + waits.reduce((sum, wait) => sum + wait + TimeoutSeconds, 0);
}

describe("components: OrderPipeline", () => {
  it("stores one active order of an account at a vendor", async () => {
    const { registrations } = await create();
    assert.deepEqual(only(registrations, "aws:dynamodb/table:Table").inputs, {
      billingMode: "PAY_PER_REQUEST",
      hashKey: "accountid",
      rangeKey: "vendorid",
      attributes: [
        { name: "accountid", type: "S" },
        { name: "vendorid", type: "S" },
      ],
      ttl: { attributeName: "expires", enabled: true },
      pointInTimeRecovery: { enabled: false },
      deletionProtectionEnabled: false,
    });
  });

  it("keeps invoices private, encrypted, versioned and by TLS only", async () => {
    const { registrations } = await create();
    assert.deepEqual(only(registrations, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs, {
      bucket: "o-invoices",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const policy = only(registrations, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy as string;
    assert.deepEqual(JSON.parse(policy).Statement, [
      {
        Sid: "DenyPlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*"],
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    const encryption = only(
      registrations,
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    );
    assert.deepEqual(encryption.inputs.rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    const versioning = only(registrations, "aws:s3/bucketVersioning:BucketVersioning").inputs;
    assert.deepEqual(versioning.versioningConfiguration, { status: "Enabled" });
    only(registrations, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration");
    assert.equal(only(registrations, "aws:sns/topic:Topic").inputs.kmsMasterKeyId, "alias/aws/sns");
  });

  it("stores, invoices and announces, and takes back what cannot be completed", async () => {
    const { registrations } = await create();
    const { States } = JSON.parse(
      only(registrations, "aws:sfn/stateMachine:StateMachine").inputs.definition as string,
    );
    assert.deepEqual(
      Object.entries<{ Next?: string; Catch?: { Next: string }[] }>(States).map(([name, state]) => [
        name,
        state.Next,
        ...(state.Catch ?? []).map(({ Next }) => Next),
      ]),
      [
        ["Store Order", "Write Invoice", "Order Refused", "Cancel Order"],
        ["Write Invoice", "Announce Order", "Cancel Order", "Cancel Order"],
        ["Announce Order", "Accept Order", "Cancel Order"],
        ["Accept Order", "Order Accepted", "Cancel Order", "Cancel Order"],
        ["Order Accepted", undefined],
        ["Order Refused", undefined],
        ["Cancel Order", "Was It Accepted ?", "Order Failed"],
        ["Was It Accepted ?", undefined],
        ["Order Failed", undefined],
      ],
    );
  });

  it("lets no execution run out of time while a state may still be tried again", async () => {
    const { registrations } = await create();
    const { States, TimeoutSeconds } = JSON.parse(
      only(registrations, "aws:sfn/stateMachine:StateMachine").inputs.definition as string,
    );
    const longest = Object.values<TriedState>(States).reduce((sum, state) => sum + longestTime(state), 0);
    assert.ok(longest > 900 && longest < TimeoutSeconds, `${longest} of ${TimeoutSeconds} seconds`);
  });

  it("lets each function do its own work and nothing else", async () => {
    const { registrations } = await create();
    const expected: Record<string, Record<string, string[]>> = {
      "put-item": { "dynamodb:PutItem,dynamodb:ConditionCheckItem": [TABLE] },
      "put-object": {
        "dynamodb:GetItem": [TABLE],
        "s3:PutObject": [`${BUCKET}/*`],
        "s3:DeleteObject": [`${BUCKET}/*`],
      },
      "cancel-order": {
        "dynamodb:PutItem,dynamodb:ConditionCheckItem,dynamodb:DeleteItem": [TABLE],
        "s3:DeleteObject": [`${BUCKET}/*`],
      },
      "get-item": { "dynamodb:GetItem": [TABLE] },
      "get-object": { "s3:GetObject": [`${BUCKET}/*`], "s3:ListBucket": [BUCKET] },
      "delete-item": { "dynamodb:DeleteItem,dynamodb:PutItem,dynamodb:GetItem": [TABLE] },
    };
    for (const [handler, permissions] of Object.entries(expected)) {
      assert.deepEqual(ownPermissions(registrations, handler), permissions, handler);
    }
  });

  it("starts the machine from API Gateway, which alone says which one", async () => {
    const { registrations } = await create();
    const integration = only(
      registrations,
      "aws:apigateway/integration:Integration",
      "o-order-POST-integration",
    ).inputs;
    assert.equal(integration.type, "AWS");
    assert.equal(integration.uri, `arn:aws:apigateway:${REGION}:states:action/StartExecution`);
    assert.equal(integration.passthroughBehavior, "NEVER");
    const template = (integration.requestTemplates as Record<string, string>)["application/json"]!;
    assert.match(
      template,
      new RegExp(`"stateMachineArn": "arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:o-machine"`),
    );
    assert.match(template, /replaceAll\("\\\\'", "'"\)/);
    assert.deepEqual(
      statementsOf(registrations, "o-api-policy").map(({ Action, Resource }) => [Action, Resource]),
      [[["states:StartExecution"], [`arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:o-machine`]]],
    );
    const responses = registrations.filter(({ type }) => /integrationResponse/.test(type));
    assert.deepEqual(responses.map(({ inputs }) => [inputs.statusCode, inputs.selectionPattern]).sort(), [
      ["200", undefined],
      ["204", undefined],
      ["204", undefined],
      ["400", "4\\d{2}"],
      ["500", "5\\d{2}"],
    ]);
  });

  it("validates bodies and parameters, and asks for IAM where nothing else is said", async () => {
    const { registrations, result } = await create();
    const validator = only(registrations, "aws:apigateway/requestValidator:RequestValidator").inputs;
    assert.deepEqual([validator.validateRequestBody, validator.validateRequestParameters], [true, true]);
    assert.deepEqual(
      methods(registrations)
        .map(({ inputs }) => [inputs.httpMethod, inputs.authorization, inputs.apiKeyRequired])
        .sort(),
      [
        ["DELETE", "AWS_IAM", false],
        ["GET", "AWS_IAM", false],
        ["GET", "AWS_IAM", false],
        ["OPTIONS", "NONE", false],
        ["OPTIONS", "NONE", false],
        ["POST", "AWS_IAM", false],
      ],
    );
    assert.equal(
      registrations.some(({ type }) => /apiKey|usagePlan/.test(type)),
      false,
    );
    assert.equal(result.apiKey, undefined);
  });

  it("requires an API key, which is a secret, with API_KEY", async () => {
    const { registrations, result } = await create({
      authorization: "API_KEY",
      throttling: { rateLimit: 5, burstLimit: 9 },
    });
    for (const { inputs } of methods(registrations)) {
      assert.equal(inputs.authorization, "NONE");
      assert.equal(inputs.apiKeyRequired, inputs.httpMethod !== "OPTIONS");
    }
    assert.deepEqual(only(registrations, "aws:apigateway/usagePlan:UsagePlan").inputs.throttleSettings, {
      rateLimit: 5,
      burstLimit: 9,
    });
    assert.equal(await pulumi.isSecret(result.apiKey!), true);
    assert.equal(
      await resolved(result.apiKey!),
      only(registrations, "aws:apigateway/apiKey:ApiKey").outputs.value,
    );
  });

  it("throttles, traces and logs its calls", async () => {
    const { registrations } = await create();
    const stage = only(registrations, "aws:apigateway/stage:Stage").inputs;
    assert.equal(stage.xrayTracingEnabled, true);
    const { format } = stage.accessLogSettings as { format: string };
    assert.equal(JSON.parse(format).status, "$context.status");
    const { settings } = only(registrations, "aws:apigateway/methodSettings:MethodSettings").inputs;
    assert.deepEqual(settings, { throttlingRateLimit: 50, throttlingBurstLimit: 100, metricsEnabled: true });
    only(registrations, "aws:apigateway/account:Account");
    const { registrations: without } = await create({ accountLogging: false });
    assert.equal(
      without.some(({ type }) => /apigateway\/account/.test(type)),
      false,
    );
  });

  it("lets web pages read what it refuses", async () => {
    const { registrations } = await create();
    const responses = registrations.filter(({ type }) => type === "aws:apigateway/response:Response");
    assert.deepEqual(
      responses.map(({ inputs }) => [
        inputs.responseType,
        inputs.responseParameters,
        inputs.responseTemplates,
      ]),
      ["DEFAULT_4XX", "DEFAULT_5XX"].map((responseType) => [
        responseType,
        { "gatewayresponse.header.Access-Control-Allow-Origin": "'*'" },
        { "application/json": '{"message":$context.error.messageString}' },
      ]),
    );
  });

  it("creates a new deployment if and only if the API changes", async () => {
    const trigger = async (args: OrderPipelineArgs) =>
      only((await create(args)).registrations, "aws:apigateway/deployment:Deployment").inputs.triggers;
    const plain = await trigger({});
    assert.deepEqual(
      await trigger({ notificationEmail: "a@example.com", operations: { logLevel: "ALL" } }),
      plain,
    );
    assert.notDeepEqual(await trigger({ authorization: "API_KEY" }), plain);
    assert.notDeepEqual(
      await trigger({ operations: { liveAlias: true } }),
      plain,
      "another machine is called",
    );
  });

  it("is guarded where the stack's operations say so", async () => {
    const { registrations } = await create({
      operations: { liveAlias: true, protect: true, kmsKeyArn: KEY, alarmTopicArn: "arn:aws:sns:::t" },
    });
    const table = only(registrations, "aws:dynamodb/table:Table").inputs;
    assert.deepEqual(table.pointInTimeRecovery, { enabled: true });
    assert.equal(table.deletionProtectionEnabled, true);
    assert.deepEqual(table.serverSideEncryption, { enabled: true, kmsKeyArn: KEY });
    assert.equal(only(registrations, "aws:s3/bucket:Bucket").inputs.forceDestroy, false);
    assert.equal(only(registrations, "aws:sns/topic:Topic").inputs.kmsMasterKeyId, KEY);
    assert.deepEqual(ownPermissions(registrations, "put-object")["kms:GenerateDataKey"], [KEY]);
    const [useKey] = statementsOf(registrations, "o-get-object-policy").filter(({ Sid }) => Sid === "UseKey");
    assert.deepEqual(useKey!.Condition, { StringEquals: { "kms:ViaService": `s3.${REGION}.amazonaws.com` } });
    assert.deepEqual(ownPermissions(registrations, "get-object")["kms:Decrypt"], [KEY]);
    for (const { inputs } of registrations.filter(
      ({ type }) => type === "aws:lambda/permission:Permission",
    )) {
      assert.equal(inputs.qualifier, "live");
    }
    const template = only(registrations, "aws:apigateway/integration:Integration", "o-order-POST-integration")
      .inputs.requestTemplates as Record<string, string>;
    assert.match(template["application/json"]!, /stateMachine:o-machine:live"/);
  });

  it("knows each size by its price", () => {
    const { oneOf } = ORDER_SCHEMA.properties.order.properties.details;
    assert.deepEqual(
      oneOf.map(({ properties: { coffeesize, unitprice } }) => [coffeesize.enum[0], unitprice.enum[0]]),
      [
        ["Small", 3.5],
        ["Medium", 4],
        ["Large", 4.5],
        ["x-Large", 5],
      ],
    );
  });
});
