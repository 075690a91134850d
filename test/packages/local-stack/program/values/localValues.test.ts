import { deepEqual, equal, throws } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EvaluationError } from "../../../../../packages/local-stack/program";
import {
  isIncomplete,
  type LocalValues,
  loadValues,
} from "../../../../../packages/local-stack/program/values/localValues";

const ALL = `
config:
  shop:token: t0ken
secrets:
  payments/key: sk_test
  payments/db: { user: admin, password: hunter2 }
parameters:
  /shop/region: eu-west-1
  /shop/limit: 3
  /shop/zones: [a, b]
  /shop/token: { type: SecureString, value: t0ken }
stackReferences:
  organization/network/dev:
    outputs: { queueUrl: "http://queue" }
    secretOutputs: { password: hunter2 }
functions:
  aws.ec2.getVpc:
    - args: { default: true }
      result: { id: vpc-1 }
    - result: { id: vpc-2 }
      secrets: [id]
resources:
  aws.ec2.Vpc:
    vpc-1: { cidrBlock: 10.0.0.0/16 }
`;

describe("loadValues", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "values-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const write = (text: string, file = "Pulumi.dev.local.yaml") => writeFileSync(join(directory, file), text);

  it("reads the file beside the stack's, if there is one", () => {
    deepEqual(loadValues(directory, "dev", undefined), { values: {}, source: "Pulumi.dev.local.yaml" });
    write(ALL);
    const { values } = loadValues(directory, "dev", undefined);
    deepEqual(values.parameters, {
      "/shop/region": "eu-west-1",
      "/shop/limit": "3",
      "/shop/zones": ["a", "b"],
      "/shop/token": { type: "SecureString", value: "t0ken" },
    });
    deepEqual(values.secrets?.["payments/db"], { user: "admin", password: "hunter2" });
    equal(values.functions?.["aws.ec2.getVpc"]?.length, 2);
    deepEqual(loadValues(directory, "prod", undefined).values, {});
  });

  it("reads another file, or values as they are", () => {
    write("secrets: { a: b }", "mine.yaml");
    const file = join(directory, "mine.yaml");
    deepEqual(loadValues(directory, "dev", file), { values: { secrets: { a: "b" } }, source: "mine.yaml" });
    deepEqual(loadValues(directory, "dev", { secrets: { a: "b" } }).values, { secrets: { a: "b" } });
  });

  const refused: [yaml: string, message: string][] = [
    [
      "secret: { a: b }",
      "Pulumi.dev.local.yaml has the key 'secret'; allowed: config, secrets, parameters, stackReferences, functions, resources",
    ],
    ["secrets: [a]", "Pulumi.dev.local.yaml: secrets is a list; allowed: a map"],
    ["secrets: { a: }", "Pulumi.dev.local.yaml: secrets.a is empty; allowed: a text, or an object"],
    [
      "parameters: { a: { type: Secure, value: x } }",
      "Pulumi.dev.local.yaml: parameters.a: type is of type string; allowed: String, StringList, SecureString",
    ],
    [
      "parameters: { a: { value: x } }",
      "Pulumi.dev.local.yaml: parameters.a has no type; allowed: type, value",
    ],
    ["parameters: { a: [[x]] }", "Pulumi.dev.local.yaml: parameters.a[0] is a list; allowed: a text"],
    [
      "stackReferences: { a/b/c: { queueUrl: x } }",
      "Pulumi.dev.local.yaml: stackReferences.a/b/c has the key 'queueUrl'; allowed: outputs, secretOutputs",
    ],
    [
      "functions: { aws.ec2.getVpc: { id: x } }",
      "Pulumi.dev.local.yaml: functions.aws.ec2.getVpc is of type object; allowed: a list of maps with args and result",
    ],
    [
      "functions: { aws.ec2.getVpc: [{ args: {} }] }",
      "Pulumi.dev.local.yaml: functions.aws.ec2.getVpc[0] has no result; allowed: args, result, secrets",
    ],
    [
      "resources: { aws.ec2.Vpc: { vpc-1: x } }",
      "Pulumi.dev.local.yaml: resources.aws.ec2.Vpc.vpc-1 is of type string; allowed: a map",
    ],
    [
      "__proto__: { a: b }",
      "Pulumi.dev.local.yaml has the key '__proto__'; allowed: config, secrets, parameters, stackReferences, functions, resources",
    ],
  ];
  for (const [yaml, message] of refused) {
    it(`refuses ${yaml}`, () => {
      write(yaml);
      throws(
        () => loadValues(directory, "dev", undefined),
        (error: unknown) => {
          equal((error as Error).message, message);
          return error instanceof EvaluationError && error.kind === "config";
        },
      );
    });
  }

  it("shows no value that it refuses", () => {
    throws(
      () =>
        loadValues(directory, "dev", {
          parameters: { a: { type: "t0ken", value: "t0ken" } },
        } as unknown as LocalValues),
      (error: Error) => !error.message.includes("t0ken"),
    );
  });

  it("refuses a file that is not there", () => {
    throws(
      () => loadValues(directory, "dev", "absent.yaml"),
      /^EvaluationError: there is no file absent\.yaml$/,
    );
  });
});

describe("isIncomplete", () => {
  it("finds what was pasted and not replaced, however deep", () => {
    const values: [value: unknown, incomplete: boolean][] = [
      ["<value>", true],
      [{ a: [{ b: "<value>" }] }, true],
      ["a <value>", false],
      [{ a: [1, null, undefined, "x"] }, false],
      [undefined, false],
    ];
    for (const [value, incomplete] of values) equal(isIncomplete(value), incomplete, JSON.stringify(value));
  });
});
