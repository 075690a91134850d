import assert from "node:assert/strict";
import type { Evaluation, Resource } from "../../../../packages/local-stack";
import { startLocalStack } from "../../../../packages/local-stack";
import { provideValues } from "../../../../packages/local-stack/deploy/givenValues";
import { resource } from "../resource";

const ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:own-abcdef";
const REGISTERED = {
  secret: resource("aws:secretsmanager/secret:Secret", "own", {
    id: ARN,
    outputs: { name: "own", arn: ARN },
  }),
  version: (secretString: string) =>
    resource("aws:secretsmanager/secretVersion:SecretVersion", "own", {
      inputs: { secretId: ARN, secretString },
      outputs: { secretId: ARN },
    }),
  parameter: (value: string) =>
    resource("aws:ssm/parameter:Parameter", "own", {
      inputs: { type: "String", value },
      outputs: { name: "/own", value },
    }),
};

const evaluated = (...resources: Resource[]): Evaluation => ({
  project: "p",
  stack: "dev",
  resources: [...resources],
  outputs: {},
  secretOutputs: [],
  logs: [],
  durationMs: 0,
});

describe("secrets and parameters of a program", () => {
  it("are created, updated and deleted, beside those that are given", async () => {
    const first = evaluated(REGISTERED.secret, REGISTERED.version("a"), REGISTERED.parameter("1"));
    await using stack = await startLocalStack({ program: first });
    const { cloud } = stack.services;
    const read = async (service: "secretsmanager" | "ssm", operation: string, input: object) =>
      cloud.call(cloud.administrator, service, operation, input);
    const secret = async (SecretId: string) =>
      (await read("secretsmanager", "GetSecretValue", { SecretId })).SecretString;
    const parameter = async (Name: string) =>
      ((await read("ssm", "GetParameter", { Name })).Parameter as { Value: string }).Value;
    assert.deepEqual([await secret("own"), await parameter("/own")], ["a", "1"]);

    const values = {
      secrets: { own: "x", "payments/key": "sk" },
      parameters: { "/own": "x", "/shop/region": "eu" },
    };
    provideValues(stack.services, values, first);
    assert.deepEqual([await secret("own"), await parameter("/own")], ["a", "1"]);
    assert.deepEqual([await secret("payments/key"), await parameter("/shop/region")], ["sk", "eu"]);
    provideValues(stack.services, { secrets: { "payments/key": "sk2" } }, first);
    assert.equal(await secret("payments/key"), "sk2");

    await stack.deploy(evaluated(REGISTERED.secret, REGISTERED.version("b"), REGISTERED.parameter("2")));
    assert.deepEqual([await secret(ARN), await parameter("/own")], ["b", "2"]);
    await stack.deploy(evaluated());
    await assert.rejects(secret("own"), { code: "ResourceNotFoundException" });
    await assert.rejects(parameter("/own"), { code: "ParameterNotFound" });
  });
});
