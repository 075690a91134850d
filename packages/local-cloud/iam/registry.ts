import type { PolicyDocument } from "../aws/policyDocument";
import { AwsError } from "../aws/service";
import { noSuchEntity } from "./errors";
import { ManagedPolicies, type ManagedPolicy } from "./managedPolicies";
import type { Policy } from "./policy";
import { parsePolicy } from "./policyDocument";
import { checkRoleQuotas } from "./quotas";

export interface RoleDefinition {
  name: string;
  /** Default `/`. */
  path?: string;
  description?: string;
  /** Seconds that a session lasts at most. Default: an hour. */
  maxSessionDuration?: number;
  tags?: Readonly<Record<string, string>>;
  /** The trust policy. */
  assumeRolePolicy: PolicyDocument;
  /** By name. */
  inlinePolicies?: Readonly<Record<string, PolicyDocument>>;
  managedPolicyArns?: readonly string[];
  /** ARN of the managed policy that bounds the role's permissions. */
  permissionsBoundary?: string;
}

export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly created: Date;
  description?: string;
  /** Seconds. */
  maxSessionDuration: number;
  readonly tags: Map<string, string>;
  trust: Policy;
  boundary?: Policy;
  /** By the inline policy's name or the managed policy's ARN. */
  readonly policies: Map<string, Policy>;
}

/**
 * The account's roles, managed policies and resource-based policies. Every document is checked when it is put; a change
 * takes effect with the next call, also for sessions issued before.
 */
export class IamRegistry {
  private readonly roles = new Map<string, Role>();
  /** The managed policies, of AWS and of the account. */
  readonly managedPolicies: ManagedPolicies;
  private readonly resources = new Map<string, Map<string, Policy>>();

  constructor(
    readonly accountId: string,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.managedPolicies = new ManagedPolicies(accountId, now, (policy) => this.reattach(policy));
  }

  /** Creates the role, or replaces the one of that name with all of its policies. */
  putRole(definition: RoleDefinition): Role {
    return this.defineRole(definition, new Map());
  }

  /** Changes a role from one definition to another; policies that were attached separately stay. */
  updateRole(before: RoleDefinition, after: RoleDefinition): Role {
    const defined = new Set([
      ...Object.keys(before.inlinePolicies ?? {}),
      ...(before.managedPolicyArns ?? []),
    ]);
    const { policies } = this.roleNamed(before.name);
    return this.defineRole(after, new Map([...policies].filter(([name]) => !defined.has(name))));
  }

  deleteRole(roleName: string): void {
    this.roles.delete(this.roleNamed(roleName).arn);
  }

  /** By ARN. */
  findRole(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  listRoles(): Role[] {
    return [...this.roles.values()];
  }

  /** Adds or replaces an inline policy. */
  putRolePolicy(roleName: string, policyName: string, document: PolicyDocument): void {
    const role = this.roleNamed(roleName);
    const policy = parsePolicy("identity", role.arn, policyName, document);
    checkRoleQuotas({ ...role, policies: new Map(role.policies).set(policyName, policy) });
    role.policies.set(policyName, policy);
  }

  deleteRolePolicy(roleName: string, policyName: string): void {
    this.remove(this.roleNamed(roleName), policyName);
  }

  /** A policy that is not known may be attached too, and allows nothing until it is put. */
  attachRolePolicy(roleName: string, policyArn: string): void {
    const role = this.roleNamed(roleName);
    const policy = this.managedPolicy("identity", role.arn, policyArn);
    checkRoleQuotas({ ...role, policies: new Map(role.policies).set(policyArn, policy) });
    role.policies.set(policyArn, policy);
  }

  detachRolePolicy(roleName: string, policyArn: string): void {
    this.remove(this.roleNamed(roleName), policyArn);
  }

  /** Whether there is the role, and has the inline policy of this name or the managed policy with this ARN. */
  hasRolePolicy(roleName: string, policy: string): boolean {
    return this.listRoles().some(({ name, policies }) => name === roleName && policies.has(policy));
  }

  /** The names of a role's inline policies, and the ARNs of its managed policies. */
  listRolePolicies(roleName: string): { inline: string[]; managed: string[] } {
    const names = [...this.roleNamed(roleName).policies.keys()];
    return { inline: names.filter((name) => !isArn(name)), managed: names.filter(isArn) };
  }

  /** Whether the documents of a managed policy are known: an AWS managed one that is in the list, or one of the account. */
  isKnownPolicy(policyArn: string): boolean {
    return this.managedPolicies.find(policyArn) !== undefined;
  }

  /** Bounds a role's permissions, or with `undefined` no longer. */
  setPermissionsBoundary(roleName: string, policyArn: string | undefined): void {
    const role = this.roleNamed(roleName);
    if (policyArn === undefined) delete role.boundary;
    else role.boundary = this.managedPolicy("boundary", role.arn, policyArn);
  }

  updateAssumeRolePolicy(roleName: string, document: PolicyDocument): void {
    const role = this.roleNamed(roleName);
    const trust = parsePolicy("trust", role.arn, "AssumeRolePolicyDocument", document);
    checkRoleQuotas({ ...role, trust });
    role.trust = trust;
  }

  /** Creates a managed policy, or a new version of it that counts for every role it is attached to; returns its ARN. */
  putManagedPolicy(name: string, document: PolicyDocument, path = "/"): string {
    const { managedPolicies } = this;
    const existing = managedPolicies.find(managedPolicies.arnOf(name, path));
    if (!existing) return managedPolicies.create({ name, document, path }).arn;
    managedPolicies.replace(existing, document);
    return existing.arn;
  }

  /** Throws `DeleteConflict` while a role has the policy, `NoSuchEntity` if there is none. */
  deleteManagedPolicy(arn: string): void {
    const [user] = this.rolesWith(arn);
    if (user) {
      const message = `Cannot delete a policy attached to entities. (${arn} is attached to role ${user.name})`;
      throw new AwsError("DeleteConflict", message, 409);
    }
    this.managedPolicies.delete(arn);
  }

  /** The roles that a managed policy is attached to, or bounds. */
  rolesWith(policyArn: string): Role[] {
    return this.listRoles().filter(
      ({ policies, boundary }) => policies.has(policyArn) || boundary?.name === policyArn,
    );
  }

  /**
   * Sets a resource's own policy: of a queue, a topic, a bucket, a key. `name` distinguishes several policies of one
   * resource, such as the permissions of a Lambda function by their statement ids.
   */
  putResourcePolicy(resourceArn: string, document: PolicyDocument, name = "Policy"): void {
    const policy = parsePolicy("resource", resourceArn, name, document);
    const policies = this.resources.get(resourceArn) ?? new Map<string, Policy>();
    this.resources.set(resourceArn, policies.set(name, policy));
  }

  /** Removes one policy of a resource, or all of them; has no effect if there is none. */
  deleteResourcePolicy(resourceArn: string, name?: string): void {
    if (name === undefined) this.resources.delete(resourceArn);
    else this.resources.get(resourceArn)?.delete(name);
  }

  /** The documents of a resource's own policies, by their names. */
  resourceDocuments(resourceArn: string): Map<string, PolicyDocument> {
    const policies = this.resources.get(resourceArn) ?? [];
    return new Map([...policies].map(([name, { document }]) => [name, document]));
  }

  /**
   * The policies of the resource itself: for `arn:aws:s3:::bucket/key` those of the bucket, for
   * `arn:aws:execute-api:…:api/stage/GET/path` those of the API, for `arn:aws:logs:REGION:ACCOUNT:log-group:…` those
   * of `arn:aws:logs:REGION:ACCOUNT`.
   */
  resourcePolicies(resourceArn: string): Policy[] {
    const isPart = /^arn:aws:(?:s3:::|execute-api:)/.test(resourceArn);
    const logs = /^(arn:aws:logs:[^:]*:[^:]*):/.exec(resourceArn)?.[1];
    const owner = logs ?? (isPart ? resourceArn.replace(/\/.*/s, "") : resourceArn);
    return [...(this.resources.get(owner)?.values() ?? [])];
  }

  private defineRole(definition: RoleDefinition, policies: Map<string, Policy>): Role {
    const { name, path = "/", permissionsBoundary } = definition;
    const arn = `arn:aws:iam::${this.accountId}:role${path}${name}`;
    for (const [policyName, document] of Object.entries(definition.inlinePolicies ?? {})) {
      policies.set(policyName, parsePolicy("identity", arn, policyName, document));
    }
    for (const policyArn of definition.managedPolicyArns ?? []) {
      policies.set(policyArn, this.managedPolicy("identity", arn, policyArn));
    }
    const { description, maxSessionDuration = 3600, tags = {} } = definition;
    const before = this.listRoles().find((other) => other.name === name);
    const role: Role = {
      arn,
      name,
      path,
      created: before?.created ?? new Date(this.now()),
      ...(description !== undefined && { description }),
      maxSessionDuration,
      tags: new Map(Object.entries(tags)),
      trust: parsePolicy("trust", arn, "AssumeRolePolicyDocument", definition.assumeRolePolicy),
      ...(permissionsBoundary ? { boundary: this.managedPolicy("boundary", arn, permissionsBoundary) } : {}),
      policies,
    };
    checkRoleQuotas(role);
    if (before) this.roles.delete(before.arn);
    this.roles.set(arn, role);
    return role;
  }

  private managedPolicy(kind: "identity" | "boundary", roleArn: string, policyArn: string): Policy {
    if (!MANAGED_POLICY_ARN.test(policyArn)) {
      throw new AwsError("InvalidInput", `ARN ${policyArn} is not valid.`);
    }
    const known = this.managedPolicies.find(policyArn);
    if (known) return parsePolicy(kind, roleArn, policyArn, known.document);
    const elsewhere = this.managedPolicies.awsManagedNamed(policyArn);
    if (elsewhere) {
      throw noSuchEntity(`Policy ${policyArn} does not exist or is not attachable. There is ${elsewhere}.`);
    }
    const document = { Version: "2012-10-17", Statement: [] };
    return {
      kind,
      owner: roleArn,
      name: policyArn,
      version: "2012-10-17",
      size: 0,
      statements: [],
      document,
    };
  }

  /** Has the roles that have a managed policy use its current document. */
  private reattach({ arn, document }: ManagedPolicy): void {
    for (const role of this.rolesWith(arn)) {
      if (role.policies.has(arn)) role.policies.set(arn, parsePolicy("identity", role.arn, arn, document));
      if (role.boundary?.name === arn) role.boundary = parsePolicy("boundary", role.arn, arn, document);
    }
  }

  private remove(role: Role, policy: string): void {
    if (!role.policies.delete(policy)) {
      throw noSuchEntity(`The role policy with name ${policy} cannot be found.`);
    }
  }

  /** Throws `NoSuchEntity`. */
  roleNamed(name: string): Role {
    for (const role of this.roles.values()) if (role.name === name) return role;
    throw noSuchEntity(`The role with name ${name} cannot be found.`);
  }
}

const MANAGED_POLICY_ARN = /^arn:aws[\w-]*:iam::(?:aws|\d{12}):policy\/[\w+=,.@/-]+$/;

/** Inline policies have names, in which there is no colon. */
const isArn = (name: string): boolean => name.includes(":");
