import { ACCOUNT, putRole, type Scenario } from "./scenario";

const document = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

export const sts: Scenario = async (call, services) => {
  await call("GetCallerIdentity");
  await call("AssumeRole", { RoleArn: putRole(services, "ec2"), RoleSessionName: "someone" });
  const { Credentials } = await call("GetSessionToken", { DurationSeconds: "900" });
  await call("GetAccessKeyInfo", { AccessKeyId: Credentials.AccessKeyId });
};

export const iam: Scenario = async (call) => {
  const RoleName = "app";
  const AssumeRolePolicyDocument = document({
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  const PolicyDocument = document({
    Action: "sqs:*",
    Resource: "*",
    Condition: { StringEquals: { "aws:RequestedRegion": "us-east-1" } },
  });
  const Tags = [{ Key: "team", Value: "a" }];
  const { Policy } = await call("CreatePolicy", {
    PolicyName: "queues",
    PolicyDocument,
    Tags,
    Description: "d",
  });
  const PolicyArn = Policy.Arn;
  const PermissionsBoundary = PolicyArn;
  await call("CreateRole", {
    RoleName,
    AssumeRolePolicyDocument,
    PermissionsBoundary,
    Tags,
    Description: "d",
  });
  await call("GetRole", { RoleName });
  await call("ListRoles");
  await call("UpdateRole", { RoleName, MaxSessionDuration: "7200" });
  await call("UpdateRoleDescription", { RoleName, Description: "e" });
  await call("UpdateAssumeRolePolicy", { RoleName, PolicyDocument: AssumeRolePolicyDocument });
  await call("TagRole", { RoleName, Tags });
  await call("ListRoleTags", { RoleName });
  await call("UntagRole", { RoleName, TagKeys: ["team"] });
  await call("PutRolePermissionsBoundary", { RoleName, PermissionsBoundary });
  await call("DeleteRolePermissionsBoundary", { RoleName });
  const inline = { RoleName, PolicyName: "inline" };
  await call("PutRolePolicy", { ...inline, PolicyDocument });
  await call("GetRolePolicy", inline);
  await call("ListRolePolicies", { RoleName });
  await call("AttachRolePolicy", { RoleName, PolicyArn });
  await call("ListAttachedRolePolicies", { RoleName });
  await call("ListEntitiesForPolicy", { PolicyArn });
  await call("GetPolicy", { PolicyArn });
  await call("ListPolicies", { MaxItems: "5" });
  await call("TagPolicy", { PolicyArn, Tags });
  await call("ListPolicyTags", { PolicyArn });
  await call("UntagPolicy", { PolicyArn, TagKeys: ["team"] });
  await call("CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: "true" });
  await call("ListPolicyVersions", { PolicyArn });
  await call("GetPolicyVersion", { PolicyArn, VersionId: "v1" });
  await call("SetDefaultPolicyVersion", { PolicyArn, VersionId: "v1" });
  await call("DeletePolicyVersion", { PolicyArn, VersionId: "v2" });
  const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
  await call("SimulatePrincipalPolicy", {
    PolicySourceArn,
    ActionNames: ["sqs:SendMessage", "s3:GetObject"],
  });
  await call("SimulateCustomPolicy", { PolicyInputList: [PolicyDocument], ActionNames: ["sqs:SendMessage"] });
  await call("GetContextKeysForPrincipalPolicy", { PolicySourceArn });
  await call("GetContextKeysForCustomPolicy", { PolicyInputList: [PolicyDocument] });
  await call("GetUser");
  await call("DetachRolePolicy", { RoleName, PolicyArn });
  await call("DeleteRolePolicy", inline);
  await call("DeleteRole", { RoleName });
  await call("DeletePolicy", { PolicyArn });
};
