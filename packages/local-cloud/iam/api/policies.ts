import type { PolicyDocument } from "../../aws/policyDocument";
import { deleteConflict, invalidMember } from "../errors";
import type { IamRegistry } from "../registry";
import {
  describePolicy,
  encodedDocument,
  idOf,
  page,
  summarizePolicy,
  summarizeVersion,
  tagsOf,
} from "./descriptions";
import { type Input, listOf, optionalText } from "./inputs";

interface Tag {
  Key: string;
  Value: string;
}

const SCOPES = ["All", "AWS", "Local"];

/** The operations on managed policies. */
export function policyOperations(registry: IamRegistry) {
  const { managedPolicies } = registry;
  const policyOf = ({ PolicyArn }: Input) => managedPolicies.get(String(PolicyArn));
  const done = {};
  return {
    CreatePolicy(input: Input) {
      const description = optionalText(input.Description);
      const policy = managedPolicies.create({
        name: String(input.PolicyName),
        document: input.PolicyDocument as PolicyDocument,
        path: optionalText(input.Path) ?? "/",
        ...(description !== undefined && { description }),
      });
      for (const { Key, Value } of listOf<Tag>(input.Tags)) policy.tags.set(Key, Value);
      return { Policy: describePolicy(policy, registry) };
    },
    GetPolicy: (input: Input) => ({ Policy: describePolicy(policyOf(input), registry) }),
    ListPolicies({ Scope = "All", OnlyAttached, PathPrefix = "/", ...input }: Input) {
      if (!SCOPES.includes(String(Scope)))
        throw invalidMember(Scope, "scope", `satisfy enum value set: [${SCOPES.join(", ")}]`);
      const found = managedPolicies
        .list()
        .filter(({ isAwsManaged }) => Scope === "All" || isAwsManaged === (Scope === "AWS"))
        .filter(({ path }) => path.startsWith(String(PathPrefix)))
        .filter(({ arn }) => String(OnlyAttached) !== "true" || registry.rolesWith(arn).length > 0)
        .sort((a, b) => (a.arn < b.arn ? -1 : 1));
      const { items, next } = page(found, ({ arn }) => arn, input);
      return { Policies: items.map((policy) => summarizePolicy(policy, registry)), ...next };
    },
    /** AWS wants the other versions to be deleted before. */
    DeletePolicy(input: Input) {
      const policy = policyOf(input);
      if (policy.versions.length > 1 && !policy.isAwsManaged)
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      registry.deleteManagedPolicy(policy.arn);
      return done;
    },
    CreatePolicyVersion(input: Input) {
      const policy = policyOf(input);
      const isDefault = String(input.SetAsDefault) === "true";
      const version = managedPolicies.addVersion(policy, input.PolicyDocument as PolicyDocument, isDefault);
      return { PolicyVersion: summarizeVersion(policy, version) };
    },
    GetPolicyVersion(input: Input) {
      const policy = policyOf(input);
      const version = policy.version(String(input.VersionId));
      const Document = encodedDocument(version.document);
      return { PolicyVersion: { Document, ...summarizeVersion(policy, version) } };
    },
    ListPolicyVersions(input: Input) {
      const policy = policyOf(input);
      const { items, next } = page([...policy.versions].reverse(), ({ id }) => id, input);
      return { Versions: items.map((version) => summarizeVersion(policy, version)), ...next };
    },
    SetDefaultPolicyVersion(input: Input) {
      managedPolicies.setDefault(policyOf(input), String(input.VersionId));
      return done;
    },
    DeletePolicyVersion(input: Input) {
      managedPolicies.deleteVersion(policyOf(input), String(input.VersionId));
      return done;
    },
    ListEntitiesForPolicy(input: Input) {
      const { arn } = policyOf(input);
      const { items, next } = page(registry.rolesWith(arn), ({ name }) => name, input);
      const describe = (role: { name: string; arn: string }) => ({
        RoleName: role.name,
        RoleId: idOf("AROA", role.arn),
      });
      return { PolicyGroups: [], PolicyUsers: [], PolicyRoles: items.map(describe), ...next };
    },
    TagPolicy(input: Input) {
      const { tags } = policyOf(input);
      for (const { Key, Value } of listOf<Tag>(input.Tags)) tags.set(Key, Value);
      return done;
    },
    UntagPolicy(input: Input) {
      const { tags } = policyOf(input);
      for (const key of listOf<string>(input.TagKeys)) tags.delete(key);
      return done;
    },
    ListPolicyTags(input: Input) {
      const { items, next } = page(tagsOf(policyOf(input).tags), ({ Key }) => Key, input);
      return { Tags: items, ...next };
    },
  };
}
