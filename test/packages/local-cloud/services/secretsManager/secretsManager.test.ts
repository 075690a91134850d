import assert from "node:assert/strict";
import { ManualClock } from "../../../../../packages/local-cloud/aws/clock";
import { SecretsManagerService } from "../../../../../packages/local-cloud/services/secretsManager/secretsManager";
import { TestCloud } from "../../testCloud";

const KEY = "arn:aws:kms:us-east-1:123456789012:key/k";

describe("Secrets Manager", () => {
  let cloud: TestCloud;
  let clock: ManualClock;
  beforeEach(() => {
    cloud = new TestCloud();
    clock = new ManualClock();
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

  const DAY = 86_400_000;
  const create = (Name = "s", more: object = {}) =>
    call("CreateSecret", { Name, SecretString: "a", ...more });

  it("deletes a secret after its recovery window, and restores it before", async () => {
    await create();
    const { DeletionDate } = await call("DeleteSecret", { SecretId: "s", RecoveryWindowInDays: 7 });
    assert.equal(DeletionDate, (clock.now() + 7 * DAY) / 1000);
    await assert.rejects(call("GetSecretValue", { SecretId: "s" }), /marked for deletion/);
    await assert.rejects(create(), /already scheduled for deletion/);
    assert.deepEqual((await call("ListSecrets")).SecretList, []);
    const planned = (await call("ListSecrets", { IncludePlannedDeletion: true })).SecretList as object[];
    assert.equal(planned.length, 1);
    assert.equal((await call("DescribeSecret", { SecretId: "s" })).DeletedDate, DeletionDate);
    await call("RestoreSecret", { SecretId: "s" });
    assert.equal((await call("GetSecretValue", { SecretId: "s" })).SecretString, "a");
    await call("DeleteSecret", { SecretId: "s" });
    await clock.advance(30 * DAY);
    await assert.rejects(call("RestoreSecret", { SecretId: "s" }), code("ResourceNotFoundException"));
    await create();
    await call("DeleteSecret", { SecretId: "s", ForceDeleteWithoutRecovery: true });
    await assert.rejects(call("DescribeSecret", { SecretId: "s" }), code("ResourceNotFoundException"));
  });

  it("changes a secret, with a new version if it has a new value", async () => {
    const { VersionId } = await create("s", { ClientRequestToken: "t".repeat(32) });
    assert.equal(VersionId, "t".repeat(32));
    assert.equal((await call("UpdateSecret", { SecretId: "s", Description: "d" })).VersionId, undefined);
    const changed = await call("UpdateSecret", { SecretId: "s", SecretString: "b" });
    assert.ok(changed.VersionId !== undefined && changed.VersionId !== VersionId);
    const { Description, VersionIdsToStages } = await call("DescribeSecret", { SecretId: "s" });
    assert.equal(Description, "d");
    assert.deepEqual(VersionIdsToStages, {
      [String(VersionId)]: ["AWSPREVIOUS"],
      [String(changed.VersionId)]: ["AWSCURRENT"],
    });
  });

  it("moves stages between versions", async () => {
    const { VersionId: first } = await create();
    const { VersionId: second } = await call("PutSecretValue", { SecretId: "s", SecretString: "b" });
    const move = (VersionStage: string, input: object) =>
      call("UpdateSecretVersionStage", { SecretId: "s", VersionStage, ...input });
    await assert.rejects(
      move("AWSCURRENT", { MoveToVersionId: first }),
      /RemoveFromVersionId can't be empty/,
    );
    await assert.rejects(move("AWSCURRENT", { RemoveFromVersionId: second }), /can’t be completely removed/);
    await assert.rejects(
      move("AWSCURRENT", { RemoveFromVersionId: first, MoveToVersionId: first }),
      /is not attached/,
    );
    await move("AWSCURRENT", { RemoveFromVersionId: second, MoveToVersionId: first });
    await move("mine", { MoveToVersionId: second });
    assert.equal((await call("GetSecretValue", { SecretId: "s" })).SecretString, "a");
    const { Versions } = await call("ListSecretVersionIds", { SecretId: "s" });
    assert.deepEqual(
      (Versions as Record<string, unknown>[]).map(({ VersionStages }) => VersionStages),
      [["AWSCURRENT"], ["AWSPREVIOUS", "mine"]],
    );
  });

  it("generates passwords of the characters that are wanted", async () => {
    const password = async (input: object = {}) =>
      String((await call("GetRandomPassword", input)).RandomPassword);
    assert.match(await password(), /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^\w\s])[!-~]{32}$/);
    const digits = { ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true };
    assert.match(await password({ ...digits, ExcludeCharacters: "0123", PasswordLength: 9 }), /^[4-9]{9}$/);
    await assert.rejects(password({ PasswordLength: 3 }), /PasswordLength is 3; allowed: 4 or more/);
    await assert.rejects(password({ PasswordLength: 0 }), /allowed: a whole number from 1 to 4096/);
    await assert.rejects(password({ ...digits, ExcludeNumbers: true }), /No characters are left/);
  });

  it("keeps policies and tags, and filters by them", async () => {
    const ResourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await create("one", { Tags: [{ Key: "team", Value: "a" }] });
    await create("two", { Description: "of the team" });
    assert.equal((await call("GetResourcePolicy", { SecretId: "one" })).ResourcePolicy, undefined);
    await call("PutResourcePolicy", { SecretId: "one", ResourcePolicy });
    assert.equal((await call("GetResourcePolicy", { SecretId: "one" })).ResourcePolicy, ResourcePolicy);
    await call("DeleteResourcePolicy", { SecretId: "one" });
    assert.equal((await call("GetResourcePolicy", { SecretId: "one" })).ResourcePolicy, undefined);
    const found = async (Key: string, ...Values: string[]) =>
      ((await call("ListSecrets", { Filters: [{ Key, Values }] })).SecretList as { Name: string }[]).map(
        ({ Name }) => Name,
      );
    assert.deepEqual(await found("tag-key", "te"), ["one"]);
    assert.deepEqual(await found("all", "team"), ["one", "two"]);
    assert.deepEqual(await found("name", "!one"), ["two"]);
    await call("TagResource", { SecretId: "two", Tags: [{ Key: "team", Value: "b" }] });
    await call("UntagResource", { SecretId: "one", TagKeys: ["team"] });
    assert.deepEqual(await found("tag-value", "b"), ["two"]);
    const { SecretValues } = await call("BatchGetSecretValue", { Filters: [{ Key: "name", Values: ["t"] }] });
    assert.equal((SecretValues as object[]).length, 1);
    const first = await call("ListSecrets", { MaxResults: 1 });
    const second = await call("ListSecrets", { MaxResults: 1, NextToken: first.NextToken });
    assert.equal((second.SecretList as object[]).length, 1);
    assert.equal(second.NextToken, undefined);
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
    ["DeleteSecret", { SecretId: "empty", RecoveryWindowInDays: 6 }, "InvalidParameterException"],
    [
      "DeleteSecret",
      { SecretId: "empty", RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true },
      "InvalidParameterException",
    ],
    [
      "CreateSecret",
      { Name: "x", AddReplicaRegions: [{ Region: "eu-west-1" }] },
      "InvalidParameterException",
    ],
    ["ListSecrets", { Filters: [{ Key: "size", Values: ["1"] }] }, "InvalidParameterException"],
    ["ListSecrets", { NextToken: "?" }, "InvalidNextTokenException"],
    ["BatchGetSecretValue", {}, "InvalidParameterException"],
    ["RotateSecret", { SecretId: "empty" }, "UnknownOperationException"],
  ];
  for (const [operation, input, expected] of wrong) {
    it(`refuses ${operation} ${JSON.stringify(input)}`, async () => {
      await call("CreateSecret", { Name: "empty" });
      await assert.rejects(call(operation, input), code(expected));
    });
  }
});
