import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { eventually } from "../../testCloud";
import { invoke, type LambdaSetup, startLambda } from "./lambdaTest";
import { zipOf } from "./zipFile";

const ARN = "arn:aws:lambda:us-east-1:123456789012:function";
const handler = (result: string) => zipOf({ "index.js": `exports.handler = async () => ${result}` });

describe("Lambda's API", () => {
  let setup: LambdaSetup;
  let random = 0;
  before(async () => {
    setup = await startLambda(undefined, { random: () => random });
  });
  after(() => setup.close());

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object): Promise<any> =>
    setup.cloud.call(setup.cloud.administrator, "lambda", operation, input);

  const create = (FunctionName: string, ZipFile: Buffer | string = handler("1"), more: object = {}) =>
    call("CreateFunction", {
      FunctionName,
      Role: setup.cloud.roleArn("r"),
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile },
      ...more,
    });

  it("creates a function of a zip file, which runs", async () => {
    const zip = handler('"hello"');
    const created = await create("hello", zip.toString("base64"), { Timeout: 7, Tags: { team: "a" } });
    assert.equal(created.FunctionArn, `${ARN}:hello`);
    assert.equal(created.Version, "$LATEST");
    assert.equal(created.State, "Active");
    assert.equal(created.Timeout, 7);
    assert.equal(created.CodeSize, zip.length);
    assert.equal(created.CodeSha256, createHash("sha256").update(zip).digest("base64"));
    assert.deepEqual((await invoke(setup, "hello")).result, "hello");
    const { Configuration, Tags } = await call("GetFunction", { FunctionName: "hello" });
    assert.deepEqual(Configuration, created);
    assert.deepEqual(Tags, { team: "a" });
  });

  const refused: [what: string, input: object, error: object][] = [
    [
      "another runtime",
      { Runtime: "java21" },
      { message: /The runtime java21 cannot run .* allowed: Node.js/ },
    ],
    [
      "a container image",
      { PackageType: "Image" },
      { message: "PackageType Image is not supported on this machine." },
    ],
    ["a network", { VpcConfig: { SubnetIds: ["subnet-1"] } }, { message: /^VpcConfig is not supported/ }],
    ["no runtime", { Runtime: null }, { message: /Runtime and Handler are mandatory/ }],
    ["no code", { Code: {} }, { message: "Please provide a source for function code." }],
    [
      "what is no zip file",
      { Code: { ZipFile: "AAAA" } },
      { message: /Could not unzip uploaded file. Not a zip file/ },
    ],
    ["no role", { Role: null }, { code: "ValidationException", message: /parameter Role/ }],
    ["what is no role", { Role: "r" }, { code: "ValidationException", message: /'r' at 'role'/ }],
    [
      "a log level",
      { LoggingConfig: { SystemLogLevel: "WARN" } },
      { message: /^LoggingConfig.SystemLogLevel is not/ },
    ],
    ["a timeout", { Timeout: 901 }, { message: /'901' at 'timeout' .* less than or equal to 900/ }],
    ["text for a number", { Timeout: "9" }, { code: "SerializationException" }],
  ];
  for (const [what, input, error] of refused) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(create("refused", undefined, input), { name: "AwsError", status: 400, ...error });
      await assert.rejects(call("GetFunction", { FunctionName: "refused" }), /Function not found/);
    });
  }

  it("refuses a name that is taken, and takes a function in no network", async () => {
    await create("taken", undefined, { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } });
    await assert.rejects(create("taken"), { code: "ResourceConflictException", status: 409 });
  });

  it("refuses a role that Lambda may not assume", async () => {
    const Role = setup.cloud.roleArn("stranger");
    setup.cloud.untrusted.add(Role);
    await assert.rejects(create("stranger", undefined, { Role }), {
      code: "InvalidParameterValueException",
      message: "The role defined for the function cannot be assumed by Lambda.",
    });
  });

  it("changes code and configuration, if the revision is right", async () => {
    const FunctionName = "changes";
    const { RevisionId, CodeSha256 } = await create(FunctionName);
    await call("UpdateFunctionCode", { FunctionName, ZipFile: handler("2"), DryRun: true });
    const second = await call("UpdateFunctionCode", { FunctionName, ZipFile: handler("2"), RevisionId });
    assert.notEqual(second.CodeSha256, CodeSha256);
    assert.equal((await invoke(setup, FunctionName)).result, 2);
    const stale = { code: "PreconditionFailedException", status: 412 };
    await assert.rejects(
      call("UpdateFunctionCode", { FunctionName, ZipFile: handler("3"), RevisionId }),
      stale,
    );
    await assert.rejects(call("UpdateFunctionConfiguration", { FunctionName, RevisionId }), stale);
    const Environment = { Variables: { AA: "1" } };
    const changed = await call("UpdateFunctionConfiguration", { FunctionName, Environment, MemorySize: 256 });
    assert.deepEqual([changed.Environment, changed.MemorySize, changed.Timeout], [Environment, 256, 3]);
    await assert.rejects(
      call("UpdateFunctionConfiguration", { FunctionName, Runtime: "go1.x" }),
      /go1.x cannot run/,
    );
  });

  it("publishes versions and deletes them, without using a number twice", async () => {
    const FunctionName = "published";
    const first = await create(FunctionName, handler("1"), { Publish: true });
    assert.deepEqual([first.Version, first.FunctionArn], ["1", `${ARN}:published:1`]);
    assert.equal((await call("PublishVersion", { FunctionName })).Version, "1");
    const second = await call("UpdateFunctionCode", { FunctionName, ZipFile: handler("2"), Publish: true });
    assert.equal(second.Version, "2");
    await assert.rejects(
      call("PublishVersion", { FunctionName, CodeSha256: "x" }),
      /different from current CodeSHA256/,
    );
    await call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "2" });
    await assert.rejects(
      call("DeleteFunction", { FunctionName, Qualifier: "2" }),
      /referenced by aliases: live/,
    );
    await assert.rejects(
      call("DeleteFunction", { FunctionName, Qualifier: "$LATEST" }),
      /cannot be deleted without/,
    );
    await call("DeleteAlias", { FunctionName, Name: "live" });
    await call("DeleteFunction", { FunctionName, Qualifier: "2" });
    await call("UpdateFunctionCode", { FunctionName, ZipFile: handler("3") });
    const third = await call("PublishVersion", { FunctionName, Description: "third" });
    assert.deepEqual([third.Version, third.Description], ["3", "third"]);
    const { Versions } = await call("ListVersionsByFunction", { FunctionName });
    assert.deepEqual(
      Versions.map(({ Version, FunctionArn }: Record<string, string>) => [Version, FunctionArn]),
      [
        ["$LATEST", `${ARN}:published:$LATEST`],
        ["1", `${ARN}:published:1`],
        ["3", `${ARN}:published:3`],
      ],
    );
    assert.deepEqual((await invoke(setup, `${FunctionName}:1`)).result, 1);
  });

  it("routes by aliases, and lists those of a version", async () => {
    const FunctionName = "routed";
    await create(FunctionName, handler("1"), { Publish: true });
    await call("UpdateFunctionCode", { FunctionName, ZipFile: handler("2"), Publish: true });
    const alias = await call("CreateAlias", { FunctionName, Name: "live", FunctionVersion: "1" });
    assert.deepEqual(alias, {
      AliasArn: `${ARN}:routed:live`,
      Name: "live",
      FunctionVersion: "1",
      Description: "",
      RevisionId: alias.RevisionId,
    });
    const RoutingConfig = { AdditionalVersionWeights: { 2: 0.5 } };
    const changed = await call("UpdateAlias", {
      FunctionName,
      Name: "live",
      RoutingConfig,
      RevisionId: alias.RevisionId,
    });
    assert.deepEqual([changed.FunctionVersion, changed.RoutingConfig], ["1", RoutingConfig]);
    random = 0.4;
    assert.equal((await invoke(setup, `${FunctionName}:live`)).result, 2);
    random = 0;
    await assert.rejects(
      call("UpdateAlias", { FunctionName, Name: "live", RevisionId: alias.RevisionId }),
      /Revision Id provided does not match/,
    );
    await call("CreateAlias", { FunctionName, Name: "beta", FunctionVersion: "2" });
    const names = async (input: object) =>
      (await call("ListAliases", { FunctionName, ...input })).Aliases.map(
        ({ Name }: { Name: string }) => Name,
      );
    assert.deepEqual(await names({}), ["beta", "live"]);
    assert.deepEqual(await names({ FunctionVersion: "2" }), ["beta"]);
    await assert.rejects(call("GetAlias", { FunctionName, Name: "none" }), /Cannot find alias arn/);
  });

  it("adds, shows and removes permissions", async () => {
    const FunctionName = "permitted";
    await create(FunctionName);
    await assert.rejects(call("GetPolicy", { FunctionName }), {
      code: "ResourceNotFoundException",
      status: 404,
    });
    const permission = {
      FunctionName,
      StatementId: "s3",
      Action: "lambda:InvokeFunction",
      Principal: "s3.amazonaws.com",
      SourceArn: "arn:aws:s3:::b",
      SourceAccount: "123456789012",
    };
    const { Statement } = await call("AddPermission", permission);
    const statement = {
      Sid: "s3",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: `${ARN}:permitted`,
      Condition: {
        ArnLike: { "AWS:SourceArn": "arn:aws:s3:::b" },
        StringEquals: { "AWS:SourceAccount": "123456789012" },
      },
    };
    assert.deepEqual(JSON.parse(Statement), statement);
    await assert.rejects(call("AddPermission", permission), /statement id \(s3\) provided already exists/);
    await call("AddPermission", { ...permission, StatementId: "account", Principal: "111122223333" });
    const policy = JSON.parse((await call("GetPolicy", { FunctionName })).Policy);
    assert.deepEqual(policy.Statement[0], statement);
    assert.deepEqual(policy.Statement[1].Principal, { AWS: "arn:aws:iam::111122223333:root" });
    await call("RemovePermission", { FunctionName, StatementId: "s3" });
    await assert.rejects(call("RemovePermission", { FunctionName, StatementId: "s3" }), /is not found/);
    await assert.rejects(call("AddPermission", { ...permission, Qualifier: "7" }), /Function not found/);
    await call("DeleteFunction", { FunctionName });
    await create(FunctionName);
    await assert.rejects(call("GetPolicy", { FunctionName }), { code: "ResourceNotFoundException" });
  });

  it("limits concurrency, and configures asynchronous invocations", async () => {
    const FunctionName = "limited";
    await create(FunctionName);
    await call("PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions: 0 });
    assert.equal((await call("GetFunctionConcurrency", { FunctionName })).ReservedConcurrentExecutions, 0);
    await assert.rejects(invoke(setup, FunctionName), { code: "TooManyRequestsException" });
    await call("DeleteFunctionConcurrency", { FunctionName });
    assert.equal((await invoke(setup, FunctionName)).result, 1);
    await assert.rejects(
      call("GetFunctionEventInvokeConfig", { FunctionName }),
      /doesn't have an EventInvokeConfig/,
    );
    await call("PutFunctionEventInvokeConfig", { FunctionName, MaximumRetryAttempts: 1 });
    await call("UpdateFunctionEventInvokeConfig", { FunctionName, MaximumEventAgeInSeconds: 60 });
    const config = await call("GetFunctionEventInvokeConfig", { FunctionName });
    assert.deepEqual([config.MaximumRetryAttempts, config.MaximumEventAgeInSeconds], [1, 60]);
    await call("DeleteFunctionEventInvokeConfig", { FunctionName });
    const { FunctionEventInvokeConfigs } = await call("ListFunctionEventInvokeConfigs", { FunctionName });
    assert.deepEqual(FunctionEventInvokeConfigs, []);
  });

  it("maps queues to functions: created, changed and deleted", async () => {
    const { sqs, cloud } = setup;
    const FunctionName = "mapped";
    await create(FunctionName, zipOf({ "index.js": "exports.handler = async (e) => e.Records.length" }));
    await sqs.createQueue("source");
    const EventSourceArn = "arn:aws:sqs:us-east-1:123456789012:source";
    const mapping = await call("CreateEventSourceMapping", { FunctionName, EventSourceArn, Enabled: false });
    const { UUID } = mapping;
    assert.deepEqual(
      [mapping.State, mapping.BatchSize, mapping.FunctionArn, mapping.EventSourceArn],
      ["Disabled", 10, `${ARN}:mapped`, EventSourceArn],
    );
    const send = () =>
      cloud.call(cloud.administrator, "sqs", "SendMessage", {
        QueueUrl: `${cloud.endpoint}/123456789012/source`,
        MessageBody: "m",
      });
    let runs = 0;
    const unsubscribe = setup.lambda.onInvocation(() => void runs++);
    await send();
    assert.equal(
      (await call("UpdateEventSourceMapping", { UUID, Enabled: true, BatchSize: 1 })).BatchSize,
      1,
    );
    await eventually(() => runs === 1);
    const { EventSourceMappings } = await call("ListEventSourceMappings", { FunctionName });
    assert.equal(EventSourceMappings.length, 1);
    assert.deepEqual(
      (await call("ListEventSourceMappings", { FunctionName: "other" })).EventSourceMappings,
      [],
    );
    assert.equal((await call("DeleteEventSourceMapping", { UUID })).State, "Deleting");
    await assert.rejects(call("GetEventSourceMapping", { UUID }), { code: "ResourceNotFoundException" });
    unsubscribe();
    await assert.rejects(
      call("CreateEventSourceMapping", {
        FunctionName,
        EventSourceArn,
        DestinationConfig: { OnFailure: { Destination: "a" } },
      }),
      /DestinationConfig is not supported on this machine/,
    );
  });

  it("keeps tags of any name", async () => {
    await create("tagged", undefined, { Tags: { team: "a" } });
    const Resource = `${ARN}:tagged`;
    await call("TagResource", { Resource, Tags: JSON.parse('{"__proto__":"b"}') });
    await call("UntagResource", { Resource, TagKeys: "team" });
    assert.deepEqual(Object.entries((await call("ListTags", { Resource })).Tags), [["__proto__", "b"]]);
  });

  it("deletes a function", async () => {
    await create("gone");
    await call("DeleteFunction", { FunctionName: "gone" });
    await assert.rejects(call("DeleteFunction", { FunctionName: "gone" }), { status: 404 });
  });

  it("requires that the role may be passed", () => {
    const { lambda } = setup;
    const Role = "arn:aws:iam::123456789012:role/r";
    const needs = (operation: string, input: Record<string, unknown>) =>
      lambda.requirements({ operation, input });
    const pass = {
      action: "iam:PassRole",
      resource: Role,
      context: { "iam:PassedToService": "lambda.amazonaws.com" },
    };
    assert.deepEqual(needs("CreateFunction", { FunctionName: "f", Role, Code: {} }), [
      { action: "lambda:CreateFunction", resource: `${ARN}:f` },
      pass,
    ]);
    assert.deepEqual(needs("UpdateFunctionConfiguration", { FunctionName: "f" }), [
      { action: "lambda:UpdateFunctionConfiguration", resource: `${ARN}:f` },
    ]);
    assert.deepEqual(needs("CreateEventSourceMapping", { FunctionName: "f", EventSourceArn: "q" }), [
      {
        action: "lambda:CreateEventSourceMapping",
        resource: "*",
        context: { "lambda:FunctionArn": `${ARN}:f` },
      },
    ]);
    assert.throws(
      () => needs("CreateFunctionUrlConfig", { FunctionName: "f" }),
      /is not served; served are Invoke,/,
    );
  });
});
