import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { SecretsManagerService } from "../../../../../packages/local-cloud/services/secretsManager/secretsManager";
import { TestCloud } from "../../testCloud";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/k";

describe("Secrets Manager", () => {
  let cloud: TestCloud;
  beforeEach(() => {
    cloud = new TestCloud();
    const clock = new ManualClock();
    cloud.add(new SecretsManagerService(cloud, () => clock.now()));
  });
  const call = (operation: string, input: object = {}) =>
    cloud.call(cloud.administrator, "secretsmanager", operation, input);
  const code = (expected: string) => (error: { code?: string }) => error.code === expected;

  it("returns the value by name, ARN, or ARN without its last characters", async () => {
    const { ARN, VersionId } = await call("CreateSecret", { Name: "payments/key", SecretString: "a" });
    assert.match(String(ARN), /^arn:aws:secretsmanager:us-east-1:123456789012:secret:payments\/key-\w{6}$/);
    for (const SecretId of ["payments/key", String(ARN), String(ARN).slice(0, -7)]) {
      const { SecretString, VersionStages, ...rest } = await call("GetSecretValue", { SecretId });
      assert.deepEqual([SecretString, VersionStages, rest.VersionId], ["a", ["AWSCURRENT"], VersionId]);
    }
  });

  it("moves stages to a new version", async () => {
    const { VersionId: first } = await call("CreateSecret", { Name: "s", SecretString: "a" });
    await call("PutSecretValue", { SecretId: "s", SecretString: "b" });
    const read = async (input: object) =>
      (await call("GetSecretValue", { SecretId: "s", ...input })).SecretString;
    assert.deepEqual(
      [await read({}), await read({ VersionStage: "AWSPREVIOUS" }), await read({ VersionId: first })],
      ["b", "a", "a"],
    );
    await call("PutSecretValue", { SecretId: "s", SecretString: "c", VersionStages: ["NEXT"] });
    assert.deepEqual([await read({}), await read({ VersionStage: "NEXT" })], ["b", "c"]);
    const { VersionIdsToStages } = await call("DescribeSecret", { SecretId: "s" });
    assert.deepEqual(Object.values(VersionIdsToStages as object), [
      ["AWSPREVIOUS"],
      ["AWSCURRENT"],
      ["NEXT"],
    ]);
  });

  it("returns several, each with its error", async () => {
    await call("CreateSecret", { Name: "s", SecretString: "a" });
    const { SecretValues, Errors } = await call("BatchGetSecretValue", { SecretIdList: ["s", "t"] });
    assert.deepEqual(
      (SecretValues as { Name: string }[]).map(({ Name }) => Name),
      ["s"],
    );
    assert.deepEqual(
      (Errors as { ErrorCode: string }[]).map(({ ErrorCode }) => ErrorCode),
      ["ResourceNotFoundException"],
    );
    assert.equal(((await call("ListSecrets")).SecretList as unknown[]).length, 1);
  });

  it("needs the permission for the secret, and for its key", async () => {
    const { ARN } = await call("CreateSecret", { Name: "s", SecretString: "a", KmsKeyId: KEY });
    cloud.denied.add("kms:Decrypt");
    await assert.rejects(call("GetSecretValue", { SecretId: "s" }), code("AccessDeniedException"));
    cloud.denied.add("secretsmanager:GetSecretValue");
    await assert.rejects(call("BatchGetSecretValue", { SecretIdList: ["s"] }), code("AccessDeniedException"));
    assert.deepEqual(cloud.refusals, [`kms:Decrypt ${KEY}`, `secretsmanager:GetSecretValue ${ARN}`]);
  });

  const wrong: [operation: string, input: object, code: string][] = [
    ["GetSecretValue", { SecretId: "absent" }, "ResourceNotFoundException"],
    ["GetSecretValue", { SecretId: "empty" }, "ResourceNotFoundException"],
    ["GetSecretValue", {}, "InvalidParameterException"],
    ["GetSecretValue", { SecretId: 1 }, "InvalidParameterException"],
    ["BatchGetSecretValue", { SecretIdList: "s" }, "InvalidParameterException"],
    ["CreateSecret", { Name: "empty" }, "ResourceExistsException"],
    ["CreateSecret", { Name: "a b" }, "ValidationException"],
    ["CreateSecret", { Name: "x", SecretString: "a", SecretBinary: "YQ==" }, "InvalidParameterException"],
    ["PutSecretValue", { SecretId: "empty" }, "InvalidRequestException"],
    ["DeleteSecret", { SecretId: "absent" }, "ResourceNotFoundException"],
  ];
  for (const [operation, input, expected] of wrong) {
    it(`refuses ${operation} ${JSON.stringify(input)}`, async () => {
      await call("CreateSecret", { Name: "empty" });
      await assert.rejects(call(operation, input), code(expected));
    });
  }
});
