import { createHash } from "node:crypto";
import { pageOf } from "../../aws/pages";
import type { PolicyDocument } from "../../aws/policyDocument";
import { validationError } from "../errors";
import type { ManagedPolicy, PolicyVersion } from "../managedPolicies";
import { documentText } from "../policy";
import type { IamRegistry, Role } from "../registry";
import type { Input } from "./inputs";

const PAGE_SIZE = 100;

/** A page of a list; `Marker` and `MaxItems` select it. */
export function page<T>(all: T[], keyOf: (item: T) => string, { Marker, MaxItems }: Input) {
  const request = { limit: MaxItems, nextToken: Marker };
  const { items, nextToken } = pageOf(all, keyOf, request, PAGE_SIZE, () =>
    validationError("Invalid Marker"),
  );
  return { items, next: { IsTruncated: nextToken !== undefined, ...(nextToken && { Marker: nextToken }) } };
}

/** Documents are percent-encoded in responses: clients decode them. */
export const encodedDocument = (document: PolicyDocument): string =>
  encodeURIComponent(documentText(document));

/** `AROA…`: the same for the same ARN. */
export function idOf(prefix: string, arn: string): string {
  const digest = createHash("sha256").update(arn).digest("hex").toUpperCase();
  return `${prefix}${digest.slice(0, 17)}`;
}

export const tagsOf = (tags: ReadonlyMap<string, string>) =>
  [...tags].map(([Key, Value]) => ({ Key, Value }));

/** As in lists, without tags and boundary. */
export const summarizeRole = (role: Role) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: idOf("AROA", role.arn),
  Arn: role.arn,
  CreateDate: role.created,
  AssumeRolePolicyDocument: encodedDocument(role.trust.document),
  ...(role.description !== undefined && { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
});

export const describeRole = (role: Role) => ({
  ...summarizeRole(role),
  ...(role.boundary && {
    PermissionsBoundary: {
      PermissionsBoundaryType: "PermissionsBoundaryPolicy",
      PermissionsBoundaryArn: role.boundary.name,
    },
  }),
  ...(role.tags.size > 0 && { Tags: tagsOf(role.tags) }),
  RoleLastUsed: {},
});

/** As in lists, without description and tags. */
export function summarizePolicy(policy: ManagedPolicy, registry: IamRegistry) {
  const { arn } = policy;
  const roles = registry.rolesWith(arn);
  return {
    PolicyName: policy.name,
    PolicyId: idOf("ANPA", arn),
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion.id,
    AttachmentCount: roles.filter(({ policies }) => policies.has(arn)).length,
    PermissionsBoundaryUsageCount: roles.filter(({ boundary }) => boundary?.name === arn).length,
    IsAttachable: true,
    CreateDate: policy.versions[0]!.created,
    UpdateDate: policy.defaultVersion.created,
  };
}

export const describePolicy = (policy: ManagedPolicy, registry: IamRegistry) => ({
  ...summarizePolicy(policy, registry),
  ...(policy.description !== undefined && { Description: policy.description }),
  Tags: tagsOf(policy.tags),
});

/** As in lists, without the document. */
export const summarizeVersion = (policy: ManagedPolicy, version: PolicyVersion) => ({
  VersionId: version.id,
  IsDefaultVersion: version === policy.defaultVersion,
  CreateDate: version.created,
});
