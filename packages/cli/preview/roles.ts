import { type Block, details, paragraph, type Section } from "./document";
import { describeStatement, NO_NARROWER } from "./permissions";
import { CAUTION, statementsOf } from "./policyDocument";
import { ResourceNames } from "./resourceNames";
import type { SavedResource, Snapshot } from "./snapshot";
import { describeTrust } from "./trust";

const ROLE = "aws:iam/role:Role";
const INLINE_POLICIES = ["aws:iam/rolePolicy:RolePolicy"];
const ATTACHMENTS = ["aws:iam/rolePolicyAttachment:RolePolicyAttachment"];
const MANAGED_POLICY = "aws:iam/policy:Policy";

/** What a role is, in sentences: who may assume it, then what it may do. */
export interface RoleDescription {
  urn: string;
  name: string;
  trust: string[];
  permissions: string[];
}

/** Every role of a program in plain words, by name. */
export function describeRoles({ resources }: Snapshot): RoleDescription[] {
  const names = new ResourceNames(resources);
  return resources
    .filter(({ type }) => type === ROLE)
    .map((role) => ({
      urn: role.urn,
      name: role.name,
      trust: trustOf(role, names),
      permissions: [...new Set(permissionsOf(role, resources, names))].sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const UNREADABLE = `${CAUTION}a policy that cannot be read before it is deployed`;

const trustOf = ({ inputs }: SavedResource, names: ResourceNames): string[] =>
  statementsOf(inputs.assumeRolePolicy)?.map((statement) => describeTrust(statement, names)) ?? [UNREADABLE];

function permissionsOf(role: SavedResource, resources: SavedResource[], names: ResourceNames): string[] {
  const isOfRole = ({ inputs }: SavedResource) =>
    inputs.role === role.id || (role.arn !== undefined && inputs.role === role.arn);
  const of = (types: string[]) => resources.filter((each) => types.includes(each.type) && isOfRole(each));
  const documents = [
    ...of(INLINE_POLICIES).map(({ inputs }) => inputs.policy),
    ...asList(role.inputs.inlinePolicies).flatMap((each) => {
      const { policy } = each as { policy?: unknown };
      return policy === undefined ? [] : [policy];
    }),
  ];
  const managed = [
    ...asList(role.inputs.managedPolicyArns),
    ...of(ATTACHMENTS).map(({ inputs }) => inputs.policyArn),
  ];
  const allowed = (document: unknown): string[] =>
    statementsOf(document)?.flatMap((statement) => describeStatement(statement, names)) ?? [UNREADABLE];
  return [
    ...documents.flatMap(allowed),
    ...managed.flatMap((arn) => {
      const own = names.find(arn, MANAGED_POLICY);
      return own ? allowed(own.inputs.policy) : [managedPolicy(String(arn))];
    }),
    ...(role.inputs.permissionsBoundary === undefined
      ? []
      : [`may do no more than the boundary ${String(role.inputs.permissionsBoundary)} allows`]),
  ];
}

const managedPolicy = (arn: string): string => {
  const name = arn.replace(/^.*:policy\//, "");
  return `${/(FullAccess|Administrator|PowerUser)/.test(name) ? CAUTION : ""}may do what the managed policy ${name} allows`;
};

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** All roles or, against an earlier program, those that changed. */
export function rolesSection(now: Snapshot, before?: Snapshot): Section {
  const roles = describeRoles(now);
  return before ? changedRoles(roles, describeRoles(before)) : allRoles(roles);
}

function allRoles(roles: RoleDescription[]): Section {
  const sentences = roles.flatMap(({ trust, permissions }) => [...trust, ...permissions]);
  const legend = [
    `${roles.length} ${roles.length === 1 ? "role" : "roles"}.`,
    ...explain(
      sentences,
      (sentence) => sentence.startsWith(CAUTION),
      `${CAUTION}is wider than it may need to be`,
    ),
    ...explain(
      sentences,
      (sentence) => sentence.includes(NO_NARROWER),
      "(*) is on any resource: AWS has no narrower one",
    ),
  ];
  const blocks: Block[] = roles.map(({ name, trust, permissions }) =>
    details(`${name}: ${trust.join("; ")}`, [
      { kind: "list", items: permissions.length > 0 ? permissions : ["may do nothing"] },
    ]),
  );
  return { title: "IAM", blocks: [paragraph(legend.join(" ")), ...blocks] };
}

/** A sentence of the legend, with how often what it explains is there. */
const explain = (sentences: string[], isMeant: (sentence: string) => boolean, meaning: string): string[] => {
  const count = sentences.filter(isMeant).length;
  return count > 0 ? [`${meaning} (${count} times).`] : [];
};

function changedRoles(roles: RoleDescription[], before: RoleDescription[]): Section {
  const old = new Map(before.map((role) => [role.urn, role]));
  const urns = new Set(roles.map(({ urn }) => urn));
  const changes = [
    ...roles.map((role) => roleChange(role.name, old.get(role.urn), role)),
    ...before.filter(({ urn }) => !urns.has(urn)).map((role) => roleChange(role.name, role, undefined)),
  ].filter((block) => block !== undefined);
  const title = `IAM: ${changes.length} of ${urns.size} roles changed`;
  return { title, blocks: changes.length > 0 ? changes : [paragraph("No role changed.")] };
}

function roleChange(name: string, before?: RoleDescription, now?: RoleDescription): Block | undefined {
  const was = [...(before?.trust ?? []), ...(before?.permissions ?? [])];
  const is = [...(now?.trust ?? []), ...(now?.permissions ?? [])];
  const lines = [
    ...was.filter((sentence) => !is.includes(sentence)).map((sentence) => `- ${sentence}`),
    ...is.filter((sentence) => !was.includes(sentence)).map((sentence) => `+ ${sentence}`),
  ];
  if (before && now && lines.length === 0) return undefined;
  const what = before ? (now ? "changed" : "removed") : "added";
  return details(`${name}: ${what}`, [{ kind: "lines", language: "diff", lines }]);
}
