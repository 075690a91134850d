import type { LocalServices, PolicyDocument, RoleDefinition } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { present } from "./present";
import { json, Properties, text } from "./properties";

const role: Deployer = {
  create(resource, { cloud }) {
    cloud.iam.registry.putRole(roleDefinition(resource));
  },
  update(resource, before, { cloud }) {
    const [now, old] = [roleDefinition(resource), roleDefinition(before)];
    if (now.name === old.name) return void cloud.iam.registry.updateRole(old, now);
    cloud.iam.registry.putRole(now);
    cloud.iam.registry.deleteRole(old.name);
  },
  delete(resource, { cloud }) {
    cloud.iam.registry.deleteRole(text(resource, "name"));
  },
  notes(resource, services) {
    const { managedPolicyArns = [], permissionsBoundary } = roleDefinition(resource);
    const boundary = permissionsBoundary ? [permissionsBoundary] : [];
    return unknownPolicies([...managedPolicyArns, ...boundary], services);
  },
};

function roleDefinition(resource: Resource): RoleDefinition {
  const inputs = Properties.inputsOf(resource);
  const path = inputs.optionalText("path");
  const permissionsBoundary = inputs.optionalText("permissionsBoundary");
  return {
    name: text(resource, "name"),
    ...present({
      description: inputs.optionalText("description"),
      maxSessionDuration: inputs.number("maxSessionDuration"),
      tags: inputs.textMap("tags"),
    }),
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
      // An empty one means none, as opposed to those that other resources manage.
      .filter((policy) => policy.has("name") || policy.has("policy"))
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
  update(resource, before, services) {
    const isSame = ["role", "name"].every((key) => text(resource, key) === text(before, key));
    if (!isSame) deleteRolePolicy(before, services);
    return putRolePolicy(resource, services);
  },
  delete: (resource, services) => deleteRolePolicy(resource, services),
};

/** One that no longer exists is not an error, as for the provider. */
function deleteRolePolicy(resource: Resource, { cloud }: LocalServices): void {
  const [role, name] = [text(resource, "role"), text(resource, "name")];
  if (cloud.iam.registry.hasRolePolicy(role, name)) cloud.iam.registry.deleteRolePolicy(role, name);
}

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
  delete: (resource, services) => detach(text(resource, "role"), text(resource, "policyArn"), services),
  notes: (resource, services) => unknownPolicies([text(resource, "policyArn")], services),
};

function detach(role: string, policyArn: string, { cloud }: LocalServices): void {
  const { registry } = cloud.iam;
  if (registry.hasRolePolicy(role, policyArn)) registry.detachRolePolicy(role, policyArn);
}

/** One policy, attached to several roles. Users and groups, which it may name too, make no calls here. */
const policyAttachment: Deployer = {
  create(resource, services) {
    const foreign = foreignRolesOf(resource, services);
    for (const role of rolesOf(resource)) {
      if (foreign.includes(role)) continue;
      services.cloud.iam.registry.attachRolePolicy(role, text(resource, "policyArn"));
    }
  },
  delete(resource, services) {
    for (const role of rolesOf(resource)) detach(role, text(resource, "policyArn"), services);
  },
  notes(resource, services) {
    const inputs = Properties.inputsOf(resource);
    const others = [...inputs.texts("users"), ...inputs.texts("groups")];
    const foreign = foreignRolesOf(resource, services);
    return [
      ...(foreign.length > 0
        ? [`${resource.type} '${resource.name}': these roles are not on this machine: ${foreign.join(", ")}`]
        : []),
      ...unknownPolicies([text(resource, "policyArn")], services),
      ...(others.length > 0
        ? [
            `${resource.type} '${resource.name}': users and groups are not run on this machine: ${others.join(", ")}`,
          ]
        : []),
    ];
  },
};

const rolesOf = (resource: Resource) => Properties.inputsOf(resource).texts("roles");

/** Those of the roles that are not on this machine: every role of the program is created before policies are attached. */
function foreignRolesOf(resource: Resource, { cloud }: LocalServices): string[] {
  const known = new Set(cloud.iam.registry.listRoles().map(({ name }) => name));
  return rolesOf(resource).filter((role) => !known.has(role));
}

/** All managed policies of a role: others are detached. Deleting this changes nothing, as for the provider. */
const attachmentsExclusive: Deployer = {
  create(resource, services) {
    const { registry } = services.cloud.iam;
    const role = text(resource, "roleName");
    const policyArns = Properties.inputsOf(resource).texts("policyArns");
    for (const policyArn of policyArns) registry.attachRolePolicy(role, policyArn);
    for (const policyArn of registry.listRolePolicies(role).managed) {
      if (!policyArns.includes(policyArn)) registry.detachRolePolicy(role, policyArn);
    }
  },
  update: (resource, _before, services) => attachmentsExclusive.create(resource, services),
  delete() {},
  notes: (resource, services) => unknownPolicies(Properties.inputsOf(resource).texts("policyArns"), services),
};

/** The names of all inline policies of a role: others are deleted. Deleting this changes nothing, as for the provider. */
const policiesExclusive: Deployer = {
  create(resource, { cloud }) {
    const { registry } = cloud.iam;
    const role = text(resource, "roleName");
    const names = Properties.inputsOf(resource).texts("policyNames");
    for (const name of registry.listRolePolicies(role).inline) {
      if (!names.includes(name)) registry.deleteRolePolicy(role, name);
    }
  },
  update: (resource, _before, services) => policiesExclusive.create(resource, services),
  delete() {},
};

const unknownPolicies = (policyArns: readonly string[], { cloud }: LocalServices): string[] =>
  policyArns
    .filter((arn) => !cloud.iam.registry.isKnownPolicy(arn))
    .map((arn) => `${arn} is not known on this machine, and allows nothing here`);

export const iam: Record<string, Deployer> = {
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": rolePolicy,
  "aws:iam/policy:Policy": policy,
  "aws:iam/policyAttachment:PolicyAttachment": policyAttachment,
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": policiesExclusive,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": attachmentsExclusive,
};
