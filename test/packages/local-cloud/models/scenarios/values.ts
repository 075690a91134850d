import type { Scenario } from "./scenario";

export const secretsmanager: Scenario = async (call) => {
  const SecretId = "key";
  await call("CreateSecret", { Name: SecretId, SecretString: "one", Description: "a key" });
  await call("PutSecretValue", { SecretId, SecretBinary: Buffer.from("two").toString("base64") });
  await call("GetSecretValue", { SecretId });
  await call("DescribeSecret", { SecretId });
  await call("ListSecrets");
  await call("BatchGetSecretValue", { SecretIdList: [SecretId, "none"] });
  await call("DeleteSecret", { SecretId, RecoveryWindowInDays: 7 });
};

export const ssm: Scenario = async (call) => {
  const Name = "/app/size";
  await call("PutParameter", { Name, Value: "1", Type: "String", Description: "a size" });
  await call("PutParameter", { Name: "/app/names", Value: "a,b", Type: "StringList" });
  await call("GetParameter", { Name });
  await call("GetParameters", { Names: [Name, "/none"] });
  await call("GetParametersByPath", { Path: "/app" });
  await call("DescribeParameters");
  await call("DeleteParameter", { Name });
  await call("DeleteParameters", { Names: ["/app/names", "/none"] });
};
