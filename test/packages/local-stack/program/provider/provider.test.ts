import { deepEqual, equal, match, notEqual, throws } from "node:assert/strict";
import {
  Provider,
  type ProviderOptions,
} from "../../../../../packages/local-stack/program/provider/provider";
import { lookups, registered } from "./resource";

const ACCOUNT = "123456789012";
const HERE = `us-east-1:${ACCOUNT}`;

describe("Provider", () => {
  const createProvider = (options: Partial<ProviderOptions> = {}) =>
    new Provider({ accountId: ACCOUNT, region: "us-east-1", config: {}, lookups: lookups(), ...options });
  const create = (
    type: string,
    inputs: Record<string, unknown> = {},
    options: Partial<ProviderOptions> = {},
  ) => createProvider(options).create(registered(type, "thing", inputs), {});

  describe("gives ids and ARNs as AWS does", () => {
    const table: [string, Record<string, unknown>, { id: string; arn?: string }][] = [
      [
        "aws:iam/role:Role",
        { name: "r", path: "/team/" },
        { id: "r", arn: `arn:aws:iam::${ACCOUNT}:role/team/r` },
      ],
      [
        "aws:iam/policy:Policy",
        { name: "p" },
        { id: `arn:aws:iam::${ACCOUNT}:policy/p`, arn: `arn:aws:iam::${ACCOUNT}:policy/p` },
      ],
      ["aws:iam/rolePolicy:RolePolicy", { name: "p", role: "r" }, { id: "r:p" }],
      ["aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", { roleName: "r" }, { id: "r" }],
      [
        "aws:sfn/stateMachine:StateMachine",
        { name: "m" },
        { id: `arn:aws:states:${HERE}:stateMachine:m`, arn: `arn:aws:states:${HERE}:stateMachine:m` },
      ],
      [
        "aws:sfn/activity:Activity",
        { name: "a" },
        { id: `arn:aws:states:${HERE}:activity:a`, arn: `arn:aws:states:${HERE}:activity:a` },
      ],
      ["aws:lambda/function:Function", { name: "f" }, { id: "f", arn: `arn:aws:lambda:${HERE}:function:f` }],
      [
        "aws:lambda/alias:Alias",
        { name: "live", functionName: "f" },
        { id: `arn:aws:lambda:${HERE}:function:f:live`, arn: `arn:aws:lambda:${HERE}:function:f:live` },
      ],
      ["aws:lambda/permission:Permission", { statementId: "s" }, { id: "s" }],
      [
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        { functionName: "f", qualifier: "live" },
        { id: "f:live" },
      ],
      [
        "aws:sqs/queue:Queue",
        { name: "q" },
        { id: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/q`, arn: `arn:aws:sqs:${HERE}:q` },
      ],
      ["aws:sqs/queuePolicy:QueuePolicy", { queueUrl: "https://q" }, { id: "https://q" }],
      ["aws:sns/topic:Topic", { name: "t" }, { id: `arn:aws:sns:${HERE}:t`, arn: `arn:aws:sns:${HERE}:t` }],
      [
        "aws:dynamodb/table:Table",
        { name: "table" },
        { id: "table", arn: `arn:aws:dynamodb:${HERE}:table/table` },
      ],
      ["aws:s3/bucket:Bucket", { bucket: "my-bucket" }, { id: "my-bucket", arn: "arn:aws:s3:::my-bucket" }],
      ["aws:s3/bucketVersioning:BucketVersioning", { bucket: "my-bucket" }, { id: "my-bucket" }],
      [
        "aws:s3/bucketObject:BucketObject",
        { bucket: "my-bucket", key: "a/b" },
        { id: "a/b", arn: "arn:aws:s3:::my-bucket/a/b" },
      ],
      [
        "aws:cloudwatch/logGroup:LogGroup",
        { name: "/aws/x" },
        { id: "/aws/x", arn: `arn:aws:logs:${HERE}:log-group:/aws/x` },
      ],
      [
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        { name: "a b" },
        { id: "a b", arn: `arn:aws:cloudwatch:${HERE}:alarm:a b` },
      ],
      [
        "aws:cloudwatch/eventRule:EventRule",
        { name: "r" },
        { id: "r", arn: `arn:aws:events:${HERE}:rule/r` },
      ],
      [
        "aws:kms/alias:Alias",
        { name: "alias/k", targetKeyId: "1" },
        { id: "alias/k", arn: `arn:aws:kms:${HERE}:alias/k` },
      ],
      [
        "aws:scheduler/schedule:Schedule",
        { name: "s" },
        { id: "default/s", arn: `arn:aws:scheduler:${HERE}:schedule/default/s` },
      ],
      [
        "aws:cloudtrail/trail:Trail",
        { name: "trail" },
        { id: `arn:aws:cloudtrail:${HERE}:trail/trail`, arn: `arn:aws:cloudtrail:${HERE}:trail/trail` },
      ],
      [
        "aws:ssm/parameter:Parameter",
        { name: "/a/b" },
        { id: "/a/b", arn: `arn:aws:ssm:${HERE}:parameter/a/b` },
      ],
      [
        "aws:appsync/resolver:Resolver",
        { apiId: "x", type: "Query", field: "f" },
        { id: "x-Query-f", arn: `arn:aws:appsync:${HERE}:apis/x/types/Query/resolvers/f` },
      ],
      [
        "aws:apigateway/method:Method",
        { restApi: "x", resourceId: "y", httpMethod: "GET" },
        { id: "agm-x-y-GET" },
      ],
    ];
    for (const [type, inputs, { id, arn }] of table) {
      it(type, () => {
        const state = create(type, inputs);
        equal(state.id, id);
        equal(state.outputs.arn, arn);
      });
    }
  });

  it("returns inputs as outputs, over the defaults", () => {
    const { outputs } = create("aws:lambda/function:Function", { timeout: 30, handler: "h" });
    equal(outputs.timeout, 30);
    equal(outputs.handler, "h");
    equal(outputs.memorySize, 128);
    equal(outputs.version, "$LATEST");
    equal(outputs.region, "us-east-1");
  });

  it("publishes versions", () => {
    const fn = create("aws:lambda/function:Function", { name: "f", publish: true }).outputs;
    equal(fn.version, "1");
    equal(fn.qualifiedArn, `arn:aws:lambda:${HERE}:function:f:1`);
    const machine = create("aws:sfn/stateMachine:StateMachine", { name: "m", publish: true });
    const stateMachineVersionArn = machine.outputs.stateMachineVersionArn;
    equal(stateMachineVersionArn, `${machine.id}:1`);
    const alias = create("aws:sfn/alias:Alias", {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn }],
    });
    equal(alias.id, `${machine.id}:live`);
  });

  it("gives a table the outputs of a stream only if it has one", () => {
    equal(create("aws:dynamodb/table:Table", { name: "table" }).outputs.streamArn, "");
    match(
      String(create("aws:dynamodb/table:Table", { name: "table", streamEnabled: true }).outputs.streamArn),
      /^arn:aws:dynamodb:us-east-1:123456789012:table\/table\/stream\//,
    );
  });

  it("uses the local endpoint in URLs", () => {
    const endpoint = "http://127.0.0.1:4566";
    const urlOf = (type: string, inputs: Record<string, unknown>) =>
      create(type, inputs, { endpoint }).outputs;
    equal(urlOf("aws:sqs/queue:Queue", { name: "q" }).url, `${endpoint}/${ACCOUNT}/q`);
    equal(
      urlOf("aws:apigateway/stage:Stage", { restApi: "x", stageName: "v1" }).invokeUrl,
      `${endpoint}/execute-api/x/v1`,
    );
    match(
      JSON.stringify(urlOf("aws:appsync/graphQLApi:GraphQLApi", {}).uris),
      /127\.0\.0\.1:4566\/appsync\/\w{26}\/graphql/,
    );
  });

  it("gives the same values in every evaluation, and different ones for different resources", () => {
    for (const type of [
      "aws:kms/key:Key",
      "aws:lambda/eventSourceMapping:EventSourceMapping",
      "aws:iam/role:Role",
    ]) {
      const inputs = { functionName: "f" };
      deepEqual(create(type, inputs), create(type, inputs));
      notEqual(create(type, inputs).id, createProvider().create(registered(type, "other", inputs), {}).id);
    }
  });

  it("forms UUIDs", () => {
    match(create("aws:kms/key:Key").id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("works in other partitions", () => {
    equal(
      create("aws:s3/bucket:Bucket", { bucket: "my-bucket" }, { region: "cn-north-1" }).outputs.arn,
      "arn:aws-cn:s3:::my-bucket",
    );
    match(
      String(create("aws:iam/role:Role", {}, { region: "us-gov-west-1" }).outputs.arn),
      /^arn:aws-us-gov:iam::/,
    );
  });

  it("gives no region to resources of global services", () => {
    equal("region" in create("aws:iam/role:Role").outputs, false);
  });

  it("merges the default tags of the explicit provider, or of the configuration, under the resource's own", () => {
    const config = { "aws:defaultTags": '{"tags":{"team":"a","env":"dev"}}' };
    const tags = { team: "b" };
    deepEqual(create("aws:sns/topic:Topic", { tags }, { config }).outputs.tagsAll, { team: "b", env: "dev" });
    const explicit = createProvider({ config }).create(registered("aws:sns/topic:Topic", "t", { tags }), {
      defaultTags: '{"tags":{"cost":"1"}}',
    });
    deepEqual(explicit.outputs.tagsAll, { team: "b", cost: "1" });
  });

  it("looks up outputs of other resources", () => {
    const provider = createProvider();
    const make = (type: string, name: string, inputs: Record<string, unknown>) =>
      provider.create(registered(type, name, inputs), {});
    const orders = make("aws:apigateway/resource:Resource", "orders", {
      parentId: "root",
      pathPart: "orders",
    });
    const order = make("aws:apigateway/resource:Resource", "order", {
      parentId: orders.id,
      pathPart: "{id}",
    });
    equal(order.outputs.path, "/orders/{id}");
    const key = make("aws:apigateway/apiKey:ApiKey", "key", {});
    const planKey = make("aws:apigateway/usagePlanKey:UsagePlanKey", "planKey", { keyId: key.id });
    equal(planKey.outputs.value, key.outputs.value);
  });

  it("gives the outputs of a CloudFormation stack: texts, parameters, and Refs to aliases", () => {
    const template = {
      Resources: {
        Machine: {
          Type: "AWS::StepFunctions::StateMachineAlias",
          Properties: {
            Name: "live",
            DeploymentPreference: { StateMachineVersionArn: `arn:aws:states:${HERE}:stateMachine:m:7` },
          },
        },
        Function: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: "f", Name: "live" } },
        Bucket: { Type: "AWS::S3::Bucket" },
      },
      Outputs: {
        Machine: { Value: { Ref: "Machine" } },
        Function: { Value: { Ref: "Function" } },
        Bucket: { Value: { Ref: "Bucket" } },
        Joined: { Value: { "Fn::Join": ["-", ["a", "b"]] } },
        Given: { Value: { Ref: "Size" } },
        Plain: { Value: "text" },
      },
    };
    const stack = (templateBody: string) =>
      create("aws:cloudformation/stack:Stack", { name: "s", templateBody, parameters: { Size: "L" } });
    const { id, outputs } = stack(JSON.stringify(template));
    match(id, new RegExp(`^arn:aws:cloudformation:${HERE}:stack/s/[0-9a-f-]{36}$`));
    deepEqual(outputs.outputs, {
      Machine: `arn:aws:states:${HERE}:stateMachine:m:live`,
      Function: `arn:aws:lambda:${HERE}:function:f:live`,
      Given: "L",
      Plain: "text",
    });
    deepEqual(stack("Resources: {}").outputs.outputs, {});
    throws(
      () => create("aws:cloudformation/stack:Stack", { name: "a_b" }),
      /a letter and then letters, digits, -/,
    );
  });

  it("reads a resource by its id", () => {
    const read = (type: string, id: string) =>
      createProvider().create({ ...registered(type, "existing"), id, read: true }, {});
    const arn = "arn:aws:sns:eu-west-1:999988887777:orders";
    const topic = read("aws:sns/topic:Topic", arn);
    equal(topic.id, arn);
    equal(topic.outputs.arn, arn);
    equal(topic.outputs.name, "orders");
    equal(read("aws:dynamodb/table:Table", "orders").outputs.arn, `arn:aws:dynamodb:${HERE}:table/orders`);
  });

  it("guesses the outputs of an unknown type, and lists the type", () => {
    const provider = createProvider();
    const { id, outputs } = provider.create(
      registered("aws:athena/workgroup:Workgroup", "w", { name: "w" }),
      {},
    );
    equal(id, "w");
    equal(outputs.arn, `arn:aws:athena:${HERE}:workgroup/w`);
    provider.create(registered("pulumi:providers:aws", "p"), {});
    deepEqual([...provider.unmodeledTypes], ["aws:athena/workgroup:Workgroup"]);
  });

  it("refuses what only a deployment can create", () => {
    throws(() => create("pulumi-nodejs:dynamic:Resource"), /runs only in a deployment/);
  });

  it("reads outputs of other stacks and existing resources from the values that are given, its own resources first", () => {
    const stackReferences = { "o/p/dev": { outputs: { url: "u" }, secretOutputs: { password: "p" } } };
    const resources = { "aws.sqs.Queue": { "https://q/1/given": { url: "given" } } };
    const provider = createProvider({ lookups: lookups({ stackReferences, resources }) });
    const read = (type: string, id: string) =>
      provider.create({ ...registered(type, "existing"), id, read: true }, {});
    deepEqual(read("pulumi:pulumi:StackReference", "o/p/dev"), {
      id: "o/p/dev",
      outputs: { name: "o/p/dev", outputs: { url: "u", password: "p" }, secretOutputNames: ["password"] },
      secretOutputs: ["outputs"],
    });
    equal(read("aws:sqs/queue:Queue", "https://q/1/given").outputs.url, "given");
    const own = provider.create(registered("aws:sqs/queue:Queue", "own", { delaySeconds: 5 }), {});
    deepEqual(read("aws:sqs/queue:Queue", own.id).outputs, own.outputs);
  });

  it("generates random values within their bounds", () => {
    equal(
      String(create("random:index/randomString:RandomString", { length: 150 }).outputs.result).length,
      150,
    );
    const { result } = create("random:index/randomInteger:RandomInteger", { min: 5, max: 7 }).outputs;
    equal([5, 6, 7].includes(Number(result)), true);
    equal(String(create("random:index/randomId:RandomId", { byteLength: 4 }).outputs.hex).length, 8);
  });
});

describe("awsx.cloudtrail.Trail", () => {
  const construct = async (
    inputs: Record<string, unknown>,
    propertyDependencies: Record<string, string[]> = {},
  ) => {
    const provider = new Provider({
      accountId: ACCOUNT,
      region: "us-east-1",
      config: {},
      lookups: lookups(),
    });
    const types: string[] = [];
    const dependencies: Record<string, unknown> = {};
    const component = registered("awsx:cloudtrail:Trail", "audit", inputs);
    const trail = { ...component, custom: false, remote: true, propertyDependencies };
    const outputs = await provider.construct(trail, async (child) => {
      const resource = registered(child.type, child.name, child.inputs);
      dependencies[child.type] = [child.dependsOn, child.propertyDependencies];
      types.push(`${child.type} ${JSON.stringify(child.inputs)}`);
      return { ...resource, ...provider.create(resource, {}) };
    });
    return { outputs, types, dependencies };
  };

  it("hands on what its inputs come from, and what its parts come from themselves", async () => {
    const urnOf = (type: string) => registered(type, "audit", {}).urn;
    const [BUCKET, POLICY, GROUP, TRAIL] = [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:cloudwatch/logGroup:LogGroup",
      "aws:cloudtrail/trail:Trail",
    ] as const;
    const made = await construct(
      {
        advancedEventSelectors: [],
        s3Bucket: { args: { tags: {} } },
        cloudWatchLogsGroup: { args: { kmsKeyId: "key" } },
      },
      { advancedEventSelectors: ["f", "t"], s3Bucket: ["b"], cloudWatchLogsGroup: ["k"] },
    );
    deepEqual(made.dependencies, {
      [BUCKET]: [undefined, { tags: ["b"] }],
      [POLICY]: [undefined, { bucket: [urnOf(BUCKET)], policy: [urnOf(BUCKET)] }],
      [GROUP]: [undefined, { kmsKeyId: ["k"] }],
      [TRAIL]: [
        [urnOf(POLICY)],
        {
          advancedEventSelectors: ["f", "t"],
          s3BucketName: [urnOf(BUCKET)],
          cloudWatchLogsGroupArn: [urnOf(GROUP)],
        },
      ],
    });
    const given = await construct({ s3Bucket: { existing: { name: "logs" } } }, { s3Bucket: ["b"] });
    deepEqual(given.dependencies, {
      [POLICY]: [undefined, { bucket: ["b"], policy: ["b"] }],
      [TRAIL]: [[urnOf(POLICY)], { s3BucketName: ["b"] }],
    });
  });

  it("creates a bucket, its policy and the trail", async () => {
    const { outputs, types } = await construct({ enableLogFileValidation: true });
    deepEqual(Object.keys(outputs), ["bucket", "trail"]);
    equal(types.length, 3);
    match(types[2]!, /"enableLogFileValidation":true,"s3BucketName":"audit-[0-9a-f]{7}"/);
  });

  it("uses an existing bucket, and creates a log group if asked to", async () => {
    const { outputs, types } = await construct({
      s3Bucket: { existing: { name: "logs" } },
      cloudWatchLogsGroup: { args: {} },
    });
    deepEqual(Object.keys(outputs), ["logGroup", "trail"]);
    match(types.at(-1)!, /"s3BucketName":"logs","cloudWatchLogsGroupArn":"arn:aws:logs:.*:\*"/);
  });
});
