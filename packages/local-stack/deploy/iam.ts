import type { PolicyDocument, RoleDefinition } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, text } from "./properties";

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
  const { path, managedPolicyArns, permissionsBoundary } = resource.inputs;
  return {
    name: text(resource, "name"),
    ...(path ? { path: String(path) } : {}),
    assumeRolePolicy: json<PolicyDocument>(resource, "assumeRolePolicy"),
    inlinePolicies: inlinePolicies(resource),
    managedPolicyArns: (managedPolicyArns as string[] | undefined) ?? [],
    ...(permissionsBoundary ? { permissionsBoundary: String(permissionsBoundary) } : {}),
  };
}

function inlinePolicies(resource: Resource): Record<string, PolicyDocument> {
  const policies = (resource.inputs.inlinePolicies as { name: string; policy: string }[] | undefined) ?? [];
  return Object.fromEntries(policies.map(({ name, policy }) => [name, JSON.parse(policy)]));
}

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
    const { path } = resource.inputs;
    cloud.iam.registry.putManagedPolicy(
      text(resource, "name"),
      json<PolicyDocument>(resource, "policy"),
      path === undefined ? undefined : String(path),
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
