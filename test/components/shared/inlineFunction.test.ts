import assert from "node:assert/strict";
import * as vm from "node:vm";
import { SFNClient } from "@aws-sdk/client-sfn";
import * as pulumi from "@pulumi/pulumi";
import { InlineFunction, type InlineFunctionArgs } from "../../../components";
import { textOf } from "../../assets";
import { ACCOUNT, only, REGION, register, resolved } from "../registrations";

const LOG_GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/double-1`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const callback = async (event: { n: number }) => event.n * 2;

const create = (args: Partial<InlineFunctionArgs<never>> = {}) =>
  register(() => new InlineFunction("double", { callback, ...args } as InlineFunctionArgs<never>));

/** The files of the archive. */
async function filesOf(code: unknown): Promise<Record<string, string>> {
  const assets = await (code as pulumi.asset.AssetArchive).assets;
  return Object.fromEntries(
    await Promise.all(Object.entries(assets).map(async ([name, asset]) => [name, await textOf(asset)])),
  );
}

/** The deployed module's exports. */
function load(
  files: Record<string, string>,
  name = "index.js",
): { handler: (event: unknown) => Promise<unknown> } {
  const module = { exports: {} };
  const requires = (path: string) => (path.startsWith("./") ? load(files, path.slice(2)) : require(path));
  vm.runInThisContext(`(function (module, exports, require) {${files[name]}\n})`)(
    module,
    module.exports,
    requires,
  );
  return module.exports as ReturnType<typeof load>;
}

describe("components: InlineFunction", () => {
  it("deploys the callback with a role, a log group and traces of its own", async () => {
    const { registrations, result } = await create();
    const { code, ...inputs } = only(registrations, "aws:lambda/function:Function").inputs;
    assert.deepEqual(inputs, {
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      role: `arn:aws:iam::${ACCOUNT}:role/double-role`,
      timeout: 10,
      memorySize: 256,
      loggingConfig: { logFormat: "Text", logGroup: "/aws/lambda/double-1" },
      tracingConfig: { mode: "Active" },
      publish: false,
    });
    const files = await filesOf(code);
    assert.deepEqual(Object.keys(files), ["index.js"], "the archive holds the bundle and nothing else");
    assert.equal(await load(files).handler({ n: 21 }), 42);
    assert.equal(await resolved(result.arn), `arn:aws:lambda:${REGION}:${ACCOUNT}:function:double-function`);
    const { policy } = only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs;
    assert.deepEqual(JSON.parse(policy as string).Statement, [
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${LOG_GROUP}:*`],
      },
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
        Resource: ["*"],
      },
    ]);
    assert.equal(
      registrations.some(({ type }) => /Alias|MetricAlarm|RolePolicyAttachment/.test(type)),
      false,
    );
  });

  it("lets only Lambda of this account and region assume its role", async () => {
    const { registrations } = await create();
    const trust = JSON.parse(only(registrations, "aws:iam/role:Role").inputs.assumeRolePolicy as string);
    assert.deepEqual(trust.Statement[0].Principal, { Service: "lambda.amazonaws.com" });
    assert.deepEqual(trust.Statement[0].Condition, {
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnLike: { "aws:SourceArn": `arn:aws:lambda:${REGION}:${ACCOUNT}:function:*` },
    });
  });

  it("runs a factory once and bundles just what it uses of the SDK", async () => {
    const { registrations } = await create({
      callback: undefined,
      callbackFactory: () => {
        const client = new SFNClient({ region: "us-east-1" });
        let calls = 0;
        return async () => `${client.constructor.name} ${++calls}`;
      },
    });
    const files = await filesOf(only(registrations, "aws:lambda/function:Function").inputs.code);
    const { handler } = load(files);
    assert.equal(await handler({}), "SFNClient 1");
    assert.equal(await handler({}), "SFNClient 2");
    assert.deepEqual(Object.keys(files).sort(), ["index.js", "sdk.js"]);
    assert.doesNotMatch(
      files["sdk.js"]!,
      /CreateStateMachineCommand/,
      "a command that is not used is left out",
    );
  });

  it("is published behind an alias, alarmed and encrypted where the stack's operations say so", async () => {
    const { registrations, result } = await create({
      environment: { TABLE: pulumi.output("t") },
      operations: { liveAlias: true, alarmTopicArn: "arn:aws:sns:::t", kmsKeyArn: KEY },
    });
    const inputs = only(registrations, "aws:lambda/function:Function").inputs;
    assert.equal(inputs.publish, true);
    assert.equal(inputs.kmsKeyArn, KEY);
    assert.deepEqual(inputs.environment, { variables: { TABLE: "t" } });
    assert.deepEqual(only(registrations, "aws:lambda/alias:Alias").inputs, {
      name: "live",
      functionName: "double-function",
      functionVersion: "1",
    });
    assert.equal(
      await resolved(result.arn),
      `arn:aws:lambda:${REGION}:${ACCOUNT}:function:double-function:live`,
    );
    assert.deepEqual(
      registrations.flatMap(({ type, inputs: { metricName } }) =>
        type === "aws:cloudwatch/metricAlarm:MetricAlarm" ? [metricName] : [],
      ),
      ["Errors", "Throttles"],
    );
    const { policy } = only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs;
    assert.deepEqual(JSON.parse(policy as string).Statement.at(-1).Resource, [KEY]);
  });

  it("needs no key where there is no environment to decrypt", async () => {
    const { registrations } = await create({ operations: { kmsKeyArn: KEY } });
    assert.equal(only(registrations, "aws:lambda/function:Function").inputs.kmsKeyArn, undefined);
    assert.doesNotMatch(only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs.policy as string, /kms/);
  });

  const bad: [what: string, args: object, message: RegExp][] = [
    [
      "no code",
      { callback: undefined },
      /'double': give exactly one of callback and callbackFactory.*given: neither/,
    ],
    ["both kinds of code", { callbackFactory: () => callback }, /given: function and function/],
    ["code that is not a function", { callback: "x" }, /as a function; given: string/],
    [
      "a time-out of 0",
      { timeoutSeconds: 0 },
      /timeoutSeconds must be a whole number from 1 to 900; given: 0/,
    ],
    ["a time-out of 901", { timeoutSeconds: 901 }, /from 1 to 900; given: 901/],
    ["half a megabyte more", { memorySize: 128.5 }, /memorySize must be a whole number from 128 to 10240/],
  ];
  for (const [what, args, message] of bad) {
    it(`refuses ${what}`, async () => {
      await assert.rejects(create(args), message);
    });
  }

  it("refuses to put a secret into the code", async () => {
    await assert.rejects(
      register(() => {
        const secret = pulumi.secret("hidden");
        return new InlineFunction("double", { callback: async () => secret.get() });
      }),
      /Secret outputs cannot be captured/,
    );
  });

  it("refuses a module that is not installed", async () => {
    await assert.rejects(create({ callback: async () => require("no-such-module") }), /no-such-module/);
  });
});
