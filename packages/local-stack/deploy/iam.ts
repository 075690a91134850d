import type { PolicyDocument, RoleDefinition } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, Properties, text } from "./properties";

const role: Deployer = {
  create(resource, { cloud }) {
    cloud.iam.registry.putRole(roleDefinition(resource));
  },
  update(resource, before, { cloud }) {
    cloud.iam.registry.updateRole(roleDefinition(before), roleDefinition(resource));
  },
  delete(resource, { cloud }) {
    cloud.iam.registry.deleteRole(text(resource, "name"));
  },
};

function roleDefinition(resource: Resource): RoleDefinition {
  const inputs = Properties.inputsOf(resource);
  const path = inputs.optionalText("path");
  const permissionsBoundary = inputs.optionalText("permissionsBoundary");
  return {
    name: text(resource, "name"),
    ...(path ? { path } : {}),
    assumeRolePolicy: json<PolicyDocument>(resource, "assumeRolePolicy"),
    inlinePolicies: inlinePolicies(inputs),
    managedPolicyArns: inputs.texts("managedPolicyArns"),
    ...(permissionsBoundary ? { permissionsBoundary } : {}),
  };
}

const inlinePolicies = (role: Properties): Record<string, PolicyDocument> =>
  Object.fromEntries(
    role
      .items("inlinePolicies")
      .map((policy) => [policy.text("name"), policy.json<PolicyDocument>("policy")]),
  );

const putRolePolicy: Deployer["create"] = (resource, { cloud }) =>
  cloud.iam.registry.putRolePolicy(
    text(resource, "role"),
    text(resource, "name"),
    json<PolicyDocument>(resource, "policy"),
  );

const rolePolicy: Deployer = {
  create: putRolePolicy,
  update: (resource, _before, services) => putRolePolicy(resource, services),
  delete: (resource, { cloud }) =>
    cloud.iam.registry.deleteRolePolicy(text(resource, "role"), text(resource, "name")),
};

const policy: Deployer = {
  create(resource, { cloud }) {
    cloud.iam.registry.putManagedPolicy(
      text(resource, "name"),
      json<PolicyDocument>(resource, "policy"),
      Properties.inputsOf(resource).optionalText("path"),
    );
  },
  update: (resource, _before, services) => policy.create(resource, services),
  delete(resource, { cloud }) {
    cloud.iam.registry.deleteManagedPolicy(text(resource, "arn"));
  },
};

const rolePolicyAttachment: Deployer = {
  create: (resource, { cloud }) =>
    cloud.iam.registry.attachRolePolicy(text(resource, "role"), text(resource, "policyArn")),
  delete: (resource, { cloud }) =>
    cloud.iam.registry.detachRolePolicy(text(resource, "role"), text(resource, "policyArn")),
};

export const iam: Record<string, Deployer> = {
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/policy:Policy": policy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
};
