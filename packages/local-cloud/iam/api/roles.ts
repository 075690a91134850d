import type { PolicyDocument } from "../../aws/policyDocument";
import { deleteConflict, entityExists, invalidInput, invalidMember, noSuchEntity } from "../errors";
import type { IamRegistry, Role } from "../registry";
import { describeRole, encodedDocument, page, summarizeRole, tagsOf } from "./descriptions";
import { type Input, listOf, optionalText } from "./inputs";

interface Tag {
  Key: string;
  Value: string;
}

/** The operations on roles and their policies. */
export function roleOperations(registry: IamRegistry) {
  const roleOf = ({ RoleName }: Input): Role => registry.roleNamed(String(RoleName));
  const done = {};
  return {
    CreateRole(input: Input) {
      const name = String(input.RoleName);
      if (registry.listRoles().some((role) => role.name === name))
        throw entityExists(`Role with name ${name}`);
      const permissionsBoundary = optionalText(input.PermissionsBoundary);
      if (permissionsBoundary !== undefined && !registry.isKnownPolicy(permissionsBoundary))
        throw invalidInput(`Policy ${permissionsBoundary} does not exist or is not attachable.`);
      const role = registry.putRole({
        name,
        assumeRolePolicy: input.AssumeRolePolicyDocument as PolicyDocument,
        path: optionalText(input.Path) ?? "/",
        maxSessionDuration: readDuration(input.MaxSessionDuration),
        ...(input.Description !== undefined && { description: String(input.Description) }),
        ...(permissionsBoundary !== undefined && { permissionsBoundary }),
        tags: Object.fromEntries(listOf<Tag>(input.Tags).map(({ Key, Value }) => [Key, Value])),
      });
      return { Role: describeRole(role) };
    },
    GetRole: (input: Input) => ({ Role: describeRole(roleOf(input)) }),
    ListRoles({ PathPrefix = "/", ...input }: Input) {
      const found = registry.listRoles().filter(({ path }) => path.startsWith(String(PathPrefix)));
      found.sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(found, ({ name }) => name, input);
      return { Roles: items.map(summarizeRole), ...next };
    },
    UpdateRole(input: Input) {
      const role = roleOf(input);
      if (input.Description !== undefined) role.description = String(input.Description);
      if (input.MaxSessionDuration !== undefined)
        role.maxSessionDuration = readDuration(input.MaxSessionDuration);
      return done;
    },
    UpdateRoleDescription(input: Input) {
      const role = roleOf(input);
      role.description = String(input.Description);
      return { Role: describeRole(role) };
    },
    DeleteRole(input: Input) {
      const { name } = roleOf(input);
      const { inline, managed } = registry.listRolePolicies(name);
      if (managed.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (inline.length > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      registry.deleteRole(name);
      return done;
    },
    UpdateAssumeRolePolicy(input: Input) {
      registry.updateAssumeRolePolicy(roleOf(input).name, input.PolicyDocument as PolicyDocument);
      return done;
    },
    PutRolePolicy(input: Input) {
      const document = input.PolicyDocument as PolicyDocument;
      registry.putRolePolicy(roleOf(input).name, String(input.PolicyName), document);
      return done;
    },
    GetRolePolicy(input: Input) {
      const { name, policies } = roleOf(input);
      const policyName = String(input.PolicyName);
      const policy = policies.get(policyName);
      if (!policy) throw noSuchEntity(`The role policy with name ${policyName} cannot be found.`);
      return {
        RoleName: name,
        PolicyName: policyName,
        PolicyDocument: encodedDocument(policy.document),
      };
    },
    ListRolePolicies(input: Input) {
      const names = registry.listRolePolicies(roleOf(input).name).inline.sort();
      const { items, next } = page(names, (name) => name, input);
      return { PolicyNames: items, ...next };
    },
    DeleteRolePolicy(input: Input) {
      registry.deleteRolePolicy(roleOf(input).name, String(input.PolicyName));
      return done;
    },
    AttachRolePolicy(input: Input) {
      const { name } = roleOf(input);
      const policyArn = String(input.PolicyArn);
      checkKnown(registry, policyArn);
      registry.attachRolePolicy(name, policyArn);
      return done;
    },
    DetachRolePolicy(input: Input) {
      const policyArn = String(input.PolicyArn);
      const { name } = roleOf(input);
      if (!registry.hasRolePolicy(name, policyArn)) throw noSuchEntity(`Policy ${policyArn} was not found.`);
      registry.detachRolePolicy(name, policyArn);
      return done;
    },
    ListAttachedRolePolicies({ PathPrefix = "/", ...input }: Input) {
      const { managed } = registry.listRolePolicies(roleOf(input).name);
      const found = managed.filter((arn) => arn.split(":policy")[1]?.startsWith(String(PathPrefix))).sort();
      const { items, next } = page(found, (arn) => arn, input);
      const describe = (arn: string) => ({ PolicyName: arn.split("/").at(-1), PolicyArn: arn });
      return { AttachedPolicies: items.map(describe), ...next };
    },
    PutRolePermissionsBoundary(input: Input) {
      const policyArn = String(input.PermissionsBoundary);
      checkKnown(registry, policyArn);
      registry.setPermissionsBoundary(roleOf(input).name, policyArn);
      return done;
    },
    DeleteRolePermissionsBoundary(input: Input) {
      registry.setPermissionsBoundary(roleOf(input).name, undefined);
      return done;
    },
    TagRole(input: Input) {
      const { tags } = roleOf(input);
      for (const { Key, Value } of listOf<Tag>(input.Tags)) tags.set(Key, Value);
      return done;
    },
    UntagRole(input: Input) {
      const { tags } = roleOf(input);
      for (const key of listOf<string>(input.TagKeys)) tags.delete(key);
      return done;
    },
    ListRoleTags(input: Input) {
      const { items, next } = page(tagsOf(roleOf(input).tags), ({ Key }) => Key, input);
      return { Tags: items, ...next };
    },
  };
}

/** A policy of AWS that is not known here would allow nothing: it is refused. */
function checkKnown(registry: IamRegistry, policyArn: string): void {
  if (registry.isKnownPolicy(policyArn)) return;
  const hint = policyArn.includes("::aws:") ? " Not all policies that AWS manages are on this machine." : "";
  throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable.${hint}`);
}

function readDuration(given: unknown): number {
  const seconds = Number(given ?? 3600);
  if (seconds >= 3600 && seconds <= 43_200) return seconds;
  throw invalidMember(given, "maxSessionDuration", "have value between 3600 and 43200");
}
