import type { Scenario } from "./scenario";

export const secretsmanager: Scenario = async (call) => {
  const SecretId = "key";
  await call("CreateSecret", { Name: SecretId, SecretString: "one", Description: "a key" });
  await call("PutSecretValue", { SecretId, SecretBinary: Buffer.from("two").toString("base64") });
  await call("GetSecretValue", { SecretId });
  await call("DescribeSecret", { SecretId });
  await call("ListSecrets");
  await call("BatchGetSecretValue", { SecretIdList: [SecretId, "none"] });
  const [first, second] = (await call("ListSecretVersionIds", { SecretId })).Versions;
  await call("UpdateSecretVersionStage", {
    SecretId,
    VersionStage: "AWSCURRENT",
    RemoveFromVersionId: second.VersionId,
    MoveToVersionId: first.VersionId,
  });
  await call("UpdateSecret", { SecretId, SecretString: "three" });
  await call("TagResource", { SecretId, Tags: [{ Key: "team", Value: "a" }] });
  await call("DescribeSecret", { SecretId });
  await call("UntagResource", { SecretId, TagKeys: ["team"] });
  const ResourcePolicy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: "secretsmanager:DeleteSecret", Resource: "*" }],
  });
  await call("ValidateResourcePolicy", { ResourcePolicy });
  await call("ValidateResourcePolicy", { ResourcePolicy: "{" });
  await call("PutResourcePolicy", { SecretId, ResourcePolicy });
  await call("GetResourcePolicy", { SecretId });
  await call("DeleteResourcePolicy", { SecretId });
  await call("GetRandomPassword", { PasswordLength: 20 });
  await call("DeleteSecret", { SecretId, RecoveryWindowInDays: 7 });
  await call("DescribeSecret", { SecretId });
  await call("ListSecrets", { IncludePlannedDeletion: true });
  await call("RestoreSecret", { SecretId });
};

export const ssm: Scenario = async (call) => {
  const Name = "/app/size";
  await call("PutParameter", { Name, Value: "1", Type: "String", Description: "a size" });
  await call("PutParameter", { Name: "/app/names", Value: "a,b", Type: "StringList" });
  await call("GetParameter", { Name });
  await call("GetParameters", { Names: [Name, "/none"] });
  await call("GetParametersByPath", { Path: "/app" });
  await call("DescribeParameters");
  await call("PutParameter", { Name, Value: "2", Overwrite: true, AllowedPattern: "^[0-9]$" });
  await call("LabelParameterVersion", { Name, Labels: ["live", "aws-no"] });
  await call("GetParameter", { Name: `${Name}:live` });
  await call("GetParameterHistory", { Name });
  await call("UnlabelParameterVersion", { Name, ParameterVersion: 2, Labels: ["live"] });
  const resource = { ResourceType: "Parameter", ResourceId: Name };
  await call("AddTagsToResource", { ...resource, Tags: [{ Key: "team", Value: "a" }] });
  await call("ListTagsForResource", resource);
  await call("RemoveTagsFromResource", { ...resource, TagKeys: ["team"] });
  await call("DescribeParameters", { ParameterFilters: [{ Key: "Path", Values: ["/app"] }] });
  await call("DeleteParameter", { Name });
  await call("DeleteParameters", { Names: ["/app/names", "/none"] });
};
