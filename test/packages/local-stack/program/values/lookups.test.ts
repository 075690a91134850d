import { deepEqual, equal, match } from "node:assert/strict";
import type { Resource } from "../../../../../packages/local-stack/program";
import type { LocalValues } from "../../../../../packages/local-stack/program/values/localValues";
import { MissingValues } from "../../../../../packages/local-stack/program/values/missingValues";
import { programName } from "../../../../../packages/local-stack/program/values/names";
import { resource } from "../../resource";
import { lookups } from "../provider/resource";

const ACCOUNT = { accountId: "123456789012", region: "eu-west-1" };
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** Calls `aws.MODULE.NAME` with these values and resources. */
function invoke(
  call: string,
  args: Record<string, unknown>,
  { values = {}, created = [] }: { values?: LocalValues; created?: Resource[] } = {},
) {
  const missing = new MissingValues();
  const [module, name] = call.split(".");
  const token = `aws:${module}/${name}:${name}`;
  return {
    result: lookups(values, missing).invoke(token, args, ACCOUNT, created),
    error: missing.error("values.yaml")?.message,
  };
}

describe("what a program looks up", () => {
  describe("of its own resources", () => {
    const own = (type: string, outputs: Record<string, unknown>, more: Partial<Resource> = {}): Resource =>
      resource(type, "own", { id: "the-id", outputs, ...more });

    const found: [
      call: string,
      args: Record<string, unknown>,
      type: string,
      outputs: Record<string, unknown>,
    ][] = [
      ["iam.getRole", { name: "r" }, "aws:iam/role:Role", { name: "r", arn: "arn:role" }],
      ["iam.getPolicy", { arn: "arn:p" }, "aws:iam/policy:Policy", { name: "p", arn: "arn:p" }],
      [
        "lambda.getFunction",
        { functionName: "f", qualifier: "live" },
        "aws:lambda/function:Function",
        { name: "f" },
      ],
      ["sqs.getQueue", { name: "q" }, "aws:sqs/queue:Queue", { name: "q", url: "http://q" }],
      ["s3.getBucket", { bucket: "b" }, "aws:s3/bucket:Bucket", { bucket: "b", arn: "arn:b" }],
      [
        "sfn.getStateMachine",
        { name: "m" },
        "aws:sfn/stateMachine:StateMachine",
        { name: "m", definition: "{}" },
      ],
      ["kms.getKey", { keyId: "the-id" }, "aws:kms/key:Key", { keyId: "the-id", arn: "arn:k" }],
      ["kms.getAlias", { name: "alias/a" }, "aws:kms/alias:Alias", { name: "alias/a", targetKeyId: "k" }],
      ["ec2.getVpc", { id: "the-id" }, "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" }],
      [
        "acm.getCertificate",
        { domain: "x.org", mostRecent: true },
        "aws:acm/certificate:Certificate",
        { domainName: "x.org" },
      ],
      ["cloudwatch.getEventBus", { name: "bus" }, "aws:cloudwatch/eventBus:EventBus", { name: "bus" }],
      ["ssm.getParameter", { name: "/p" }, "aws:ssm/parameter:Parameter", { name: "/p", version: 1 }],
      [
        "secretsmanager.getSecretVersion",
        { secretId: "arn:s" },
        "aws:secretsmanager/secretVersion:SecretVersion",
        { secretId: "arn:s", versionId: "v" },
      ],
    ];
    for (const [call, args, type, outputs] of found) {
      it(`${call} ${JSON.stringify(args)}`, () => {
        const { result, error } = invoke(call, args, { created: [own(type, outputs)] });
        deepEqual(result, { ...args, ...outputs, id: "the-id" });
        equal(error, undefined);
      });
    }

    it("but none of another name, that is only read, or that other arguments mean", () => {
      const role = own("aws:iam/role:Role", { name: "r" });
      for (const [args, created] of [
        [{ name: "s" }, [role]],
        [{ name: "r" }, [{ ...role, read: true }]],
        [{ pathPrefix: "/" }, [role]],
      ] as [Record<string, unknown>, Resource[]][]) {
        match(invoke("iam.getRole", args, { created }).error ?? "", /aws\.iam\.getRole/);
      }
    });

    it("with their secrets", () => {
      const version = own("aws:secretsmanager/secretVersion:SecretVersion", {
        secretId: "s",
        secretString: "t0ken",
      });
      const { result } = invoke("secretsmanager.getSecretVersion", { secretId: "s" }, { created: [version] });
      deepEqual(result.secretString, { ...SECRET, value: "t0ken" });
    });

    it("before what is given", () => {
      const values = { functions: { "aws.iam.getRole": [{ result: { arn: "arn:given" } }] } };
      const created = [own("aws:iam/role:Role", { name: "r", arn: "arn:own" })];
      equal(invoke("iam.getRole", { name: "r" }, { values, created }).result.arn, "arn:own");
      equal(invoke("iam.getRole", { name: "s" }, { values, created }).result.arn, "arn:given");
    });
  });

  describe("of the values that are given", () => {
    it("secrets, by name or ARN, as secrets", () => {
      const values = { secrets: { "payments/key": "sk", db: { user: "a" } } };
      const { result, error } = invoke(
        "secretsmanager.getSecretVersion",
        { secretId: "payments/key" },
        { values },
      );
      equal(error, undefined);
      deepEqual(result.secretString, { ...SECRET, value: "sk" });
      equal(result.id, "payments/key|AWSCURRENT");
      const { arn } = invoke("secretsmanager.getSecret", { name: "payments/key" }, { values }).result;
      match(String(arn), /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:payments\/key-[0-9a-f]{6}$/);
      deepEqual(
        invoke("secretsmanager.getSecretVersion", { secretId: arn }, { values }).result.secretString,
        { ...SECRET, value: "sk" },
      );
      deepEqual(
        invoke("secretsmanager.getSecretVersion", { secretId: "db" }, { values }).result.secretString,
        {
          ...SECRET,
          value: '{"user":"a"}',
        },
      );
    });

    it("parameters, one or those below a path", () => {
      const values: LocalValues = {
        parameters: {
          "/a/b": "1",
          "/a/c/d": ["2", "3"],
          "/a/e": { type: "SecureString", value: "4" },
          "/ab": "5",
        },
      };
      const read = (name: string) => invoke("ssm.getParameter", { name }, { values }).result;
      deepEqual([read("/a/b").value, read("/a/b").insecureValue], [{ ...SECRET, value: "1" }, "1"]);
      deepEqual([read("/a/c/d").type, read("/a/c/d").insecureValue], ["StringList", "2,3"]);
      deepEqual([read("/a/e").type, read("/a/e").insecureValue], ["SecureString", ""]);
      const below = (args: object) =>
        invoke("ssm.getParametersByPath", { path: "/a", ...args }, { values }).result.names;
      deepEqual(below({}), ["/a/b", "/a/e"]);
      deepEqual(below({ recursive: true }), ["/a/b", "/a/c/d", "/a/e"]);
    });

    it("results of functions, by their arguments, also in place of what is known here", () => {
      const values = {
        functions: {
          "aws.ec2.getVpc": [
            { args: { tags: { a: "b" } }, result: { id: "vpc-tagged" } },
            { args: { default: true }, result: { id: "vpc-default" }, secrets: ["id"] },
          ],
          "aws.index.getRegion": [],
        },
      };
      const vpc = (args: Record<string, unknown>) => invoke("ec2.getVpc", args, { values });
      equal(vpc({ tags: { a: "b" }, default: true }).result.id, "vpc-tagged");
      deepEqual(vpc({ default: true }).result.id, { ...SECRET, value: "vpc-default" });
      match(vpc({ id: "vpc-2" }).error ?? "", /- args:\n {8}id: vpc-2/);
    });

    it("not if they were pasted and not replaced", () => {
      const values: LocalValues = {
        secrets: { s: "<value>" },
        parameters: { p: "<value>" },
        functions: { "aws.ec2.getVpc": [{ result: { id: "<value>" } }] },
      };
      match(
        invoke("secretsmanager.getSecret", { name: "s" }, { values }).error ?? "",
        /secrets:\n {2}s: <value>/,
      );
      match(invoke("ssm.getParameter", { name: "p" }, { values }).error ?? "", /parameters:\n {2}p: <value>/);
      match(invoke("ec2.getVpc", {}, { values }).error ?? "", /aws\.ec2\.getVpc/);
    });
  });

  it("has no secrets for an SDK that does not understand them there", () => {
    const { Lookups } = require("../../../../../packages/local-stack/program/values/lookups");
    const values = { secrets: { s: "t" } };
    const plain = new Lookups({
      values,
      missing: new MissingValues(),
      programDirectory: __dirname,
      acceptsSecrets: false,
    });
    const token = "aws:secretsmanager/getSecretVersion:getSecretVersion";
    equal(plain.invoke(token, { secretId: "s" }, ACCOUNT, []).secretString, "t");
  });
});

describe("MissingValues", () => {
  it("is one error with the text to paste", () => {
    const missing = new MissingValues();
    equal(missing.error("values.yaml"), undefined);
    const asked = lookups({}, missing);
    asked.invoke(
      "aws:secretsmanager/getSecretVersion:getSecretVersion",
      { secretId: "payments/key" },
      ACCOUNT,
      [],
    );
    asked.invoke("aws:ec2/getVpc:getVpc", { default: true }, ACCOUNT, []);
    asked.invoke("aws:ec2/getVpc:getVpc", { default: true }, ACCOUNT, []);
    asked.invoke(
      "aws:ec2/getSubnets:getSubnets",
      { filters: [{ name: "vpc-id", values: ["<value>"] }] },
      ACCOUNT,
      [],
    );
    asked.resource("aws:ec2/vpc:Vpc", "vpc-1", false);
    asked.stack("organization/network/dev");
    missing.config("shop:token", "<value>");
    missing.readErrors([
      "Error: Required output 'queueUrl' does not exist on stack 'organization/network/dev'.\n    at …",
      "TypeError: something else",
    ]);
    const { kind, message } = missing.error("values.yaml")!;
    equal(kind, "values");
    equal(
      message.replace(/# has also .*/g, "# has also …"),
      `the program reads values that only its account, other stacks or its secrets provider have. Add them to values.yaml, with what they are in place of each <value>:

config:
  shop:token: <value>
secrets:
  payments/key: <value>
stackReferences:
  organization/network/dev:
    outputs:
      queueUrl: <value>
functions:
  aws.ec2.getVpc: # has also …
    - args:
        default: true
      result:
        arn: <value>
        id: <value>
  aws.ec2.getSubnets: # has also …
    - result:
        id: <value>
        ids:
          - <value>
resources:
  aws.ec2.Vpc:
    vpc-1: {}`,
    );
    match(message, /# has also cidrBlock, /);
  });
});

describe("programName", () => {
  it("is what the program writes", () => {
    equal(programName("aws:ec2/getVpc:getVpc"), "aws.ec2.getVpc");
    equal(programName("aws:index/getRegion:getRegion"), "aws.getRegion");
    equal(programName("aws:ec2/vpc:Vpc"), "aws.ec2.Vpc");
    equal(programName("std:index:split"), "std.split");
  });
});
