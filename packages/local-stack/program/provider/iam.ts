import type * as aws from "@pulumi/aws";
import { DEPLOYED_AT, type Models, model } from "./model";
import { plainName } from "./naming";

const IAM_NAME = "_+=,.@-";

/** IAM's ids consist of a prefix for the kind, and 17 capital letters and digits. */
const iamId = (prefix: string, unique: (length: number) => string) => prefix + unique(17).toUpperCase();

export const iam: Models = {
  "aws:iam/role:Role": model<aws.iam.Role, aws.iam.RoleArgs>({
    naming: plainName(64, IAM_NAME),
    global: true,
    create: ({ globalArn, name, inputs, unique }) => ({
      id: name,
      arn: globalArn("iam", `role${path(inputs.text("path", "/"))}${name}`),
      createDate: DEPLOYED_AT,
      inlinePolicies: [],
      managedPolicyArns: [],
      maxSessionDuration: 3600,
      namePrefix: "",
      path: "/",
      uniqueId: iamId("AROA", unique),
    }),
  }),
  "aws:iam/rolePolicy:RolePolicy": model<aws.iam.RolePolicy, aws.iam.RolePolicyArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ name, inputs }) => ({ id: `${inputs.text("role")}:${name}`, namePrefix: "" }),
  }),
  "aws:iam/policy:Policy": model<aws.iam.Policy, aws.iam.PolicyArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ globalArn, name, inputs, unique }) => {
      const arn = globalArn("iam", `policy${path(inputs.text("path", "/"))}${name}`);
      return { id: arn, arn, attachmentCount: 0, namePrefix: "", path: "/", policyId: iamId("ANPA", unique) };
    },
  }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": model<
    aws.iam.RolePolicyAttachment,
    aws.iam.RolePolicyAttachmentArgs
  >({
    global: true,
    create: ({ inputs }) => ({ id: `${inputs.text("role")}/${inputs.text("policyArn")}` }),
  }),
  "aws:iam/policyAttachment:PolicyAttachment": model<aws.iam.PolicyAttachment, aws.iam.PolicyAttachmentArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ name }) => ({ id: name }),
  }),
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": model<
    aws.iam.RolePoliciesExclusive,
    aws.iam.RolePoliciesExclusiveArgs
  >({ global: true, create: ({ inputs }) => ({ id: inputs.text("roleName") }) }),
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": model<
    aws.iam.RolePolicyAttachmentsExclusive,
    aws.iam.RolePolicyAttachmentsExclusiveArgs
  >({ global: true, create: ({ inputs }) => ({ id: inputs.text("roleName") }) }),
  "aws:iam/instanceProfile:InstanceProfile": model<aws.iam.InstanceProfile, aws.iam.InstanceProfileArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ globalArn, name, inputs, unique }) => ({
      id: name,
      arn: globalArn("iam", `instance-profile${path(inputs.text("path", "/"))}${name}`),
      createDate: DEPLOYED_AT,
      namePrefix: "",
      path: "/",
      uniqueId: iamId("AIPA", unique),
    }),
  }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": model<
    aws.iam.OpenIdConnectProvider,
    aws.iam.OpenIdConnectProviderArgs
  >({
    global: true,
    create: ({ globalArn, inputs }) => {
      const issuer = inputs.text("url").replace(/^https:\/\//, "");
      const arn = globalArn("iam", `oidc-provider/${issuer}`);
      return { id: arn, arn, thumbprintLists: [] };
    },
  }),
  "aws:iam/group:Group": model<aws.iam.Group, aws.iam.GroupArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ globalArn, name, inputs, unique }) => ({
      id: name,
      arn: globalArn("iam", `group${path(inputs.text("path", "/"))}${name}`),
      path: "/",
      uniqueId: iamId("AGPA", unique),
    }),
  }),
  "aws:iam/groupMembership:GroupMembership": model<aws.iam.GroupMembership, aws.iam.GroupMembershipArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ name }) => ({ id: name }),
  }),
  "aws:iam/groupPolicy:GroupPolicy": model<aws.iam.GroupPolicy, aws.iam.GroupPolicyArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ name, inputs }) => ({ id: `${inputs.text("group")}:${name}`, namePrefix: "" }),
  }),
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": model<
    aws.iam.GroupPolicyAttachment,
    aws.iam.GroupPolicyAttachmentArgs
  >({
    global: true,
    create: ({ inputs }) => ({ id: `${inputs.text("group")}/${inputs.text("policyArn")}` }),
  }),
  "aws:iam/userGroupMembership:UserGroupMembership": model<
    aws.iam.UserGroupMembership,
    aws.iam.UserGroupMembershipArgs
  >({
    global: true,
    create: ({ unique }) => ({ id: `terraform-${unique(26)}` }),
  }),
  "aws:iam/userPolicy:UserPolicy": model<aws.iam.UserPolicy, aws.iam.UserPolicyArgs>({
    naming: plainName(128, IAM_NAME),
    global: true,
    create: ({ name, inputs }) => ({ id: `${inputs.text("user")}:${name}`, namePrefix: "" }),
  }),
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": model<
    aws.iam.UserPolicyAttachment,
    aws.iam.UserPolicyAttachmentArgs
  >({
    global: true,
    create: ({ inputs }) => ({ id: `${inputs.text("user")}/${inputs.text("policyArn")}` }),
  }),
  "aws:iam/user:User": model<aws.iam.User, aws.iam.UserArgs>({
    naming: plainName(64, IAM_NAME),
    global: true,
    create: ({ globalArn, name, inputs, unique }) => ({
      id: name,
      arn: globalArn("iam", `user${path(inputs.text("path", "/"))}${name}`),
      path: "/",
      uniqueId: iamId("AIDA", unique),
    }),
  }),
};

/** A path as in an ARN: with a slash at both ends. */
function path(given: string): string {
  return `/${given}/`.replaceAll(/\/+/g, "/");
}
